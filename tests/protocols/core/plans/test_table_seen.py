"""Tables shaped like the exports of real tools; the rows are our own."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

import pytest

from protocols.core.plans import final_surge, intervals, strava, table
from tests.protocols.core.plans.plans_tables import BERLIN, one, rows

PEAKS = "Title,WorkoutType,WorkoutDescription,PlannedDuration,PlannedDistanceInMeters,WorkoutDay,IF"
GARMIN = "Activity Type,Date,Favorite,Title,Distance,Calories,Time,Moving Time"
STRAVA = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Verstrichene Zeit,Distanz,"
    "Max. Herzfrequenz,Verstrichene Zeit,Distanz"
)


@pytest.mark.parametrize(
    ("hours", "minutes"), [("1", 60), ("0.25", 15), ("3.25", 195), ("0.666666666666667", 40)]
)
def test_headings_written_together_and_hours_are_understood(hours: str, minutes: int) -> None:
    row = f"Tempo run,Run,3x10,{hours},10000.0,2026-12-06,0.9"
    item = one(table.read(rows(PEAKS, row), BERLIN))
    assert (item.kind, item.minutes, item.distance_m) == ("threshold", minutes, 10_000)


def test_bare_minutes_stay_minutes_beside_a_small_one() -> None:
    found = table.read(rows("date,title,duration", "2026-12-06,Run,5", "2026-12-07,Run,45"), BERLIN)
    assert [item.minutes for item in found.items] == [5, 45]


def test_a_time_beside_a_day_with_a_clock_is_how_long_it_took() -> None:
    row = 'Running,2026-10-12 07:01:22,false,"Morning round","5.02","412","00:31:40",00:31:00'
    item = one(table.read(rows(GARMIN, row), BERLIN))
    assert (item.at, item.minutes) == (time(7, 1, 22), 31)
    older = one(table.read(rows(GARMIN.removesuffix(",Moving Time"), row[:-9]), BERLIN))
    assert (older.at, older.minutes) == (time(7, 1, 22), 32)


def test_seconds_in_a_time_say_that_it_is_no_start() -> None:
    item = one(table.read(rows("date,title,time", "2026-10-12,Round,00:31:40"), BERLIN))
    assert (item.at, item.minutes) == (None, 32)


@pytest.mark.parametrize("measured", ['"2,81"', "2810.4"])
def test_a_distance_told_twice_alike_is_in_kilometres(measured: str) -> None:
    row = f'194,"21.07.2026, 15:09:27",Am Nachmittag,Lauf,1390,"2,81",190,1390,{measured}'
    assert one(strava.read(rows(STRAVA, row), BERLIN)).distance_m == 2_810


@pytest.mark.parametrize(
    ("sport", "what", "kind"),
    [
        *(("Run", "race", ""), ("TrailRun", "race", ""), (None, "race", "")),
        *(("Ride", "maybe_race", "cross_training"), ("Swim", "maybe_race", "cross_training")),
    ],
)
def test_a_race_of_another_sport_is_asked_about(sport: Any, what: str, kind: str) -> None:
    told = {"id": 1, "category": "RACE_A", "type": sport, "name": "Granfondo"}
    told["start_date_local"] = "2026-12-26T09:00:00"
    item = one(intervals.read(json.dumps([told]).encode(), BERLIN))
    assert (item.what, item.kind, item.priority) == (what, kind, "A")


@pytest.mark.parametrize(("sport", "what"), [("Run", "race"), ("Bike", "maybe_race")])
def test_a_workout_that_is_a_race_is_one_only_where_it_is_run(sport: str, what: str) -> None:
    told = {"WorkoutKey": "9", "WorkoutDate": "2026-12-26T00:00:00", "WorkoutTitle": "The ring"}
    told |= {"WorkoutTypeName": sport, "WorkoutRace": True}  # type: ignore[dict-item]
    assert one(final_surge.read(json.dumps([told]).encode(), BERLIN)).what == what
