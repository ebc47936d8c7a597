"""What a drag is told beforehand is what the drop does: one law over random days."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest import mock

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings.actions import booking, changing
from bookings.forms.calendar import moment
from bookings.models import Appointment, Room, Therapist
from bookings.queries import calendar_fit, plans
from bookings.queries.appointments import codes_of
from bookings.queries.search import Ask
from clinic.foundation.errors import Conflict, Invalid, Problem
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

ZONE = "Europe/Berlin"
DAYS = (2, 125, 342)  # any day; the clocks go forward on the 28 March, back on the 31 October 2027
PEOPLE, ROOMS = ("Ana", "Ben", "Cem"), ("", "", "Room 1", "Room 2")
Drop = tuple[int, str, str]  # quarter of the day, therapist, room


class TestEveryDrop(TestCase):
    """Three therapists with limits of their own, two rooms, in a house that never shuts."""

    @settings(max_examples=10, deadline=None)
    @given(st.integers(0, 2**32))
    def test_does_what_was_told_while_it_was_dragged(self, seed: int) -> None:
        assert faults(seed) == []

    def test_without_a_look_at_the_rooms_more_would_be_told(self) -> None:
        with mock.patch.object(calendar_fit, "seats", lambda want, place, rooms, starts: starts):
            assert faults(FULL) != []


FULL = 0  # a seed with a drop at a time at which both rooms are taken


def faults(seed: int) -> list[tuple[Drop, str]]:
    """Drops that end otherwise than was told, and how."""
    random = Random(seed)
    day = random.choice(DAYS)
    row = world(random, day)
    told = Told(row, day)
    drops = [(quarter(random), random.choice(PEOPLE), random.choice(ROOMS)) for _drop in range(10)]
    ends = [(drop, done(row, day, drop)) for drop in drops]
    return [(drop, end) for drop, end in ends if end not in expected(told, drop)]


def quarter(random: Random) -> int:
    """Of a day; half of them in the hours about which the clocks change."""
    return random.randrange(4, 20) if random.random() < 0.5 else random.randrange(96)


def world(random: Random, day: int) -> Appointment:
    """A session to be moved from the day before; the others are where there is room for them."""
    always = [[n, 0, 1440] for n in range(7)]
    where = studio.location(hours=always)
    limits: list[dict[str, Any]] = [
        {"pause_after": 120, "pause_minutes": 15},
        {"most_minutes": 150},
        {},
    ]
    for name, limit in zip(PEOPLE, limits, strict=True):
        studio.therapist(where, name.lower(), hours=always, **limit)
    for number in (1, 2):
        studio.room(where, f"Room {number}", tables=number)
    studio.service(buffer_before=10)
    both = studio.service("Couples", therapists=2, group_least=2, group_most=2)
    couple: dict[str, Any] = {"service": both, "group_size": 2}
    mara = make.client("mara")
    row = booked(mara, at(day - 1, 12), **(couple if random.random() < 0.5 else {}))
    for number in range(4):
        with suppress(Conflict, Invalid):
            other = make.client(f"otto{number}")
            booked(other, local(day, quarter(random)), therapist=code_of(random.choice(PEOPLE)))
    if random.random() < 0.5:
        start = wall(day, quarter(random)) + timedelta(days=1)
        rows.race(mara, name="Big Race", local_start=start, priority="A")
    return row


def booked(client: Any, start: datetime, **other: Any) -> Appointment:
    wish = wanted(client, start, depth="light", staff=True, accept_caution=True, **other)
    return booking.book(by=studio.desk(), wanted=wish, now=NOW)


def wall(day: int, number: int) -> datetime:
    return datetime(2026, 11, 23) + timedelta(days=day, minutes=15 * number)


def local(day: int, number: int) -> datetime:
    return moment(wall(day, number), ZONE)


def code_of(name: str) -> str:
    return Therapist.objects.get(user__name=name).code


class Told:
    """What the page knows of a session that is lifted: it reads it as `static/js/calendar/fit.js`."""

    def __init__(self, row: Appointment, day: int) -> None:
        order = plans.as_booked(row, waivers=()).order
        first = wall(day, 0).date()
        ask = Ask(order, first, 1, row.location.code, client=row.client, moving=row, staff=True)
        self.day = day
        self.team = codes_of(row)[0]
        self.fit = calendar_fit.fit(ask, now=NOW, discreet=True)

    def verdict(self, at: str) -> str:
        pieces = self.fit["pieces"]
        return next((each[2] for each in pieces if each[0] <= at < each[1]), "")

    def free(self, at: str, whom: str, where: str) -> bool:
        """With the whole team where it is one of them, or with one who is named."""
        who = self.team if len(self.team) > 1 else (whom,)
        room = self.fit["rooms"].get(where, [])
        spans = [self.fit["free"].get(code, []) for code in who]
        return all(any(a <= at <= b for a, b in each) for each in (room, *spans))


def expected(told: Told, drop: Drop) -> tuple[str, ...]:
    """What the drop may answer: "" is done."""
    number, name, room = drop
    at = f"{wall(told.day, number):%Y-%m-%dT%H:%M}"
    where = Room.objects.get(name=room).code if room else ""
    verdict, free = told.verdict(at), told.free(at, code_of(name), where)
    if not verdict:
        return "gap", "closed"
    if verdict in ("blocked", "caution"):
        return (verdict,)
    return ("",) if free else ("taken",)


def done(row: Appointment, day: int, drop: Drop) -> str:
    """What the drop does, taken back at once."""
    number, name, room = drop
    team, code = codes_of(row)[0], code_of(name)
    try:
        with transaction.atomic():
            wish = plans.as_booked(
                row,
                start=local(day, number),
                therapist="" if len(team) > 1 else code,
                team=team if len(team) > 1 else (),
                room=Room.objects.get(name=room).code if room else "",
                waivers=(),
            )
            changing.move(by=studio.desk(), wanted=wish, now=NOW)
            raise _Back
    except _Back:
        return ""
    except Problem as problem:
        return problem.code


class _Back(Exception):
    pass
