"""Workouts as they are put down, and week after week."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pickle import PicklingError
from typing import Any

import pytest

from protocols.core import walls, zones
from protocols.core.faults import Fault
from protocols.core.workouts import WorkoutEntry, changed, settled, weekly

START = datetime(2026, 10, 20, 16, 30, tzinfo=UTC)
TIMED = WorkoutEntry(kind="intervals", zone="Europe/Berlin", start_at=START)
DATED = WorkoutEntry(kind="easy", zone="Europe/Berlin", day=date(2026, 10, 20))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"start_at": None}, Fault("start", "no_start")),
        ({"day": date(2026, 10, 20)}, Fault("day", "both")),
        ({"zone": "Berlin"}, Fault("zone", "zone")),
        ({"start_at": datetime(1969, 1, 1, tzinfo=UTC)}, Fault("start", "years")),
        ({"start_at": None, "day": date(2201, 1, 1)}, Fault("day", "years")),
        ({"minutes": 0}, Fault("minutes", "invalid")),
        ({"minutes": 1441}, Fault("minutes", "invalid")),
        ({"kind": "sprint"}, Fault("kind", "invalid")),
        ({"title": "x" * 201}, Fault("title", "too_long")),
    ],
)
def test_what_cannot_stand_is_named_with_its_field(change: dict[str, Any], fault: Fault) -> None:
    assert settled(replace(TIMED, **change)) == fault


@pytest.mark.parametrize("entry", [TIMED, DATED, replace(TIMED, minutes=1440)])
def test_a_workout_with_a_start_or_a_day_stands(entry: WorkoutEntry) -> None:
    assert settled(entry) == entry


def test_a_zone_that_somebody_brought_along_stays_behind() -> None:
    brought = replace(TIMED, start_at=START.astimezone(zones.load("Europe/Berlin")))
    with pytest.raises(PicklingError):
        asdict(brought)  # what an action does with it
    found = settled(brought)
    assert isinstance(found, WorkoutEntry)
    assert asdict(found) == asdict(TIMED)
    assert getattr(found.start_at, "tzinfo", None) is UTC


def test_an_instant_beyond_the_calendar_of_utc_is_a_fault() -> None:
    last = datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-1)))
    assert settled(replace(TIMED, start_at=last)) == Fault("start", "years")


def test_a_day_takes_the_place_of_a_start_and_the_other_way_round() -> None:
    assert changed(TIMED, {"day": DATED.day}) == replace(TIMED, start_at=None, day=DATED.day)
    assert changed(DATED, {"start_at": START}) == replace(DATED, start_at=START, day=None)


def test_both_given_are_a_fault_and_neither_wins() -> None:
    assert settled(changed(TIMED, {"start_at": START, "day": DATED.day})) == Fault("day", "both")


def test_week_after_week_the_wall_clock_is_the_same_over_a_clock_change() -> None:
    starts = [entry.start_at for entry in weekly(TIMED, 3)]
    assert [at and walls.wall_of(at, "Europe/Berlin").hour for at in starts] == [18, 18, 18]
    assert starts[1] == START + timedelta(weeks=1, hours=1)


def test_a_day_comes_back_every_seventh_day() -> None:
    days = [entry.day for entry in weekly(DATED, 3)]
    assert days == [date(2026, 10, 20), date(2026, 10, 27), date(2026, 11, 3)]


def test_once_is_the_workout_itself() -> None:
    assert weekly(TIMED, 1) == [TIMED]
