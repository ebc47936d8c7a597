"""Checking somebody in at a door while their review is open: refused, and written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import reviewing
from bookings.models import Appointment, HistoryLine
from clinic.foundation.models import User
from tests.bookings import studio
from tests.bookings.held import NUMB, START, ana, booked
from tests.bookings.studio import NOW
from tests.bookings.web.desk_rows import clock, desk, signed_in
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock"]


@pytest.fixture
def row(clock: Any) -> Appointment:
    """Booked without a flag; then numbness is told, and nobody has looked for reviews since."""
    studio.clinic()
    found = booked(make.client())
    rows.answers(found.client, [NUMB], at=NOW + timedelta(hours=1))
    clock.move_to(START)
    return found


DOORS = {"desk": ("/desk/appointments/{}/mark/", desk), "therapist": ("/day/{}/mark/", ana)}


def come(row: Appointment, door: str, state: str = "arrived") -> Any:
    address, who = DOORS[door]
    by: User = who()
    told = {"once": f"{door} {state}", "state": state}
    return signed_in(by).post(address.format(row.code), told, follow=True)


@pytest.mark.parametrize("door", DOORS)
def test_a_check_in_is_refused_and_the_review_stays_open(row: Appointment, door: str) -> None:
    answer = come(row, door)
    row.refresh_from_db()
    assert row.state == "review"
    assert HistoryLine.objects.filter(did="review").count() == 1
    assert "A therapist has to look at this before the session begins" in answer.text


@pytest.mark.parametrize("door", DOORS)
def test_with_the_review_accepted_they_come_in(row: Appointment, door: str) -> None:
    come(row, door)
    reviewing.accept(by=ana(), appointment=row, seen=[NUMB], unanswered=False, now=START)
    come(row, door)  # what was refused is not kept: the same form works now
    row.refresh_from_db()
    assert row.state == "arrived"


def test_a_review_that_waits_is_not_opened_twice(row: Appointment) -> None:
    come(row, "desk")
    come(row, "therapist", state="in_session")
    assert HistoryLine.objects.filter(did="review").count() == 1
