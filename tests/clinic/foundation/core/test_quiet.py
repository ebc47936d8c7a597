"""Quiet hours by the client's own wall clock, in every zone and over every change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.foundation.core import quiet
from clinic.foundation.core.zones import names

BERLIN, NINE, EIGHT = "Europe/Berlin", 21 * 60, 8 * 60
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
HOURS = st.integers(0, 1439)
ZONES = st.sampled_from(names())


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+00:00")


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        ("11-23T19:59", False),  # 20:59 on the wall
        ("11-23T20:00", True),
        ("11-24T06:59", True),
        ("11-24T07:00", False),
        ("07-01T06:00", False),  # summer: 08:00
    ],
)
def test_it_is_quiet_from_nine_to_eight_on_the_clients_wall(moment: str, *, is_quiet: bool) -> None:
    assert quiet.is_quiet(at(moment), BERLIN, NINE, EIGHT) == is_quiet


def test_what_comes_at_night_waits_for_the_morning_there() -> None:
    night = at("11-23T23:30")
    assert quiet.next_loud(night, BERLIN, NINE, EIGHT) == at("11-24T07:00")
    assert quiet.next_loud(night, "America/New_York", NINE, EIGHT) == night


def test_what_would_come_at_night_can_come_the_evening_before() -> None:
    assert quiet.last_loud_before(at("11-24T05:00"), BERLIN, NINE, EIGHT) == at("11-23T19:59")
    assert quiet.last_loud_before(at("11-24T07:00"), BERLIN, NINE, EIGHT) == at("11-24T07:00")


@given(MOMENTS, ZONES, HOURS)
def test_the_same_hour_twice_means_no_quiet_at_all(moment: datetime, zone: str, hour: int) -> None:
    assert quiet.next_loud(moment, zone, hour, hour) == moment
    assert quiet.last_loud_before(moment, zone, hour, hour) == moment


@given(MOMENTS, ZONES, HOURS, HOURS)
def test_what_is_put_off_or_brought_forward_is_never_quiet(
    moment: datetime, zone: str, begin: int, end: int
) -> None:
    later = quiet.next_loud(moment, zone, begin, end)
    earlier = quiet.last_loud_before(moment, zone, begin, end)
    assert earlier <= moment <= later
    assert not quiet.is_quiet(later, zone, begin, end)
    assert not quiet.is_quiet(earlier, zone, begin, end)


@given(MOMENTS, ZONES, HOURS, HOURS)
def test_nothing_is_put_off_by_more_than_two_days(
    moment: datetime, zone: str, begin: int, end: int
) -> None:
    most = timedelta(hours=49)  # a short loud time can fall into a gap
    assert quiet.next_loud(moment, zone, begin, end) - moment <= most
    assert moment - quiet.last_loud_before(moment, zone, begin, end) <= most
