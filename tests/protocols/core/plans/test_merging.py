"""The parts of a merge, one by one: what an event makes, which race it means, what is followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.core.absences import AbsenceEntry
from protocols.core.faults import Fault
from protocols.core.plans import choosing, entries
from protocols.core.plans.choosing import Mine, alike, race_run, same_race
from protocols.core.plans.entries import (
    absence_of,
    columns,
    finished,
    followed,
    overruled,
    race_from,
    race_of,
    workout_from,
    workout_of,
)
from protocols.core.plans.shape import Item
from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry

ZONE = "Europe/Berlin"
DAY = date(2026, 12, 6)
EVENT = Item("r", 1, "race", "City Half", DAY, time(9, 30), distance_m=21_100)


def race(**more: Any) -> RaceEntry:
    made = race_of(replace(EVENT, **more), ZONE)
    assert isinstance(made, RaceEntry)
    return made


def workout(**more: Any) -> WorkoutEntry:
    made = workout_of(replace(EVENT, what="workout", **more), ZONE, {"club night": "hills"})
    assert isinstance(made, WorkoutEntry)
    return made


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, {"priority": "B", "zone": ZONE, "expected_minutes": 130, "status": "planned"}),
        ({"priority": "A", "minutes": 95}, {"priority": "A", "expected_minutes": 95}),
        ({"priority": "Z", "terrain": "mud"}, {"priority": "B", "terrain": "flat"}),
        ({"minutes": -4, "distance_m": 10**9}, {"expected_minutes": 240, "distance_m": None}),
        ({"at": None}, {"local_start": datetime(2026, 12, 6, 8), "time_known": False}),
        ({"zone": "Asia/Tokyo"}, {"start_at": datetime(2026, 12, 6, 0, 30, tzinfo=UTC)}),
        ({"took_s": 6_000}, {"finish_at": datetime(2026, 12, 6, 10, 10, tzinfo=UTC)}),
        ({"took_s": 6_000}, {"status": "finished"}),
        ({"done": True}, {"status": "finished", "finish_at": None}),
        ({"title": "x" * 300}, {"name": "x" * 200}),
    ],
)
def test_an_event_makes_a_race_with_sensible_figures(
    more: dict[str, Any], expected: dict[str, Any]
) -> None:
    made = race(**more)
    assert {name: getattr(made, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"kind": "easy"}, {"kind": "easy", "minutes": 60, "day": None}),
        ({"kind": "odd"}, {"kind": "unknown"}),
        ({"title": "Club  NIGHT"}, {"kind": "hills"}),
        ({"title": "Club night", "kind": "easy"}, {"kind": "easy"}),
        ({"at": None}, {"day": DAY, "start_at": None}),
        ({"took_s": 2_990}, {"minutes": 50}),
        ({"minutes": 5_000}, {"minutes": 60}),
    ],
)
def test_an_event_makes_a_workout_likewise(more: dict[str, Any], expected: dict[str, Any]) -> None:
    made = workout(**more)
    assert {name: getattr(made, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"day": date(9999, 12, 31)}, "years"),
        ({"day": date(1, 1, 1)}, "years"),
        ({"title": " \u200b"}, "no_title"),
    ],
)
def test_what_cannot_be_says_why(more: dict[str, Any], why: str) -> None:
    found = race_of(replace(EVENT, **more), ZONE)
    assert isinstance(found, Fault)
    assert entries.reason(found) == why
    if why != "no_title":
        assert isinstance(workout_of(replace(EVENT, **more), ZONE, {}), Fault)


def test_an_absence_has_days_and_is_not_spent_away() -> None:
    told = replace(EVENT, what="absence", kind="holiday", until=DAY + timedelta(days=6))
    assert absence_of(told, ZONE) == AbsenceEntry(
        "holiday", "City Half", DAY, DAY + timedelta(days=6), ZONE, away=False
    )
    backwards = absence_of(replace(told, until=DAY - timedelta(days=1)), ZONE)
    assert isinstance(backwards, Fault)
    assert entries.reason(backwards) == "length"


@given(
    st.builds(
        race,
        at=st.none() | st.times().map(lambda at: at.replace(microsecond=0)),
        minutes=st.none() | st.integers(1, 900),
        took_s=st.none() | st.integers(1, 90_000),
        zone=st.sampled_from(["", "America/New_York", "Australia/Lord_Howe"]),
    )
)
def test_a_race_is_the_same_after_it_was_kept(made: RaceEntry) -> None:
    assert race_from(columns(made)) == made


@given(st.builds(workout, at=st.none() | st.just(time(5)), minutes=st.integers(1, 900)))
def test_a_workout_is_the_same_after_it_was_kept(made: WorkoutEntry) -> None:
    assert workout_from(columns(made)) == made


@pytest.mark.parametrize(
    ("mine", "told", "expected"),
    [
        # what the source changes is followed, whatever else the runner said when confirming
        ({"priority": "A"}, {"title": "New"}, {"name": "New", "priority": "A"}),
        ({"name": "Mine"}, {"title": "New"}, {"name": "Mine"}),
        ({"expected_minutes": 99}, {"distance_m": 10_000}, {"expected_minutes": 99}),
        ({}, {"distance_m": 10_000}, {"expected_minutes": 60}),
        ({}, {"at": time(11)}, {"local_start": datetime(2026, 12, 6, 11)}),
        ({"zone": "Asia/Tokyo"}, {"at": time(11)}, {"zone": "Asia/Tokyo"}),
        ({}, {"at": None}, {"time_known": False, "local_start": datetime(2026, 12, 6, 8)}),
        ({"local_start": datetime(2026, 12, 6, 7)}, {"at": None}, {"time_known": True}),
    ],
)
def test_a_confirmed_race_follows_its_source_field_by_field(
    mine: dict[str, Any], told: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = followed(replace(race(), **mine), race(), race(**told))
    assert isinstance(found, RaceEntry)
    assert {name: getattr(found, name) for name in expected} == expected


def test_a_day_alone_moves_the_day_and_keeps_the_runners_time() -> None:
    said = race(at=None)
    mine = replace(said, local_start=datetime(2026, 12, 6, 9, 15), time_known=True, start_at=None)
    found = followed(mine, said, race(at=None, day=date(2026, 12, 13)))
    assert isinstance(found, RaceEntry)
    assert found.local_start == datetime(2026, 12, 13, 9, 15)
    assert found.start_at == datetime(2026, 12, 13, 8, 15, tzinfo=UTC)


def test_theirs_is_what_the_source_changed_over_what_stands() -> None:
    mine = replace(race(), name="Mine", priority="A")
    found = overruled(mine, race(), race(at=time(11)))
    assert isinstance(found, RaceEntry)
    assert (found.name, found.priority, found.local_start.hour) == ("Mine", "A", 11)
    assert overruled(mine, race(), workout()) == workout()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Berlin Marathon", "BMW Berlin-Marathon 2027", True),
        ("City 10K", "City Half", False),
        ("Zürich Marathon", "ZURICH MARATHON", True),
        ("Race", "Riverside Half", True),
        ("Race day!", "2026", True),
        ("Spring Run", "Autumn Cross", False),
    ],
)
def test_names_are_alike_by_their_telling_words(one: str, other: str, same: bool) -> None:
    assert alike(one, other) == alike(other, one) == same


def test_the_same_race_that_nothing_stands_for_comes_first() -> None:
    found = [Mine(1, race(), linked=True), Mine(2, race()), Mine(3, race(title="Other"))]
    assert same_race(race(), found) == found[1]
    assert same_race(race(day=date(2026, 12, 7)), found) is None


def test_two_distances_of_one_event_are_two_races() -> None:
    ten = race(title="City Run 10", distance_m=10_000)
    assert same_race(ten, [Mine(1, race(title="City Run"))]) is None


START = datetime(2026, 12, 6, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("off", "there"),
    [
        (timedelta(hours=-2), False),
        (timedelta(minutes=-31), False),
        (timedelta(minutes=-30), True),
        (timedelta(0), True),
        (timedelta(hours=2), True),
        (timedelta(hours=2, seconds=1), False),
    ],
)
def test_a_recording_begins_around_the_gun(off: timedelta, there: bool) -> None:
    assert bool(race_run(START + off, 21_000, [Mine(1, race())])) == there


def test_where_no_time_is_known_the_day_at_the_race_decides() -> None:
    mine = [Mine(1, race(at=None, zone="Asia/Tokyo"))]
    assert race_run(datetime(2026, 12, 5, 15, 1, tzinfo=UTC), None, mine) == mine[0]
    assert race_run(datetime(2026, 12, 5, 14, 59, tzinfo=UTC), None, mine) is None


def test_a_warm_up_of_the_same_morning_is_no_race() -> None:
    assert race_run(START, 2_000, [Mine(1, race())]) is None
    assert choosing.near(21_100, 18_000, choosing.RUN_NEAR) is True


def test_a_finish_before_the_gun_is_refused() -> None:
    assert isinstance(finished(race(), START - timedelta(hours=2), 60), Fault)
