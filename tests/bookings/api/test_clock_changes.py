"""Booking on the days on which the clock changes: what is meant, what lasts, what never was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bookings.models import Appointment
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.api.calls import Caller, body, error
from tests.clinic import make

pytestmark = pytest.mark.django_db
NIGHT = [[6, 0, 6 * 60]]  # Sunday, midnight to six


@pytest.fixture
def mara(clock: Any) -> Caller:
    """A client of a studio that is open in the small hours of Sunday."""
    where = studio.location(hours=NIGHT)
    studio.therapist(where, hours=NIGHT)
    studio.room(where)
    studio.service(horizon_days=360)
    return Caller(make.user("mara", Role.CLIENT))


@pytest.mark.parametrize(
    ("start", "end", "wall"),
    [
        ("2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00", "2027-03-28T01:30"),
        ("2027-03-28T03:00:00+02:00", "2027-03-28T04:00:00+02:00", "2027-03-28T03:00"),
        ("2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00", "2027-10-31T02:30"),
        ("2027-10-31T03:00:00+01:00", "2027-10-31T04:00:00+01:00", "2027-10-31T03:00"),
    ],
)
def test_an_hour_is_an_hour_over_the_change(mara: Caller, start: str, end: str, wall: str) -> None:
    told = mara.post("/appointments", body(datetime.now(UTC)) | {"start": start}).json()
    assert (told["start"], told["end"]) == (start, end)
    assert Appointment.objects.get().local_start == wall


def test_the_second_of_a_repeated_hour_is_no_time_of_ours(mara: Caller) -> None:
    told = body(datetime.now(UTC)) | {"start": "2027-10-31T02:30:00+01:00"}
    assert error(mara.post("/appointments", told)) == (422, "grid", "start")


def test_a_time_told_with_another_offset_is_the_same_time(mara: Caller) -> None:
    """02:30+01:00 does not exist on that wall: it is 03:30+02:00."""
    told = body(datetime.now(UTC)) | {"start": "2027-03-28T02:30:00+01:00"}
    assert mara.post("/appointments", told).json()["start"] == "2027-03-28T03:30:00+02:00"


def test_what_lies_over_the_change_keeps_its_neighbours_apart(mara: Caller) -> None:
    mara.post("/appointments", body(datetime.now(UTC)) | {"start": "2027-03-28T01:30:00+01:00"})
    otto = Caller(make.user("otto", Role.CLIENT))
    for start in ("2027-03-28T01:45:00+01:00", "2027-03-28T03:30:00+02:00"):
        answer = otto.post("/appointments", body(datetime.now(UTC)) | {"start": start})
        assert error(answer) == (409, "taken", "start")
    free = {"start": "2027-03-28T03:45:00+02:00"}
    assert otto.post("/appointments", body(datetime.now(UTC)) | free).status_code == 201
