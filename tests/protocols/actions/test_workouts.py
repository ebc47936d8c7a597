"""Keeping training: who may, what stands afterwards, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import workouts
from protocols.models import Workout
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
NOW = make.NOW
DOINGS: dict[str, Callable[[User, Client, Workout], Any]] = {
    "add": lambda by, client, row: workouts.add(by=by, client=client, workout=rows.EASY, now=NOW),
    "change": lambda by, client, row: workouts.change(
        by=by, workout=row, changes={"kind": "hills"}, now=NOW
    ),
    "remove": lambda by, client, row: workouts.remove(by=by, workout=row, now=NOW),
}


@pytest.fixture
def mara() -> Client:
    return make.client()


def added(client: Client, weeks: int = 1, **more: Any) -> Workout:
    entry = replace(rows.EASY, **more)
    return workouts.add(
        by=make.login_of(client), client=client, workout=entry, now=NOW, weeks=weeks
    )


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_another_client_and_another_therapist_keep_nothing(
    mara: Client, doing: str, role: Role
) -> None:
    row = added(mara)
    with pytest.raises(NotFound):
        DOINGS[doing](make.user("vera", role), mara, row)
    assert list(Workout.objects.values_list("kind", flat=True)) == ["easy"]


@pytest.mark.parametrize("doing", DOINGS)
def test_with_the_gate_left_open_another_client_would_keep_it(
    mara: Client, doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = added(mara)
    monkeypatch.setattr(workouts, "may_edit", lambda by, client, now: True)
    DOINGS[doing](make.user("vera", Role.CLIENT), mara, row)
    assert list(Workout.objects.values_list("kind", flat=True)) != ["easy"]


@pytest.mark.parametrize("doing", DOINGS)
def test_the_desk_keeps_a_clients_training(mara: Client, doing: str) -> None:
    DOINGS[doing](make.user("jo", Role.DESK), mara, added(mara))


def test_a_week_repeated_stands_on_each_of_its_weeks(mara: Client) -> None:
    added(mara, weeks=3)
    days = Workout.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)]


@pytest.mark.parametrize("weeks", [0, -1, 27])
def test_more_weeks_than_a_season_are_refused(mara: Client, weeks: int) -> None:
    with pytest.raises(Invalid) as fault:
        added(mara, weeks=weeks)
    assert fault.value.field == "weeks"


def test_a_repetition_that_leaves_the_years_keeps_nothing(mara: Client) -> None:
    with pytest.raises(Invalid):
        added(mara, weeks=4, day=date(2200, 12, 28))
    assert not Workout.objects.exists()


def test_a_start_takes_the_place_of_a_day(mara: Client) -> None:
    row, at = added(mara), datetime(2026, 12, 1, 17, tzinfo=UTC)
    workouts.change(by=make.login_of(mara), workout=row, changes={"start_at": at}, now=NOW)
    row.refresh_from_db()
    assert (row.start_at, row.day) == (at, None)


def test_more_workouts_than_a_calendar_holds_are_refused(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workouts, "MOST_WORKOUTS", 3)
    added(mara)
    with pytest.raises(Conflict):
        added(mara, weeks=3)
    assert added(mara, weeks=2)


@pytest.mark.parametrize("doing", ["change", "remove"])
def test_a_workout_that_is_gone_meanwhile_is_not_there(mara: Client, doing: str) -> None:
    row = added(mara)
    Workout.objects.all().delete()
    with pytest.raises(NotFound):
        DOINGS[doing](make.login_of(mara), mara, row)
