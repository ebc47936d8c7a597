"""The strip of days above a week's times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.facts import Calendar
from protocols.core.parsing.case import read_case
from protocols.core.strip import StripDay, StripRace, StripSession, StripWorkout, effort, strip

FIRST = date(2026, 12, 4)


def calendar(zone: str = "Europe/Berlin", **more: Any) -> Calendar:
    """A calendar as the engine reads it."""
    asked = {"type": "general", "depth": "light", "start": "2026-12-01T10:00:00Z", "minutes": 60}
    return read_case({"timezone": zone, "candidate": asked, **more}).calendar


def race(start: str, minutes: int = 60, **more: Any) -> dict[str, Any]:
    return {
        "name": "City", "start": start, "expected_minutes": minutes, "priority": "B", **more
    }  # fmt: skip


def days_of(found: Calendar, days: int = 3) -> list[StripDay]:
    return strip(found, FIRST.toordinal(), days)


def test_each_day_shows_what_belongs_to_it() -> None:
    found = days_of(
        calendar(
            races=[race("2026-12-06T09:00:00+01:00")],
            workouts=[
                {"day": "2026-12-05", "kind": "easy"},
                {"start": "2026-12-04T18:00:00+01:00", "kind": "hills"},
            ],
            sessions=[
                {
                    "type": "none",
                    "start": "2026-12-05T10:00:00+01:00",
                    "minutes": 30,
                    "service": "spa",
                }
            ],
        )
    )
    assert [day.day for day in found] == [date(2026, 12, day) for day in (4, 5, 6)]
    assert found[0].workouts == (StripWorkout("hills", "hard", datetime(2026, 12, 4, 18)),)
    assert found[1].workouts == (StripWorkout("easy", "gentle", None),)
    assert found[1].sessions == (StripSession("none", "light", datetime(2026, 12, 5, 10)),)
    assert found[2].races == (StripRace("City", "B", datetime(2026, 12, 6, 9)),)


def test_a_race_over_night_stands_on_each_day_it_touches() -> None:
    found = days_of(calendar(races=[race("2026-12-04T20:00:00+01:00", 24 * 60)]))
    assert [len(day.races) for day in found] == [1, 1, 0]


def test_a_race_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    found = days_of(calendar(races=[race("2026-12-04T23:00:00+01:00", 60)]))
    assert [len(day.races) for day in found] == [1, 0, 0]


def test_a_race_that_was_dropped_is_not_shown() -> None:
    dropped = [race("2026-12-05T09:00:00Z", status=status) for status in ("dns", "cancelled")]
    assert not any(day.races for day in days_of(calendar(races=dropped)))


def test_a_day_is_one_of_the_clinics_zone() -> None:
    races = [race("2026-12-04T23:30:00Z")]
    assert days_of(calendar("Asia/Tokyo", races=races))[1].races
    assert days_of(calendar("America/New_York", races=races))[0].races


def test_a_kind_that_is_neither_hard_nor_gentle_is_unknown() -> None:
    assert [effort(kind) for kind in ("long_run", "rest", "unknown")] == [
        "hard",
        "gentle",
        "unknown",
    ]


@given(
    st.lists(st.integers(-3, 5).map(lambda day: f"2026-12-{day + 5:02}"), max_size=8),
    st.integers(1, 14),
)
@settings(max_examples=30)
def test_every_workout_within_the_days_is_shown_once(days: list[str], length: int) -> None:
    found = days_of(calendar(workouts=[{"day": day, "kind": "easy"} for day in days]), length)
    within = [day for day in days if 0 <= (date.fromisoformat(day) - FIRST).days < length]
    assert sum(len(day.workouts) for day in found) == len(within)
