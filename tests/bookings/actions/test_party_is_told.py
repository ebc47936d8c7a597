"""What a party is told beforehand is what booking it does: one law over random evenings."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from unittest import mock

from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bookings.actions import booking, together
from bookings.core import party as sharing
from bookings.core.party import Guest, Seat
from bookings.models import Therapist
from bookings.queries import appointments, party
from bookings.queries.plans import Wanted
from clinic.foundation.errors import Conflict, Invalid
from protocols.core import walls
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

ZONE = "Europe/Berlin"
PEOPLE = ("ana", "ben", "cem", "dan")


class TestEveryParty(TestCase):
    """Four therapists of different skills and limits, three rooms, and what is booked already."""

    @settings(max_examples=8, deadline=None)
    @given(st.integers(0, 2**32))
    def test_ends_as_it_was_told_and_so_do_the_times_near_by(self, seed: int) -> None:
        assert faults(seed) == []

    def test_judged_one_by_one_more_would_be_promised(self) -> None:
        def alone(guests: list[Guest], start: int) -> list[Seat]:
            return [side_by_side([one], start)[0] for one in guests]

        side_by_side = sharing.side_by_side
        with mock.patch.object(sharing, "side_by_side", alone):
            assert faults(FULL) != []


FULL = 0  # a seed with fewer therapists or rooms than guests


def faults(seed: int) -> list[str]:
    """Who fares otherwise than was told; and times near by that not all can have."""
    crowd = world(Random(seed))
    found = party.looked_at(studio.desk(), crowd, NOW)
    told = {one.client.name: sorted(one.wanted.team) if one.possible else None for one in found}
    done = ended(crowd)
    if None in done.values():  # then nobody is booked: it is about whom it cannot be for
        told = {name: whom and [] for name, whom in told.items()}
    wrong = [name for name in told if told[name] != done[name]]
    for time in party.near(crowd, NOW):
        when = walls.instant_of(time.at, ZONE)
        if None in ended([replace(one, start=when) for one in crowd]).values():
            wrong.append(f"{time.at}")
    return wrong


def world(random: Random) -> list[Wanted]:
    """Two to four clients who want the same, at the same time, in a house with other guests."""
    where = studio.location()
    limits: list[dict[str, Any]] = [{"pause_after": 120}, {"most_minutes": 150}, {}, {}]
    for name, limit in zip(PEOPLE, limits, strict=True):
        studio.therapist(where, name, skills=random.choice([[], ["deep"]]), **limit)
    for number in range(3):
        features = random.choice([[], ["heat"]])
        studio.room(where, f"Room {number}", tables=1 + number // 2, features=features)
    plain = studio.service(buffer_before=10)
    both = studio.service("Couples", therapists=2, group_least=2, group_most=2)
    fine = studio.service("Heat", features=["heat"])
    for number in range(random.randrange(6)):
        with suppress(Conflict, Invalid):
            told = {"service": plain, "therapist": code_of(random.choice(PEOPLE))}
            booked(make.client(f"other{number}"), start(random), **told)
    order = random.choice([plain, plain, fine, both])
    when, depth = start(random), random.choice(["light", "deep"])
    guests: dict[str, Any] = {"group_size": 2} if order == both else {}
    crowd = []
    for name in ("mara", "otto", "zoe", "lisa")[: random.randrange(2, 5)]:
        client = make.client(name)
        if random.random() < 0.3:
            soon = datetime(2026, 11, random.choice([26, 28, 30]), 9)
            rows.race(client, name="Big Race", local_start=soon, priority="A")
        whom = code_of(random.choice(PEOPLE)) if random.random() < 0.2 else ""
        told = {"service": order, "depth": depth, "therapist": whom, "staff": True} | guests
        crowd.append(wanted(client, when, accept_caution=True, **told))
    return crowd


def start(random: Random) -> datetime:
    """In the afternoon of one of two days, seldom before the house opens."""
    return at(random.choice([2, 3]), 8) + timedelta(minutes=15 * random.randrange(3, 30))


def booked(client: Any, when: datetime, **other: Any) -> None:
    wish = wanted(client, when, depth="light", staff=True, accept_caution=True, **other)
    booking.book(by=studio.desk(), wanted=wish, now=NOW)


def code_of(name: str) -> str:
    return Therapist.objects.get(user__name=name.capitalize()).code


def ended(crowd: list[Wanted]) -> dict[str, list[str] | None]:
    """What becomes of each, taken back at once: with whom, or None for whom it cannot be."""
    ends: dict[str, list[str] | None] = {one.client.name: [] for one in crowd}
    try:
        with transaction.atomic():
            made = together.book_party(by=studio.desk(), wanteds=crowd, now=NOW)
            ends |= {row.client.name: sorted(appointments.codes_of(row)[0]) for row in made.booked}
            raise _Back
    except _Back:
        return ends
    except Conflict as problem:
        failed: Any = problem.more["failed"]
        return ends | {one.client.name: None for one in failed}


class _Back(Exception):
    pass
