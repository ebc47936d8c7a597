"""The tables of a runner's calendar refuse what no action should write."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, InternalError, transaction

from clinic.foundation.models import Client
from protocols.models import Injury, ListedRace, Race, RunnerProfile, Screening, Workout
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
START = datetime(2026, 12, 6, 9, tzinfo=UTC)


@pytest.fixture
def mara() -> Client:
    return make.client()


def refused(constraint: str, model: Any, row: Any, **change: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("race_priority_is_known", {"priority": "D"}),
        ("race_terrain_is_known", {"terrain": "moon"}),
        ("race_status_is_known", {"status": "won"}),
        ("race_in_years", {"start_at": datetime(1969, 12, 31, 23, tzinfo=UTC)}),
        ("race_in_years", {"finish_at": datetime(2201, 1, 1, tzinfo=UTC)}),
        ("race_finish_after_start", {"finish_at": START}),
        ("race_has_an_end", {"expected_minutes": None}),
        ("race_has_an_end", {"status": "dnf"}),
        ("race_minutes_in_range", {"expected_minutes": 0, "finish_at": START + timedelta(hours=1)}),
    ],
)
def test_a_race_that_makes_no_sense_is_refused(
    mara: Client, constraint: str, change: dict[str, Any]
) -> None:
    refused(constraint, Race, rows.race(mara), **change)


def test_a_listed_race_is_picked_once_a_client(mara: Client) -> None:
    listed = rows.listed()
    rows.picked(mara, listed)
    refused("race_picked_once", Race, rows.race(mara), listed=listed)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("listed_race_terrain_is_known", {"terrain": "moon"}),
        ("listed_race_in_years", {"start_at": datetime(2201, 1, 1, tzinfo=UTC)}),
    ],
)
def test_a_listed_race_that_makes_no_sense_is_refused(
    constraint: str, change: dict[str, Any]
) -> None:
    refused(constraint, ListedRace, rows.listed(), **change)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("workout_has_start_or_day", {"day": None}),
        ("workout_has_start_or_day", {"start_at": START}),
        ("workout_minutes_in_range", {"minutes": 0}),
        ("workout_kind_is_known", {"kind": "sprint"}),
        ("workout_start_in_years", {"day": None, "start_at": datetime(2201, 1, 1, tzinfo=UTC)}),
        ("workout_day_in_years", {"day": date(1969, 12, 31)}),
    ],
)
def test_a_workout_that_makes_no_sense_is_refused(
    mara: Client, constraint: str, change: dict[str, Any]
) -> None:
    refused(constraint, Workout, rows.workout(mara), **change)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("runner_birth_year_in_range", {"birth_year": 1899}),
        ("runner_quiet_days_to_ten", {"quiet_days": 11}),
        ("runner_preference_is_known", {"pre_event_preference": "hot"}),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(
    mara: Client, constraint: str, change: dict[str, Any]
) -> None:
    refused(constraint, RunnerProfile, RunnerProfile.objects.create(client=mara), **change)


def test_an_injury_does_not_end_before_it_began(mara: Client) -> None:
    refused("injury_ends_after_it_began", Injury, rows.injury(mara), to_day=date(2026, 10, 31))


def test_answers_are_never_changed_or_deleted_afterwards(mara: Client) -> None:
    rows.answers(mara, ["fever"])
    for harm in (lambda: Screening.objects.update(code="x"), Screening.objects.all().delete):
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            harm()


def test_without_their_trigger_answers_could_be_deleted(mara: Client) -> None:
    rows.answers(mara, ["fever"])
    with pgtrigger.ignore("protocols.Screening:screening_stays"):
        Screening.objects.all().delete()
    assert not Screening.objects.exists()


def test_a_wall_clock_comes_back_from_the_table_as_it_went_in(mara: Client) -> None:
    assert Race.objects.get(pk=rows.race(mara).pk).local_start == rows.CITY.local_start


@pytest.mark.parametrize("value", [START, "2026-12-06 10:00"])
def test_a_wall_clock_with_a_zone_is_refused(mara: Client, value: Any) -> None:
    with pytest.raises(TypeError, match="has no zone"):
        Race.objects.filter(pk=rows.race(mara).pk).update(local_start=value)


def test_changes_and_ends_of_a_race_are_on_file(mara: Client) -> None:
    race: Any = rows.race(mara)
    events = type(race).pgh_event_model.objects.filter(code=race.code)
    race.delete()
    assert list(events.values_list("pgh_label", flat=True)) == ["insert", "delete"]


def test_rows_name_themselves_for_people(mara: Client) -> None:
    profile = RunnerProfile.objects.create(client=mara)
    named = [rows.race(mara), rows.listed(), rows.workout(mara), rows.workout(mara, title="Track")]
    assert [str(row) for row in named] == ["City 10K", "Boston Marathon", "easy", "Track"]
    sealed = [profile, rows.injury(mara), rows.answers(mara)]
    assert not any("strain" in str(row) for row in sealed)
