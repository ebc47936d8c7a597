"""A day of the calendar as a plain list, for browsers without a script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bookings.queries.calendar_page import Shop
from bookings.web import calendar_words as words

Told = Mapping[str, Any]
# Written in one go: three hundred lines by a template would cost more than the page's queries.
_ROW = (
    '<li class="cal-row stype-{}"><a class="cal-row-link" href="{}"><span class="cal-row-when">{}'
    '<span class="soft">–{}</span></span><span class="cal-row-who">{} {}</span>'
    '<span class="cal-row-what soft">{}</span><span class="cal-row-where soft">{}</span>'
    '<span class="cal-row-state">{}</span></a></li>'
)


def rows(part: Told, shop: Shop, chosen: Mapping[str, str]) -> SafeString:
    """The day's sessions by time, as list items; `part` is the day as the feed tells it."""
    shown = [one for one in part.get("sessions", []) if _wanted(one, chosen)]
    return format_html_join("", _ROW, _told(sorted(shown, key=_start), shop))


def _wanted(session: Told, chosen: Mapping[str, str]) -> bool:
    therapist, kind = chosen["therapist"], chosen["type"]
    return (not therapist or therapist in session["t"]) and kind in ("", session["ty"])


def _start(session: Told) -> str:
    return str(session["s"])


def _told(sessions: list[Told], shop: Shop) -> Iterator[tuple[str, ...]]:
    names = {one.code: str(one) for one in shop.therapists}
    names |= {one.code: one.name for one in shop.rooms}
    kinds, states, address = words.types(), words.states(), reverse("desk_appointment", args=["-"])
    for one in sessions:
        kind = kinds.get(one["ty"], kinds["other"])
        where = [names[code] for code in (*one["t"], *one["r"]) if code in names]
        yield (
            kind["letter"].lower(),
            address.replace("/-/", f"/{one['c']}/"),
            one["s"][11:],
            one["e"][11:],
            one["cl"],
            _race(one["race"]),
            _("%(service)s · %(minutes)s min") % {"service": one["sv"], "minutes": one["m"]},
            " · ".join(where),
            states.get(one["st"], ""),
        )


def _race(race: Told | None) -> str:
    if race is None:
        return ""
    told = {"letter": race["p"], "race": race["n"], "days": abs(race["d"])}
    if race["d"] < 0:
        return _("(%(letter)s: %(days)s d since %(race)s)") % told
    return _("(%(letter)s: %(days)s d to %(race)s)") % told
