"""Searching times: everything free that suits body, therapist and room, judged once a start."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
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
SOON = 3  # days
MINUTE = 60_000_000


@dataclass(frozen=True)
class Ask:
    """What is looked for: an order, from a day on, at one studio or all, with one therapist or any.

    `client` is whose calendar judges (None: nobody's); `moving` is their appointment that is to be
    moved, which is in nobody's way; `staff` are bound to no notice. `ahead` are days after these
    that are looked at only if somebody wants to know what comes after them. `calendar` is the
    client's, in the contract's form, where it has been read before for these days; with `rules`, the
    number of the version in force then, nothing is asked of the client any more.
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
    rules: int = 0
    ahead: int = 0
    cleared: tuple[str, ...] = ()  # screening answers cleared for the appointment that is moved


class Offer(NamedTuple):
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
    now: datetime
    favourites: tuple[int, ...] = ()  # the client's
    _seen: list[Found] = dataclasses.field(default_factory=list, repr=False, compare=False)

    def onward(self) -> Iterator[Found]:
        """What was found, and then the days ahead of it: looked at, once, as far as is asked for."""
        yield self
        for number, (first, days) in enumerate(_ahead(self.ask)):
            if number == len(self._seen):
                ask = replace(self.ask, first=first, days=days, ahead=0)
                self._seen.append(search(ask, now=self.now, known=self.setup, before=self))
            yield self._seen[number]

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
        for found in self.onward():
            there = found.open_at.get(place, {})
            later = next((at for at in there if at > start), None)
            if later is not None:
                return there[later]
        return []


def search(
    ask: Ask, *, now: datetime, known: Setup | None = None, before: Found | None = None
) -> Found:
    """Every time that an order can have, by start, then studio, then therapist.

    Four SQL queries, two of them for a client; `known` is the setup of these days, if it has been
    read, and `before` found the days before, judging these too. Raises `Invalid` for days out of
    bounds and `NotFound` for a studio or therapist that is not there.
    """
    found = look(ask, now=now, known=known, before=before, narrow=True)
    begin, end = _reach(found.bounds)
    slots = found.field.find(found.want, begin, end, found.only)
    return replace(found, offers=tuple(_offers(slots, found.judges, found.bounds)))


def look(
    ask: Ask,
    *,
    now: datetime,
    known: Setup | None = None,
    before: Found | None = None,
    narrow: bool = False,
) -> Found:
    """What `search` reads, and no times yet: for whoever looks them up in the field.

    `narrow`: only what a time depends on. Of the therapists the wanted one, where one gives the
    session; and nothing that lies further off than a gap between two sessions counts.
    """
    if not 1 <= ask.days <= MOST_DAYS:
        raise Invalid("invalid", _("Between 1 and %d days.") % MOST_DAYS, field="days")
    if not date(1970, 1, 1) <= ask.first <= date(2200, 1, 1):
        raise Invalid("invalid", _("Choose a day of this century."), field="from")
    known = known or setup.read(
        first=ask.first,
        last=ask.first + timedelta(ask.days + ask.ahead),
        alone=ask.therapist if narrow and ask.order.service.therapists == 1 else "",
    )
    studios, only = _studios(known, ask.location), _therapist(known, ask.therapist)
    bounds = {studio.key: _bounds(studio.zone, ask) for studio in studios}
    judges, favourites = (before.judges, ()) if before else _judges(ask, studios, now)
    skills = frozenset[str]().union(*(judge.skills for judge in judges.values()))
    want = ask.order.want(now=minutes_up(now), staff=ask.staff, skills=skills)
    able = known.able(want, only)
    begin, end = _reach(bounds)
    gap = timedelta(minutes=2 * (want.before + want.minutes + want.after))  # see `slots.gap_left`
    taken = busy.blocks(
        able.taken_by(want, studios),
        moment(begin),
        moment(end),
        now=now,
        but=ask.moving,
        sessions=able.counts_sessions,
        margin=gap if narrow and not able.counts_sessions else busy.MARGIN,
    )
    laid = lay(able, studios, taken, begin, end)
    return Found(ask, known, laid, want, (), judges, only, bounds, now, favourites)


def _ahead(ask: Ask) -> Iterator[tuple[date, int]]:
    """The days after those asked for, as (first, how many): a few, since most blocks end soon."""
    first = ask.first + timedelta(days=ask.days)
    soon = min(SOON, ask.ahead)
    if soon:
        yield first, soon
    if ask.ahead > soon:
        yield first + timedelta(days=soon), ask.ahead - soon


def _offers(
    slots: Iterable[Slot], judges: dict[int, Judge], bounds: dict[int, tuple[int, int]]
) -> Iterator[Offer]:
    """Slots within the bounds of their studio, each start judged once."""
    for (start, place), same in groupby(slots, key=itemgetter(0, 1)):
        low, high = bounds[place]
        if low <= start < high:
            verdict = judges[place].verdict(start) if judges else ""
            for slot in same:
                yield Offer(slot, verdict)


def next_free(found: Found, *, now: datetime) -> Offer | None:
    """The first time that can be booked: of what was found and lies ahead, else of 62 days more."""
    first = first_open(found)
    if first is not None:
        return first
    ask = found.ask
    later = ask.first + timedelta(days=ask.days + ask.ahead)
    ask = replace(ask, first=later, days=MOST_DAYS, ahead=0)
    return next(iter(search(ask, now=now).open), None)


def first_open(found: Found) -> Offer | None:
    """The first time that can be booked, of what was found and lies ahead of it."""
    return next((offer for each in found.onward() for offer in each.open), None)


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


def _reach(bounds: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """From the first minute at any studio to the last at any."""
    begin = min((low for low, _high in bounds.values()), default=0)
    return begin, max((high for _low, high in bounds.values()), default=0)


def _judges(
    ask: Ask, studios: list[Studio], now: datetime
) -> tuple[dict[int, Judge], tuple[int, ...]]:
    """One judge for each studio, for the days ahead too; and whom the client would rather see.

    Those of one zone share theirs.
    """
    if ask.client is None or not studios:
        return {}, ()
    far = replace(ask, days=ask.days + ask.ahead)
    low, high = _reach({studio.key: _bounds(studio.zone, far) for studio in studios})
    known = runners.Runner([], (), ask.rules) if ask.calendar and ask.rules else None
    runner = known or runners.one(ask.client, but=ask.moving)
    calendar = ask.calendar or runners.calendar(
        ask.client,
        zone=studios[0].zone.key,
        begin=moment(low),
        end=moment(high),
        now=now,
        sessions=runner.sessions,
    )
    ruleset, made = rules.version(runner.rules), dict[str, Judge]()
    for zone in {studio.zone.key for studio in studios}:
        told = calendar | {"timezone": zone}
        case = case_at(told, ask.order.candidate, low, cleared=ask.cleared)
        made[zone] = Judge.of(ruleset, case, low, high)
    return {studio.key: made[studio.zone.key] for studio in studios}, runner.favourites
