"""Final Surge: two spellings of a clock, four units, races by a flag of their own."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import final_surge
from tests.protocols.core.plans.plans_tables import BERLIN, listed, one, why, workout
from tests.protocols.core.plans.test_intervals import VALUES


def test_a_planned_workout_is_read_as_it_was_planned() -> None:
    item = one(final_surge.read(listed(workout()), BERLIN))
    assert (item.what, item.kind, item.day, item.at) == (
        "workout",
        "threshold",
        date(2026, 12, 1),
        None,
    )
    assert (item.minutes, item.distance_m, item.uid, item.done) == (80, 16_093, "1f0c-22", False)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("17:00:00", time(17)),
        ("6:30 AM", time(6, 30)),
        ("12:15 pm", time(12, 15)),
        ("05:32:02", time(5, 32, 2)),
        (None, None),
        ("", None),
    ],
)
def test_both_spellings_of_a_clock_are_read(told: str | None, at: time | None) -> None:
    assert one(final_surge.read(listed(workout(WorkoutTime=told)), BERLIN)).at == at


@pytest.mark.parametrize(
    ("unit", "metres"), [("mi", 16_093), ("km", 10_000), ("m", 10), ("yd", 9), ("KM", 10_000)]
)
def test_a_distance_has_the_unit_that_stands_beside_it(unit: str, metres: int) -> None:
    found = final_surge.read(listed(workout(PlannedDistanceType=unit)), BERLIN)
    assert one(found).distance_m == metres


def test_the_flag_makes_a_race_outright_and_its_time_the_finish() -> None:
    race = workout(
        WorkoutRace=True,
        WorkoutTitle="City 10k",
        WorkoutTime="09:00:00",
        WorkoutCompleted=True,
        PlannedDistance=None,
        ActualTime=2400.6,
        ActualDistanceMeters=10_012.2,
    )
    item = one(final_surge.read(listed(race), BERLIN))
    assert (item.what, item.priority, item.done, item.took_s) == ("race", "", True, 2401)
    assert (item.distance_m, item.at) == (10_012, time(9))


def test_without_the_flag_a_title_is_but_a_suggestion() -> None:
    item = one(final_surge.read(listed(workout(WorkoutTitle="City 10k")), BERLIN))
    assert (item.what, item.took_s) == ("maybe_race", None)


@pytest.mark.parametrize(
    ("sport", "finer", "title", "kind"),
    [
        ("Bike", None, "Long one", "cross_training"),
        ("Rest Day", None, "", "rest"),
        ("Recovery/Rehab", None, "Roll it out", "rest"),
        ("Run", "Long Run", None, "long_run"),
        ("Run", "Tempo", "Session 4", "threshold"),
        ("Run", None, None, "unknown"),
    ],
)
def test_a_kind_comes_from_sport_title_and_finer_type(
    sport: str, finer: str | None, title: str | None, kind: str
) -> None:
    told = workout(WorkoutTypeName=sport, WorkoutSubTypeName=finer, WorkoutTitle=title)
    assert one(final_surge.read(listed(told), BERLIN)).kind == kind


def test_workouts_without_a_code_are_known_by_day_and_title() -> None:
    told = workout(WorkoutKey=None)
    found = final_surge.read(listed(told, told), BERLIN)
    assert [item.uid for item in found.items] == [
        "2026-12-01/marathon tempo",
        "2026-12-01/marathon tempo/2",
    ]


def test_workouts_under_their_name_are_found() -> None:
    held = json.dumps({"Success": True, "ErrorNumber": None, "Workouts": [workout()]}).encode()
    assert final_surge.read(held, BERLIN) == final_surge.read(listed(workout()), BERLIN)
    assert final_surge.knows(held, "plan.json")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"WorkoutRace": "yes"}, "broken"),
        ({"WorkoutTime": "soon"}, "broken"),
        ({"WorkoutTime": "25:00"}, "no_date"),
        ({"WorkoutTitle": 7}, "broken"),
        ({"PlannedDistanceType": "furlong"}, "unit"),
        ({"PlannedTime": -1}, "unit"),
        ({"WorkoutDate": None}, "no_date"),
        ({"WorkoutTitle": None, "WorkoutTypeName": None}, "no_title"),
    ],
)
def test_a_broken_workout_says_why_and_spoils_no_other(broken: Any, reason: str) -> None:
    told = listed(workout(WorkoutKey="a"), workout() | broken, workout(WorkoutKey="b"))
    found = final_surge.read(told, BERLIN)
    assert (why(found), [item.uid for item in found.items]) == ([(2, reason)], ["a", "b"])


@settings(max_examples=100)
@given(st.sampled_from(sorted(workout())), VALUES, st.booleans())
def test_whatever_stands_in_a_field_the_others_stay(name: str, value: Any, race: bool) -> None:
    spoilt = workout(WorkoutRace=race, WorkoutKey=None) | {name: value}
    content = listed(workout(WorkoutKey="-1"), spoilt, workout(WorkoutKey="-3"))
    found = final_surge.read(content, BERLIN)
    assert {"-1", "-3"} <= {item.uid for item in found.items}
    assert len(found.items) + len(found.skipped) == 3
    assert final_surge.read(content, BERLIN) == found
