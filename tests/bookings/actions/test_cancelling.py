"""Cancelling: free of charge until the change window, with a fee after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing
from bookings.models import Appointment, HistoryLine, Occupancy
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Appointment:
    """Mara's hour in two days at 14:00."""
    studio.clinic()
    mara = make.client()
    return booking.book(by=make.login_of(mara), wanted=wanted(mara, at(2, 14)), now=NOW)


def cancel(row: Appointment, now: datetime = NOW, **other: Any) -> Appointment:
    return changing.cancel(by=make.login_of(row.client), appointment=row, now=now, **other)


def test_what_is_cancelled_takes_nothing_and_costs_nothing(row: Appointment) -> None:
    gone = cancel(row)
    assert (gone.state, gone.fee) == ("cancelled", 0)
    assert not Occupancy.objects.filter(live=True).exists()
    assert [line.did for line in HistoryLine.objects.all()] == ["booked", "cancelled"]


def test_at_the_edge_of_the_window_it_is_free_and_a_second_later_late(row: Appointment) -> None:
    edge = at(1, 14)
    with pytest.raises(Invalid) as refused:
        cancel(row, now=edge + timedelta(seconds=1))
    assert (refused.value.code, refused.value.more) == ("late", {"fee": 4500})
    assert cancel(row, now=edge).state == "cancelled"


def test_a_late_cancellation_is_accepted_with_its_fee(row: Appointment) -> None:
    gone = cancel(row, now=at(2, 13), accept_late=True)
    assert (gone.state, gone.fee) == ("late_cancelled", 4500)
    assert not Occupancy.objects.filter(live=True).exists()


def test_the_desk_needs_no_acceptance_and_the_fee_is_noted(row: Appointment) -> None:
    jo = make.user("jo", Role.DESK)
    gone = changing.cancel(by=jo, appointment=row, now=at(2, 13))
    assert (gone.state, gone.fee) == ("late_cancelled", 4500)


def test_a_free_cancellation_accepts_a_fee_in_vain(row: Appointment) -> None:
    assert cancel(row, accept_late=True).fee == 0


@pytest.mark.parametrize("state", ["held", "arrived", "in_session", "done", "cancelled", "no_show"])
def test_what_is_not_to_come_is_not_cancelled(row: Appointment, state: str) -> None:
    Appointment.objects.update(state=state)
    with pytest.raises(Conflict) as refused:
        cancel(row)
    assert refused.value.code == "changed"


def test_what_has_begun_is_not_cancelled(row: Appointment) -> None:
    with pytest.raises(Conflict):
        cancel(row, now=row.start_at, accept_late=True)


def test_nobody_else_cancels(row: Appointment) -> None:
    otto, cem = make.user("otto", Role.CLIENT), make.user("cem", Role.THERAPIST)
    for by in (otto, cem):
        with pytest.raises(NotFound):
            changing.cancel(by=by, appointment=row, now=NOW)
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_the_time_of_a_cancelled_session_is_free_for_others(row: Appointment) -> None:
    cancel(row)
    otto = make.client("otto")
    made = booking.book(by=make.login_of(otto), wanted=wanted(otto, at(2, 14)), now=NOW)
    assert made.state == "confirmed"
