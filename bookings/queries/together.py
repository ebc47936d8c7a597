"""Appointments that were booked together, and what stands in the way of a series before it is booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Appointment, Bundle
from bookings.queries import appointments, calendar_fit, plans
from bookings.queries.appointments import Session
from bookings.queries.busy import minutes
from bookings.queries.desk_lines import Line, lines
from bookings.queries.plans import Wanted
from bookings.queries.search import look
from bookings.queries.standing import Standing
from bookings.queries.telling import alternatives
from clinic.foundation.errors import NotFound
from protocols.core import walls


@dataclass(frozen=True)
class Date:
    """One date of a series before it is booked: on the wall of its studio.

    `verdict` is the rules', with the `reasons` that may be shown; `free`: somebody and a room are
    free, else `why` not; `near` are the nearest times instead, where it cannot be.
    """

    at: datetime
    verdict: str
    reasons: tuple[str, ...]
    free: bool
    near: tuple[dict[str, Any], ...] = ()
    why: str = ""

    @property
    def key(self) -> str:
        """As a form names it."""
        return f"{self.at:%Y-%m-%dT%H:%M}"

    @property
    def near_at(self) -> list[datetime]:
        """The nearest times, each by its own clock."""
        return [datetime.fromisoformat(one["start"]) for one in self.near]

    @property
    def possible(self) -> bool:
        return self.free and self.verdict != "blocked"


def preview(
    wanted: Wanted, starts: Sequence[datetime], stands: Standing, *, zone: str, now: datetime
) -> list[Date]:
    """What each of these starts comes to, as the calendar is now: two searches at most for each.

    Earlier dates of the same series are not counted yet; booking does. Where the clock skips the
    time of the first one, no session can be.
    """
    clock = walls.wall_of(starts[0], zone).time() if starts else None
    found = [_date(replace(wanted, start=start), stands, zone, now) for start in starts]
    gap = _("The clocks go forward then: this time does not exist on that day.")
    return [one if one.at.time() == clock else replace(one, free=False, why=gap) for one in found]


def because(wanted: Wanted, reason: str) -> Wanted:
    """The same with why its cautions are accepted."""
    return replace(wanted, reason=reason.strip())


def _date(wanted: Wanted, stands: Standing, zone: str, now: datetime) -> Date:
    judged = plans.judged(wanted, stands, now=now, zone=zone)
    found = look(replace(wanted.ask(staff=stands.staff), calendar=judged.case), now=now)
    start = minutes(wanted.start)  # on the wall it may be of another day than in UTC
    free = bool(found.field.find(found.want, start, start + 1, found.only))
    verdict = judged.shown["verdict"]
    told = tuple(
        each["because"]
        for each in judged.shown["reasons"]
        if each["effect"] in ("blocked", "caution")
    )
    near: tuple[dict[str, Any], ...] = ()
    if not free or verdict == "blocked":
        ask = wanted.ask(staff=stands.staff)
        near = tuple(alternatives(ask, wanted.start, now=now, discreet=stands.discreet))[:3]
    (place,) = found.field.places
    word = "" if free else found.field.hindrance(found.want, start, place.key, found.only)
    why = calendar_fit.in_words(found, word)
    return Date(walls.wall_of(wanted.start, zone), verdict, told, free, near, why)


def others(row: Appointment, now: datetime) -> list[Session]:
    """All that were booked together with a session, itself among them, by start: three queries."""
    if row.bundle_id is None:
        return []
    return of(row.bundle_id, now)


def of(bundle: int, now: datetime) -> list[Session]:
    """The sessions of a bundle by start, those that fell through among them."""
    rows = appointments.full().filter(bundle=bundle).exclude(history__did="dropped")
    return appointments.sessions(rows.order_by("start_at", "pk"), now)


def page(code: str, now: datetime) -> tuple[Bundle, list[Line]]:
    """A bundle and its sessions as lines: a fixed number of queries. Raises `NotFound`."""
    found = Bundle.objects.filter(code=code).first()
    if found is None:
        raise NotFound("not_found", _("There is no such series."))
    return found, lines(of(found.pk, now), now)
