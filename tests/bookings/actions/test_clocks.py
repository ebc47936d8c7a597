"""When the rules of a zone change, a session stays at its time on the wall."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, clocks
from bookings.models import Appointment, Occupancy
from bookings.queries.busy import minutes
from protocols.core import zones
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked() -> list[Appointment]:
    """Two sessions with one therapist, one right after the other's buffer."""
    studio.clinic()
    mara, otto = make.client(), make.client("otto")
    return [
        booking.book(by=make.login_of(who), wanted=wanted(who, start), now=NOW)
        for who, start in ((mara, at(1, 14)), (otto, at(1, 15, 15)))
    ]


@pytest.fixture
def berlin_an_hour_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Berlin takes the clock of Athens: an hour ahead of what it was."""
    load: Any = zones.load
    monkeypatch.setattr(zones, "load", lambda name: load("Europe/Athens"))


@pytest.mark.usefixtures("berlin_an_hour_on")
def test_the_time_on_the_wall_stays_and_the_instant_moves(booked: list[Appointment]) -> None:
    assert clocks.keep_wall_time(now=NOW) == 2

    row = Appointment.objects.get(pk=booked[0].pk)
    assert row.local_start == "2026-11-24T14:00"
    assert row.start_at == booked[0].start_at - timedelta(hours=1)
    taken = Occupancy.objects.filter(appointment=row).values_list("during", flat=True)
    assert {minutes(during.lower) for during in taken} == {minutes(row.start_at)}


def test_without_a_change_nothing_moves(booked: list[Appointment]) -> None:
    assert clocks.keep_wall_time(now=NOW) == 0


@pytest.mark.usefixtures("berlin_an_hour_on")
def test_moved_once_it_is_not_moved_again(booked: list[Appointment]) -> None:
    clocks.keep_wall_time(now=NOW)

    assert clocks.keep_wall_time(now=NOW) == 0
