"""Searching times: everything free that suits body, therapist and room, judged once a start."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bookings.core.judging import Judge, case_at
from bookings.core.slots import Slot, Want
from bookings.models import Appointment
from bookings.queries import busy, runners, setup
from bookings.queries.busy import minutes_up, moment
from bookings.queries.field import Field, lay
from bookings.queries.services import Order
from bookings.queries.setup import Setup, Studio
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client
from protocols.core.zones import instant
from protocols.queries import rules

MOST_DAYS = 62
MINUTE = 60_000_000


@dataclass(frozen=True)
class Ask:
    """What is looked for: an order, from a day on, at one studio or all, with one therapist or any.

    `client` is whose calendar judges (None: nobody's); `moving` is their appointment that is to be
    moved, which is in nobody's way; `staff` are bound to no notice. `calendar` is the client's, in
    the contract's form, where it has been read before for these days.
    """

    order: Order
    first: date
    days: int
    location: str = ""
    therapist: str = ""
    client: Client | None = None
    moving: Appointment | None = None
    staff: bool = False
    calendar: dict[str, Any] | None = None


@dataclass(frozen=True)
class Offer:
    """One free time. `verdict` is "" where nobody's calendar was asked."""

    slot: Slot
    verdict: str

    @property
    def start(self) -> datetime:
        return moment(self.slot.start)


@dataclass(frozen=True)
class Found:
    """What a search found, blocked times among it, and what the pages need to tell of it."""

    ask: Ask
    setup: Setup
    field: Field
    want: Want
    offers: tuple[Offer, ...]
    judges: dict[int, Judge]  # by studio; empty without a client
    only: int | None
    bounds: dict[int, tuple[int, int]]  # by studio: the minutes searched

    @cached_property
    def open(self) -> tuple[Offer, ...]:
        """The times that can be booked."""
        return tuple(offer for offer in self.offers if offer.verdict != "blocked")

    def reasons(self, offer: Offer, *, discreet: bool = False) -> list[dict[str, Any]]:
        """Why a time has its verdict: the contract's reasons, worst first."""
        judge = self.judges.get(offer.slot.place)
        return judge.reasons(offer.slot.start, discreet=discreet) if judge else []

    def zone(self, offer: Offer) -> ZoneInfo:
        """The zone of the studio."""
        return self.setup.studio[offer.slot.place].zone

    @cached_property
    def open_at(self) -> dict[int, dict[int, list[Offer]]]:
        """The times that can be booked, by studio and start, in order."""
        held: dict[int, dict[int, list[Offer]]] = {}
        for offer in self.open:
            held.setdefault(offer.slot.place, {}).setdefault(offer.slot.start, []).append(offer)
        return held

    def possible_from(self, place: int, start: int) -> list[Offer]:
        """The first time at a studio after a start that can be booked, with each who could; or []."""
        there = self.open_at.get(place, {})
        starts = list(there)
        later = bisect_right(starts, start)
        return there[starts[later]] if later < len(starts) else []


def search(ask: Ask, *, now: datetime, known: Setup | None = None) -> Found:
    """Every time that an order can have, by start, then studio, then therapist.

    A fixed number of SQL queries; `known` is the setup of these days, if it has been read before.
    Raises `Invalid` for days out of bounds and `NotFound` for a
    studio or therapist that is not there.
    """
    if not 1 <= ask.days <= MOST_DAYS:
        raise Invalid("invalid", _("Between 1 and %d days.") % MOST_DAYS, field="days")
    if not date(1970, 1, 1) <= ask.first <= date(2200, 1, 1):
        raise Invalid("invalid", _("Choose a day of this century."), field="from")
    known = known or setup.read(first=ask.first, last=ask.first + timedelta(days=ask.days))
    studios, only = _studios(known, ask.location), _therapist(known, ask.therapist)
    bounds = {studio.key: _bounds(studio.zone, ask) for studio in studios}
    begin = min((low for low, _high in bounds.values()), default=0)
    end = max((high for _low, high in bounds.values()), default=0)
    taken = busy.blocks(known.resources, moment(begin), moment(end), now=now, but=ask.moving)
    field = lay(known, studios, taken, begin, end)
    judges = _judges(ask, studios, bounds, now)
    skills = frozenset[str]().union(*(judge.skills for judge in judges.values()))
    want = ask.order.want(now=minutes_up(now), staff=ask.staff, skills=skills)
    offers = [
        Offer(slot, judges[slot.place].verdict(slot.start) if judges else "")
        for slot in field.find(want, begin, end, only)
        if bounds[slot.place][0] <= slot.start < bounds[slot.place][1]
    ]
    return Found(ask, known, field, want, tuple(offers), judges, only, bounds)


def next_free(found: Found, *, now: datetime) -> Offer | None:
    """The first time that can be booked: of what was found, else of the 62 days after it."""
    if found.open:
        return found.open[0]
    later = found.ask.first + timedelta(days=found.ask.days)
    ask = replace(found.ask, first=later, days=MOST_DAYS)
    return next(iter(search(ask, now=now).open), None)


def _studios(known: Setup, code: str) -> list[Studio]:
    found = [studio for studio in known.studios if code in ("", studio.code)]
    if code and not found:
        raise NotFound("not_found", _("There is no such studio."))
    return found


def _therapist(known: Setup, code: str) -> int | None:
    if not code:
        return None
    found = next((person.key for person in known.people if person.code == code), None)
    if found is None:
        raise NotFound("not_found", _("There is no such therapist."))
    return found


def _bounds(zone: ZoneInfo, ask: Ask) -> tuple[int, int]:
    """The minutes from the first local midnight to the last; a midnight that a change skips is its end."""
    days = (ask.first, ask.first + timedelta(days=ask.days))
    low, high = (instant(datetime(d.year, d.month, d.day, tzinfo=zone)) // MINUTE for d in days)
    return low, high


def _judges(
    ask: Ask, studios: list[Studio], bounds: dict[int, tuple[int, int]], now: datetime
) -> dict[int, Judge]:
    """One judge for each studio; those of one zone share theirs."""
    if ask.client is None or not studios:
        return {}
    low, high = min(b for b, _ in bounds.values()), max(e for _, e in bounds.values())
    calendar = ask.calendar or runners.calendar(
        ask.client,
        zone=studios[0].zone.key,
        begin=moment(low),
        end=moment(high),
        now=now,
        but=ask.moving,
    )
    ruleset, made = rules.current(), dict[str, Judge]()
    for zone in {studio.zone.key for studio in studios}:
        case = case_at(calendar | {"timezone": zone}, ask.order.candidate, low)
        made[zone] = Judge.of(ruleset, case, low, high)
    return {studio.key: made[studio.zone.key] for studio in studios}


def days_of(found: Found) -> Iterator[tuple[date, list[Offer]]]:
    """The open times by local day of their studio, in order."""
    by_day: dict[date, list[Offer]] = {}
    for offer in found.open:
        by_day.setdefault(offer.start.astimezone(found.zone(offer)).date(), []).append(offer)
    yield from sorted(by_day.items())
