"""Holds: ten minutes, one a client, and no worker needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking
from bookings.core.lifecycle import HOLD
from bookings.models import Appointment, HistoryLine, Occupancy, Service
from bookings.queries import appointments
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara() -> Client:
    studio.clinic()
    return make.client()


def hold(
    client: Client, day: int, hour: int, minute: int = 0, now: datetime = NOW, **other: Any
) -> Appointment:
    wish = wanted(client, at(day, hour, minute), **other)
    return booking.hold(by=make.login_of(client), wanted=wish, now=now)


def confirm(row: Appointment, now: datetime = NOW, **other: Any) -> Appointment:
    wish = wanted(row.client, row.start_at, depth=row.depth, **other)
    return booking.confirm(by=make.login_of(row.client), appointment=row, wanted=wish, now=now)


def test_a_confirmed_hold_is_a_booking_that_expires_no_more(mara: Client) -> None:
    row = confirm(hold(mara, 1, 14), note="the left calf")
    row.refresh_from_db()
    assert (row.state, row.expires_at) == ("confirmed", None)
    assert row.note is not None
    assert set(Occupancy.objects.values_list("live", "expires_at")) == {(True, None)}
    assert [line.did for line in HistoryLine.objects.all()] == ["held", "booked"]


def test_a_hold_confirmed_twice_is_one_booking(mara: Client) -> None:
    row = confirm(hold(mara, 1, 14))
    confirm(row)
    assert HistoryLine.objects.filter(did="booked").count() == 1


def test_a_new_hold_gives_the_old_one_back(mara: Client) -> None:
    first, second = hold(mara, 1, 14), hold(mara, 1, 14, 15)
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "held")
    assert not Occupancy.objects.filter(appointment=first, live=True).exists()


def test_a_lapsed_hold_still_counts_while_nobody_took_the_time(mara: Client) -> None:
    row = hold(mara, 1, 14)
    assert confirm(row, now=NOW + HOLD + timedelta(minutes=5)).state == "confirmed"


def test_a_lapsed_hold_whose_time_is_gone_cannot_be_confirmed(mara: Client) -> None:
    row, otto, later = hold(mara, 1, 14), make.client("otto"), NOW + HOLD
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(1, 14, 30)), now=later)

    with pytest.raises(Conflict) as refused:
        confirm(row, now=later)

    assert refused.value.code == "taken"
    assert len(refused.value.more["alternatives"]) == 5  # type: ignore[arg-type]


def test_until_its_last_moment_a_hold_keeps_others_out(mara: Client) -> None:
    hold(mara, 1, 14)
    otto = make.client("otto")
    with pytest.raises(Conflict):
        hold(otto, 1, 14, now=NOW + HOLD - timedelta(microseconds=1))
    assert hold(otto, 1, 14, now=NOW + HOLD).state == "held"


def test_a_caution_can_be_held_and_is_confirmed_once_accepted(mara: Client) -> None:
    Service.objects.update(type="injury")
    row = hold(mara, 1, 14, depth="light")
    with pytest.raises(Invalid) as refused:
        confirm(row)
    assert refused.value.code == "caution"
    assert confirm(row, accept_caution=True).state == "review"


def test_what_is_blocked_cannot_be_held(mara: Client) -> None:
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    with pytest.raises(Invalid) as refused:
        hold(mara, 1, 14, 15)
    assert refused.value.code == "blocked"


def test_a_dropped_hold_is_free_at_once_and_told_nowhere(mara: Client) -> None:
    row = hold(mara, 1, 14)
    booking.drop(by=make.login_of(mara), appointment=row, now=NOW)
    assert appointments.coming(mara, NOW) == appointments.past(mara, NOW) == []
    assert hold(make.client("otto"), 1, 14).state == "held"


def test_a_hold_is_dropped_and_confirmed_by_its_client_alone(mara: Client) -> None:
    row, otto = hold(mara, 1, 14), make.user("otto", Role.CLIENT)
    with pytest.raises(NotFound):
        booking.drop(by=otto, appointment=row, now=NOW)
    with pytest.raises(NotFound):
        booking.confirm(by=otto, appointment=row, wanted=wanted(mara, at(1, 14)), now=NOW)


def test_a_time_that_has_begun_is_not_confirmed_any_more(mara: Client) -> None:
    row = hold(mara, 0, 12, now=NOW)
    with pytest.raises(Invalid) as refused:
        confirm(row, now=row.start_at)
    assert refused.value.code == "notice"


def test_the_desk_holds_beside_the_clients_own_rule_of_one(mara: Client) -> None:
    """One hold a client, whoever made it."""
    first = hold(mara, 1, 14)
    wish = replace(wanted(mara, at(2, 14)))
    booking.hold(by=make.user("jo", Role.DESK), wanted=wish, now=NOW)
    first.refresh_from_db()
    assert first.state == "cancelled"
    assert Appointment.objects.filter(state="held").count() == 1
