"""Undo: for three minutes everything is as it was before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict

from bookings.actions import booking, changing, history
from bookings.core.lifecycle import UNDO
from bookings.models import Appointment, Occupancy, Therapist
from bookings.queries import plans
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def row() -> Appointment:
    """Mara's hour in two days at 14:00."""
    studio.clinic()
    mara = make.client()
    return booking.book(by=make.login_of(mara), wanted=wanted(mara, at(2, 14)), now=NOW)


def change(row: Appointment, how: str, now: Any = NOW) -> None:
    by = make.login_of(row.client)
    if how == "move":
        wish = plans.as_booked(row, start=at(3, 10), accept_caution=True)
        changing.move(by=by, wanted=wish, now=now)
    else:
        changing.cancel(by=by, appointment=row, now=now, accept_late=True)


def undo(row: Appointment, now: Any = SOON) -> Appointment:
    return changing.undo(by=make.login_of(row.client), appointment=row, now=now)


def everything() -> tuple[Any, ...]:
    """Every row as it stands: appointments, and what is taken."""
    rows = [
        {name: getattr(value, "token", value) for name, value in model_to_dict(a).items()}
        for a in Appointment.objects.order_by("pk")
    ]
    taken = Occupancy.objects.filter(live=True).order_by("resource", "during")
    return rows, list(taken.values_list("resource", "appointment", "time_off__code", "during"))


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_an_undo_leaves_every_row_as_it_was(row: Appointment, how: str) -> None:
    before = everything()
    change(row, how)
    assert everything() != before

    undo(row)

    assert everything() == before
    assert [line.did for line in row.history.all()][-1] == "undone"


def test_without_what_the_line_keeps_it_would_keep_the_judgement_of_the_move(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    monkeypatch.setattr(history, "judge_as", lambda row, was: None)
    change(row, "move")
    undo(row)
    assert everything() != before


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_an_undo_inside_a_time_off_leaves_it_as_it_was(row: Appointment, how: str) -> None:
    """The time off closes over the gap that a move leaves, and opens again."""
    ana = Therapist.objects.get()
    studio.off(ana, at(2, 9), at(2, 20))
    before = everything()
    change(row, how)

    undo(row)

    assert everything() == before


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_a_time_off_posted_after_it_stands(row: Appointment, how: str) -> None:
    ana = Therapist.objects.get()
    change(row, how)
    studio.off(ana, at(2, 9), at(2, 20), SOON)
    before = everything()

    with pytest.raises(Conflict) as refused:
        undo(row, now=SOON + timedelta(seconds=1))

    assert refused.value.code == "taken"
    assert everything() == before


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_an_undo_into_somebodys_time_changes_nothing(row: Appointment, how: str) -> None:
    change(row, how)
    otto = make.client("otto")
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(2, 14, 30)), now=NOW)
    before = everything()

    with pytest.raises(Conflict) as refused:
        undo(row)

    assert refused.value.code == "taken"
    assert everything() == before


def test_an_undo_into_ones_own_other_session_is_refused(row: Appointment) -> None:
    change(row, "cancel")
    studio.therapist(row.location, "ben")
    studio.room(row.location, "Room 2")
    by = make.login_of(row.client)
    booking.book(by=by, wanted=wanted(row.client, at(2, 14)), now=NOW)
    with pytest.raises(Invalid) as refused:
        undo(row)
    assert refused.value.code == "blocked"


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_it_works_for_three_minutes_and_no_longer(row: Appointment, how: str) -> None:
    change(row, how)
    with pytest.raises(Invalid) as refused:
        undo(row, now=NOW + UNDO)
    assert refused.value.code == "nothing_to_undo"
    undo(row, now=NOW + UNDO - timedelta(microseconds=1))


def test_what_was_undone_is_not_undone_again(row: Appointment) -> None:
    change(row, "cancel")
    undo(row)
    with pytest.raises(Invalid):
        undo(row)


def test_a_fee_is_taken_back_with_the_late_cancellation(row: Appointment) -> None:
    change(row, "cancel", now=at(2, 13))
    row.refresh_from_db()
    assert row.fee == 4500
    assert undo(row, now=at(2, 13, 2)).fee == 0


def test_nobody_else_takes_back(row: Appointment) -> None:
    change(row, "cancel")
    with pytest.raises(NotFound):
        changing.undo(by=make.user("otto", Role.CLIENT), appointment=row, now=SOON)


def test_a_hold_in_the_way_that_lapsed_gives_way(row: Appointment) -> None:
    change(row, "cancel", now=NOW + timedelta(minutes=9))
    otto = make.client("otto")
    booking.hold(by=make.login_of(otto), wanted=wanted(otto, at(2, 14)), now=NOW)
    undo(row, now=NOW + timedelta(minutes=11))
    assert Occupancy.objects.filter(appointment=row, live=True).count() == 2
