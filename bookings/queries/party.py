"""A party before it is booked: who could give each session, in which room, and when else they all could.

What is told here is what `actions.together.book_party` does: it asks the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext_lazy

from bookings.core import party
from bookings.core.party import Guest, Seat
from bookings.core.ranking import VERDICTS
from bookings.queries import calendar_fit, plans, setup, standing
from bookings.queries.busy import minutes, moment
from bookings.queries.plans import Wanted
from bookings.queries.search import Found, look
from bookings.queries.setup import Setup
from bookings.queries.telling import REACH
from clinic.foundation.models import Client, User
from protocols.core import walls

MOST = 3
OUTWARD = (*REACH, 30)  # days to each side: several at once are harder to fit


@dataclass(frozen=True)
class One:
    """One of a party. `verdict` is the rules', with the `reasons` that `by` may hear.

    `why` they cannot have the time, as a sentence, "" if they can: then with `team`, by name, as
    in `wanted`, which is theirs to book.
    """

    wanted: Wanted
    verdict: str
    reasons: tuple[str, ...]
    why: str
    team: tuple[str, ...] = ()

    @property
    def client(self) -> Client:
        return self.wanted.client

    @property
    def possible(self) -> bool:
        return self.verdict != "blocked" and not self.why


@dataclass(frozen=True, slots=True)
class Time:
    """A start that all of a party can have, on the wall; `verdict` is the worst of theirs."""

    at: datetime
    verdict: str


def looked_at(by: User, wanteds: Sequence[Wanted], now: datetime) -> list[One]:
    """What a party comes to at its start, as the calendar is now.

    For whom a rule blocks it nothing is kept. One query, and for each of them a fixed number. Raises
    `NotFound` for who or what is not there, and `Invalid` for what is no start.
    """
    start, day = wanteds[0].start, wanteds[0].start.date()
    plans.whole_minute(start)
    known = setup.read(first=day, last=day + timedelta(days=1))
    all_ = [_one(by, wanted, known, now) for wanted in wanteds]
    able, at = [each for each in all_ if each[0].possible], minutes(start)
    seats = party.side_by_side([_guest(found, at, at + 1) for _one, found in able], at)
    placed = [_seated(*each, seat) for each, seat in zip(able, seats, strict=True)]
    told = {one.client.pk: one for one in placed}
    return [told.get(one.client.pk, one) for one, _found in all_]


def near(wanteds: Sequence[Wanted], now: datetime) -> list[Time]:
    """The starts nearest to a party's at which there is somebody and a room for each, none blocked.

    At most three, of a month to each side, looked for outward. For the desk. A fixed number of
    queries for each of them, at each of four distances at most.
    """
    start, today = wanteds[0].start, now.date() - timedelta(days=1)
    times: list[Time] = []
    for reach in OUTWARD:
        first = max(start.date() - timedelta(days=reach), today)
        days = (start.date() - first).days + reach + 1
        if days < 1:
            return []
        known = setup.read(first=first, last=first + timedelta(days=days))
        asks = (replace(one.ask(staff=True), first=first, days=days) for one in wanteds)
        founds = [look(ask, now=now, known=known) for ask in asks]
        times = list(islice(_times(founds, minutes(start)), MOST))
        if len(times) == MOST:
            break
    return times


def _one(by: User, wanted: Wanted, known: Setup, now: datetime) -> tuple[One, Found]:
    """Somebody as if they came alone."""
    stands = standing.must(by, wanted.client, now)
    studio = next((one for one in known.studios if one.code == wanted.location), None)
    zone = studio.zone.key if studio else ""  # none: `judged` says so
    judged = plans.judged(wanted, stands, now=now, zone=zone)
    found = look(replace(wanted.ask(staff=True), calendar=judged.case), now=now, known=known)
    (place,) = found.field.places
    word = found.field.hindrance(found.want, minutes(wanted.start), place.key, found.only)
    reasons = tuple(
        each["because"]
        for each in judged.shown["reasons"]
        if each["effect"] in ("blocked", "caution")
    )
    return One(wanted, judged.said["verdict"], reasons, calendar_fit.in_words(found, word)), found


def _guest(found: Found, begin: int, end: int) -> Guest:
    (place,), client = found.field.places, found.ask.client
    return party.guest(
        found.want,
        place,
        found.field.workers,
        found.field.rooms,
        begin,
        end,
        only=found.only,
        rank=lambda key: party.rank(found.favourites, key, client.pk if client else 0),
    )


def _seated(one: One, found: Found, seat: Seat) -> One:
    """Somebody beside the others."""
    if seat.lacks:
        return replace(one, why=str(LACKS[seat.lacks]))
    studio, people = found.setup.studios, [found.setup.person[key] for key in seat.workers]
    codes = {room.key: room.code for each in studio for room in each.rooms}
    wanted = replace(
        one.wanted,
        team=tuple(each.code for each in people),
        rooms=tuple(codes[key] for key in seat.rooms),
    )
    return replace(one, wanted=wanted, team=tuple(each.name for each in people))


def _times(founds: Sequence[Found], start: int) -> Iterator[Time]:
    """Starts that all can have, the nearest first, the earlier of two as near."""
    (place,) = founds[0].field.places
    low, high = founds[0].bounds[place.key]
    guests = [_guest(found, low, high) for found in founds]
    common = set(guests[0].able).intersection(*(each.able for each in guests))
    for at in sorted(common, key=lambda each: (abs(each - start), each)):
        said = [found.judges[place.key].verdict(at) for found in founds]
        if "blocked" in said or any(seat.lacks for seat in party.side_by_side(guests, at)):
            continue
        yield Time(walls.wall_of(moment(at), place.zone.key), max(said, key=VERDICTS.index))


LACKS = {
    "people": gettext_lazy("Whoever could give this session then is with the others."),
    "room": gettext_lazy("The rooms that suit are taken by the others then."),
}
