"""Wall clocks and instants: what is put down by the clock on the wall stays there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core import walls, zones

BERLIN = "Europe/Berlin"
INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 12, 30), timezones=st.just(UTC))
ZONES = st.sampled_from(sorted(zones.names()))


@given(INSTANTS, ZONES)
@settings(max_examples=60)
def test_an_instant_goes_to_the_wall_and_back(at: datetime, zone: str) -> None:
    back = walls.instant_of(walls.wall_of(at, zone), zone)
    assert back == at or walls.wall_of(back, zone) == walls.wall_of(at, zone)


@given(INSTANTS, ZONES)
@settings(max_examples=60)
def test_while_the_zone_stays_the_same_so_does_the_instant(at: datetime, zone: str) -> None:
    assert walls.still(at, walls.wall_of(at, zone), zone, at - timedelta(days=1)) == at


def test_a_time_that_the_clock_skips_is_taken_by_the_offset_before() -> None:
    at = walls.instant_of(datetime(2027, 3, 28, 2, 30), BERLIN)
    assert at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_of_a_repeated_hour_the_first_is_meant() -> None:
    at = walls.instant_of(datetime(2026, 10, 25, 2, 30), BERLIN)
    assert at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_second_of_a_repeated_hour_stays_the_second() -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    now = datetime(2026, 10, 1, tzinfo=UTC)
    assert walls.still(second, datetime(2026, 10, 25, 2, 30), BERLIN, now) == second


def test_after_a_change_of_the_zones_rules_the_wall_clock_holds() -> None:
    put_down = datetime(2026, 12, 6, 8, tzinfo=UTC)  # at 10 under rules that were changed since
    local, now = datetime(2026, 12, 6, 10), datetime(2026, 11, 1, tzinfo=UTC)
    assert walls.still(put_down, local, BERLIN, now) == datetime(2026, 12, 6, 9, tzinfo=UTC)


def test_what_is_past_is_not_moved_by_new_rules() -> None:
    put_down = datetime(2026, 12, 6, 8, tzinfo=UTC)
    local, now = datetime(2026, 12, 6, 10), datetime(2026, 12, 6, 8, tzinfo=UTC)
    assert walls.still(put_down, local, BERLIN, now) == put_down


def test_a_zone_that_is_gone_leaves_the_instant_as_it_was() -> None:
    at, now = datetime(2026, 12, 6, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    assert walls.still(at, datetime(2026, 12, 6, 10), "Mars/Olympus", now) == at


@pytest.mark.parametrize(
    ("zone", "day"), [("Pacific/Auckland", 23), ("America/New_York", 22), ("Mars/Olympus", 22)]
)
def test_today_is_what_the_calendar_there_says(zone: str, day: int) -> None:
    assert walls.today(datetime(2026, 11, 22, 12, tzinfo=UTC), zone) == date(2026, 11, day)


def test_local_days_reach_from_midnight_to_midnight_over_a_clock_change() -> None:
    begin, end = walls.days_between(date(2026, 10, 25), 1, BERLIN)
    assert end - begin == timedelta(hours=25)


def test_an_instant_is_told_in_utc_with_whole_seconds() -> None:
    at = datetime.fromisoformat("2026-12-06T09:00:00.9+01:00")
    assert walls.rfc3339(at) == "2026-12-06T08:00:00Z"
