"""Moving: judged without itself, never into somebody else's time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing
from bookings.models import Appointment, HistoryLine, Occupancy, Therapist
from bookings.queries import plans
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


@pytest.fixture
def row(mara: Client) -> Appointment:
    """Mara's hour in two days at 14:00."""
    return booking.book(by=make.login_of(mara), wanted=wanted(mara, at(2, 14)), now=NOW)


def move(row: Appointment, start: Any, now: Any = NOW, **other: Any) -> Appointment:
    wish = plans.as_booked(row, start=start, **other)
    return changing.move(by=make.login_of(row.client), wanted=wish, now=now)


def test_a_move_takes_the_new_time_and_gives_the_old_one_back(row: Appointment) -> None:
    move(row, at(3, 10))

    otto = make.client("otto")
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(2, 14)), now=NOW)
    row.refresh_from_db()
    assert (row.start_at, row.local_start) == (at(3, 10), "2026-11-26T10:00")
    assert row.end_at - row.start_at == timedelta(hours=1)
    assert Occupancy.objects.filter(appointment=row, live=True).count() == 2


def test_a_move_by_a_quarter_is_not_in_its_own_way(row: Appointment) -> None:
    assert move(row, at(2, 14, 15)).start_at == at(2, 14, 15)


def test_were_it_judged_with_itself_that_move_would_be_blocked(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bookings.queries import runners

    real = runners.one
    monkeypatch.setattr(runners, "one", lambda client, but: real(client))
    with pytest.raises(Invalid) as refused:
        move(row, at(2, 14, 15))
    assert refused.value.code == "blocked"


def test_a_move_keeps_price_and_length_of_what_was_booked(row: Appointment) -> None:
    row.service.lengths = [[60, 99_000]]
    row.service.active = False
    row.service.save()
    assert move(row, at(3, 10)).price == 9000


def test_a_move_to_a_therapist_takes_that_one(row: Appointment) -> None:
    ben = studio.therapist(row.location, "ben")
    move(row, at(2, 14, 30), therapist=ben.code)
    keys = set(Occupancy.objects.filter(appointment=row).values_list("resource_id", flat=True))
    assert ben.resource_id in keys
    assert Therapist.objects.get(user__name="Ana").resource_id not in keys


def test_a_move_into_a_time_that_is_taken_changes_nothing(row: Appointment) -> None:
    otto = make.client("otto")
    booking.book(by=make.login_of(otto), wanted=wanted(otto, at(3, 10)), now=NOW)

    with pytest.raises(Conflict) as refused:
        move(row, at(3, 10, 30))

    row.refresh_from_db()
    assert refused.value.code == "taken"
    assert row.start_at == at(2, 14)
    assert Occupancy.objects.filter(appointment=row, live=True).count() == 2
    assert not HistoryLine.objects.filter(did="moved").exists()


def test_inside_the_change_window_only_the_desk_moves(row: Appointment) -> None:
    late = at(1, 14, 1)
    with pytest.raises(Invalid) as refused:
        move(row, at(4, 10), now=late)

    jo = make.user("jo", Role.DESK)
    moved = changing.move(by=jo, wanted=plans.as_booked(row, start=at(4, 10)), now=late)

    assert refused.value.code == "too_late"
    assert moved.start_at == at(4, 10)


def test_at_the_edge_of_the_change_window_a_client_still_moves(row: Appointment) -> None:
    assert move(row, at(4, 10), now=at(1, 14)).start_at == at(4, 10)


@pytest.mark.parametrize("state", ["held", "arrived", "in_session", "done", "cancelled", "no_show"])
def test_what_is_not_to_come_is_not_moved(row: Appointment, state: str) -> None:
    Appointment.objects.update(state=state)
    with pytest.raises(Conflict) as refused:
        move(row, at(3, 10))
    assert refused.value.code == "changed"


def test_somebody_else_moves_nothing(row: Appointment) -> None:
    otto = make.user("otto", Role.CLIENT)
    with pytest.raises(NotFound):
        changing.move(by=otto, wanted=plans.as_booked(row, start=at(3, 10)), now=NOW)


def test_a_moved_session_is_judged_and_sealed_anew(row: Appointment) -> None:
    assert row.judged is not None
    before = row.judged.token
    moved = move(row, at(3, 10))
    moved.refresh_from_db()
    assert moved.judged is not None
    assert moved.judged.token != before


def test_a_race_abroad_is_weighed_by_its_instant(mara: Client, row: Appointment) -> None:
    """The gun in Honolulu on Saturday at 6 is Saturday 17:00 in Berlin."""
    from protocols.models import Race

    start = at(5, 6, zone="Pacific/Honolulu")
    assert start == at(5, 17)
    Race.objects.create(
        client=mara,
        name="Honolulu marathon",
        zone="Pacific/Honolulu",
        start_at=start,
        local_start=start.replace(tzinfo=None) - timedelta(hours=10),
        expected_minutes=240,
        priority="A",
        terrain="flat",
        status="planned",
    )
    deep = {"depth": "deep", "accept_caution": True}
    by = make.login_of(mara)
    with pytest.raises(Invalid) as refused:
        booking.book(by=by, wanted=wanted(mara, at(4, 20), **deep), now=NOW)
    assert refused.value.code == "blocked"
    assert "Honolulu" in refused.value.sentence
