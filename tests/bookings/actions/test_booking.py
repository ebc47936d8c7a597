"""Booking: a time that fits, taken once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.actions import booking
from bookings.models import Appointment, Occupancy, Therapist, Wishes
from clinic.foundation.errors import Conflict, Invalid
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


def test_a_client_books_a_free_time_and_it_takes_therapist_and_room() -> None:
    studio.clinic()
    mara = make.client()

    made = booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)

    assert (made.state, made.local_start, made.zone) == (
        "confirmed",
        "2026-11-24T14:00",
        "Europe/Berlin",
    )
    assert Occupancy.objects.filter(appointment=made, live=True).count() == 2


def test_the_same_time_is_not_given_twice_and_the_nearest_are_told() -> None:
    studio.clinic()
    mara, otto = make.client(), make.client("otto")
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)

    with pytest.raises(Conflict) as refused:
        booking.book(by=make.login_of(otto), wanted=wanted(otto, at(1, 14, 15)), now=NOW)

    near = [told["start"] for told in refused.value.more["alternatives"]]  # type: ignore[attr-defined]
    assert refused.value.code == "taken"
    assert [told[11:16] for told in near[:3]] == ["15:15", "15:30", "12:45"]
    assert len(near) == 5


def test_a_second_session_at_the_same_time_is_blocked_by_the_first() -> None:
    studio.clinic(therapists=2, rooms=2)
    mara = make.client()
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)

    with pytest.raises(Invalid) as refused:
        booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14, 30)), now=NOW)

    assert refused.value.code == "blocked"
    assert Appointment.objects.count() == 1


def test_a_hold_keeps_a_time_for_ten_minutes_and_lapses_by_itself() -> None:
    studio.clinic()
    mara, otto = make.client(), make.client("otto")
    booking.hold(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    with pytest.raises(Conflict):
        booking.book(by=make.login_of(otto), wanted=wanted(otto, at(1, 14)), now=NOW)

    later = NOW + timedelta(minutes=10)
    made = booking.book(by=make.login_of(otto), wanted=wanted(otto, at(1, 14)), now=later)

    assert made.state == "confirmed"


@pytest.mark.parametrize("wish", ["named", "gender"])
def test_with_anybody_it_is_with_whom_the_client_would_rather_see(wish: str) -> None:
    studio.clinic(therapists=3, rooms=3)
    ben = Therapist.objects.get(user__name="Ben")
    Therapist.objects.filter(pk=ben.pk).update(gender="man")
    mara = make.client()
    named = {"therapist": ben} if wish == "named" else {"gender": "man"}
    Wishes.objects.create(client=mara, **named)

    made = booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)

    assert made.occupancies.filter(resource=ben.resource_id).exists()
