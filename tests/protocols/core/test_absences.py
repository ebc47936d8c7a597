"""What can stand as days away or unwell, and from when to when they last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.absences import AbsenceEntry, Details, details_from, settled, stretch
from protocols.core.faults import FIRST, LAST, Fault
from protocols.core.plans.shape import ABSENCES
from protocols.core.walls import wall_of

TRIP = AbsenceEntry("travel", "a trip", date(2026, 12, 3), date(2026, 12, 10), "Europe/Berlin")


def test_an_entry_without_a_fault_stands_with_its_title_tidied() -> None:
    assert settled(replace(TRIP, title="  a \n trip ")) == TRIP


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "bored"}, ("kind", "invalid")),
        ({"title": "x" * 201}, ("title", "too_long")),
        ({"from_day": date(1969, 12, 31)}, ("from_day", "years")),
        ({"to_day": date(2201, 1, 1)}, ("to_day", "years")),
        ({"to_day": date(2026, 12, 2)}, ("to_day", "order")),
        ({"to_day": date(2027, 12, 4)}, ("to_day", "too_long")),
        ({"zone": "Mars/Base"}, ("zone", "zone")),
    ],
)
def test_each_fault_is_named_at_its_field(change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert settled(replace(TRIP, **change)) == Fault(*fault)


def test_one_day_and_a_leap_year_are_short_and_long_enough() -> None:
    assert settled(replace(TRIP, to_day=TRIP.from_day)) == replace(TRIP, to_day=TRIP.from_day)
    whole = replace(TRIP, to_day=TRIP.from_day + timedelta(days=365))
    assert settled(whole) == whole


@given(st.sampled_from(ABSENCES), st.text(max_size=50))
@settings(max_examples=30)
def test_what_is_sealed_of_it_comes_back_as_it_was(kind: str, title: str) -> None:
    entry = replace(TRIP, kind=kind, title=title)
    assert details_from(entry.details()) == Details(kind, title)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 12, 3), "Europe/Berlin", 24),
        (date(2026, 10, 25), "Europe/Berlin", 25),
        (date(2026, 3, 29), "Europe/Berlin", 23),
        (date(2026, 10, 25), "Atlantic/Azores", 25),
        (date(2026, 12, 3), "Mars/Base", 24),
    ],
)
def test_a_day_away_lasts_as_long_as_its_clock_says(day: date, zone: str, hours: int) -> None:
    begin, end = stretch(day, day, zone)
    assert end - begin == timedelta(hours=hours)


@given(
    st.dates(date(1970, 1, 3), date(2200, 12, 1)),
    st.integers(0, 20),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"]),
)
@settings(max_examples=60)
def test_it_holds_its_first_and_last_day_and_nothing_of_those_beside(
    first: date, more: int, zone: str
) -> None:
    last = first + timedelta(days=more)
    begin, end = stretch(first, last, zone)
    moment = timedelta(seconds=1)
    assert wall_of(begin, zone).date() == first
    assert wall_of(begin - moment, zone).date() == first - timedelta(days=1)
    assert wall_of(end - moment, zone).date() == last
    assert wall_of(end, zone).date() == last + timedelta(days=1)


def test_at_the_ends_of_the_calendar_it_stays_in_the_years_of_the_engine() -> None:
    begin, _end = stretch(date(1970, 1, 1), date(1970, 1, 2), "Asia/Tokyo")
    _begin, end = stretch(date(2200, 12, 30), date(2200, 12, 31), "UTC")
    assert (begin, end) == (FIRST, LAST)
    assert datetime(1970, 1, 1, tzinfo=UTC) == begin
