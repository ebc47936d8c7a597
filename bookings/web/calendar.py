"""The calendar of the whole clinic: the page that a script fills, and a plain list without one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from json import JSONEncoder
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import json_script
from django.views.decorators.http import require_safe

from bookings.forms.desk_free import asked_day
from bookings.forms.owner.words import word
from bookings.queries import calendar_feed, calendar_page
from bookings.queries.calendar_feed import Feed
from bookings.queries.calendar_page import Shop
from bookings.web import calendar_words as words
from bookings.web.calendar_plain import rows
from bookings.web.desk_asking import staff

VIEWS, BY = ("day", "week", "list"), ("therapist", "room")
CHOICES = ("location", "therapist", "skill", "type")
SCRIPTS = (
    *("words", "look", "grid", "rows", "feed", "fit", "acts", "refused", "drag"),
    *("keys", "places", "dialogs", "state", "main"),
)


class Ready(JSONEncoder):
    """The feed is JSON already; what escapes it for a page wants an encoder all the same."""

    def encode(self, o: Feed) -> str:
        return o.text


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The calendar at the day, view and choices of its address; what is unknown there is left out."""
    me, asked = staff(request), request.GET
    shop = calendar_page.shop(me.now, location=asked.get("location", ""))
    chosen = _chosen(asked, shop)
    feed = _first(chosen, me.now)
    context = {
        "shop": shop,
        "chosen": chosen,
        "setup": setup(shop, chosen),
        "skills": [(skill, word(skill)) for skill in shop.skills],
        "scripts": [(name, f"js/calendar/{name}.js") for name in SCRIPTS],
        "main": f"js/calendar/{SCRIPTS[-1]}.js",
        "first": json_script(feed, "cal-first", encoder=Ready),
        "plain": rows(feed.values()["parts"].get(chosen["day"], {}), shop, chosen),
    }
    return render(request, "bookings/calendar/page.html", context)


def setup(shop: Shop, chosen: dict[str, str]) -> dict[str, Any]:
    """All that the script starts from: the shop, what is chosen, and words."""
    return {
        **shop.told(),
        "chosen": chosen,
        "words": words.words(),
        "types": words.types(),
        "states": words.states(),
        "verdicts": words.verdicts(),
    }


def _first(chosen: Mapping[str, str], now: datetime) -> Feed:
    """The days that are shown first: the page draws them without asking again."""
    day, week = date.fromisoformat(chosen["day"]), chosen["view"] == "week"
    first = day - timedelta(days=day.weekday()) if week else day
    whose = chosen["therapist"] if week else ""
    at = chosen["location"]
    return calendar_feed.read(first, 7 if week else 1, now, location=at, therapist=whose)


def _chosen(asked: Mapping[str, str], shop: Shop) -> dict[str, str]:
    """What the address says, each word known; `day` is today's without another."""
    known = {
        "location": [one.code for one in shop.studios],
        "therapist": [one.code for one in shop.therapists],
        "skill": shop.skills,
        "type": list(words.types()),
    }
    found = {name: asked.get(name, "") for name in CHOICES}
    view, by = asked.get("view", ""), asked.get("by", "")
    chosen = {
        **{name: code if code in known[name] else "" for name, code in found.items()},
        "day": (asked_day(asked.get("day", "")) or shop.today).isoformat(),
        "view": view if view in VIEWS else "day",
        "by": by if by in BY else "therapist",
    }
    if chosen["view"] == "week" and not chosen["therapist"]:
        chosen["therapist"] = shop.lead(location=chosen["location"], skill=chosen["skill"])
    return chosen
