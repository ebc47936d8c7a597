"""What the panel tells of a time is what booking does: one law over random days, and its bite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from bookings.actions import booking
from bookings.forms.calendar import moment
from bookings.models import Location, Room, Service, Therapist
from bookings.queries import calendar_fit, panel_times, services, standing
from bookings.queries.plans import Wanted
from clinic.foundation.errors import Invalid, Problem
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
DAYS = (0, 2, 125, 342)  # on the 28 March the clocks go forward, on the 31 October 2027 back
NAMES = ("", "", "Ana", "Ben", "Cem")
ROOMS = ("", "", "Room 1", "Room 2")
WISHES = 8


def test_what_the_panel_tells_of_a_time_is_what_booking_does() -> None:
    assert [wrong for seed in range(3) for wrong in faults(seed)] == []


def test_without_the_free_rooms_a_room_that_is_free_would_be_told_as_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    none = lambda found, _codes: replace(found.field, rooms=())  # noqa: E731
    monkeypatch.setattr(calendar_fit, "in_rooms", none)
    assert list(faults(1))


def faults(seed: int) -> Iterator[tuple[int, datetime, str]]:
    """Times that are told as bookable and are not, or the other way; and times near by that are not."""
    with transaction.atomic():
        random = Random(seed)
        where, mara, day = world(random)
        stands = standing.must(studio.desk(), mara, NOW)
        for wanted in wishes(random, mara, where, day):
            told = panel_times.verdict(wanted, stands, where, NOW)
            team = tuple(code for code, _name in told.team)
            ends = booked(replace(wanted, team=team))
            if told.bookable != (ends == "booked"):
                yield seed, wanted.start, ends
            for time in told.near:
                start = moment(time.at, where.zone)
                near = replace(wanted, start=start, therapist=time.therapist, team=time.team)
                if (ends := booked(replace(near, room=""))) != "booked":
                    yield seed, start, f"near by: {ends}"
        transaction.set_rollback(True)


def booked(wanted: Wanted) -> str:
    """What becomes of it; nothing stays."""
    try:
        with transaction.atomic():
            booking.book(by=studio.desk(), wanted=wanted, now=NOW)
            transaction.set_rollback(True)
    except Problem as problem:
        return problem.code
    return "booked"


def world(random: Random) -> tuple[Location, Client, int]:
    """Three therapists, two of them with limits; two rooms; somebody who may run a race."""
    where = studio.location()
    limits: list[dict[str, int]] = [
        {"pause_after": 120, "pause_minutes": 15},
        {"most_minutes": 150},
    ]
    for name, limit in zip(("ana", "ben", "cem"), [*limits, {}], strict=True):
        studio.therapist(where, name, **limit)
    for number in (1, 2):
        studio.room(where, f"Room {number}", tables=number)
    studio.service(buffer_before=10)
    studio.service("Couples", therapists=2, group_least=2, group_most=2)
    day, mara = random.choice(DAYS), make.client("mara")
    for number in range(5):
        with suppress(Problem), transaction.atomic():
            for wanted in wishes(random, make.client(f"otto{number}"), where, day, most=1):
                booking.book(by=studio.desk(), wanted=wanted, now=NOW)
    if random.random() < 0.5:
        studio.off(random.choice(Therapist.objects.all()), at(day, 10), at(day, 15))
    if random.random() < 0.5:
        start = datetime(2026, 11, 24, 10) + timedelta(days=day)
        rows.race(mara, name="Big Race", local_start=start, priority="A")
    return where, mara, day


def wishes(
    random: Random, client: Client, where: Location, day: int, most: int = WISHES
) -> Iterator[Wanted]:
    """Sessions at any hour, also where nothing starts; with somebody or anybody, here or anywhere."""
    for _wish in range(most):
        kind = random.choice(Service.objects.order_by("pk"))
        order = services.order(
            kind, minutes=60, depth="light", group_size=kind.group_least, staff=True
        )
        wall = datetime(2026, 11, 23) + timedelta(days=day, minutes=5 * random.randrange(96, 250))
        person = Therapist.objects.filter(user__name=random.choice(NAMES)).first()
        room = Room.objects.filter(name=random.choice(ROOMS)).first()
        with suppress(Invalid):
            yield Wanted(
                client,
                order,
                where.code,
                moment(
                    wall - timedelta(minutes=wall.minute % 15 * (random.random() < 0.9)), where.zone
                ),
                therapist=person.code if person else "",
                room=room.code if room else "",
                accept_caution=True,
                reason="by telephone",
            )
