"""Hours by the wall clock, on ordinary days and on those of a change."""

from __future__ import annotations

import random
from datetime import UTC as ZULU
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import hours
from bookings.core.hours import Exceptions, Weekly, grid, local_day, open_spans
from protocols.core import zones
from tests.bookings.core.build import BERLIN, SANTIAGO, at, on_the_wall
from tests.bookings.core.clinics import CHANGES, random_wall
from tests.bookings.core.reference_slots import clock, in_hours, is_start

SUNDAY = 6
FORWARD = (
    at("2027-03-27T12:00"),
    at("2027-03-29T12:00"),
)  # Berlin: 02:00 becomes 03:00 on the 28th
BACK = (at("2026-10-24T12:00"), at("2026-10-26T12:00"))  # Berlin: 03:00 becomes 02:00 on the 25th


def shown(
    weekly: Weekly, range_: tuple[int, int], exceptions: Exceptions | None = None
) -> list[str]:
    """Spans as Berlin's clocks show them, with their real length in minutes."""
    found = open_spans(BERLIN, weekly, exceptions or {}, *range_)
    return [f"{on_the_wall(BERLIN, [a])[0]} {b - a}" for a, b in found]


def test_ordinary_hours_are_those_of_the_weekday() -> None:
    monday = (at("2026-11-23T00:00+01:00"), at("2026-11-24T00:00+01:00"))
    assert shown(((0, 540, 720), (0, 780, 1080), (1, 0, 1440)), monday) == [
        "23. 09:00 180",
        "23. 13:00 300",
    ]


def test_only_what_lies_in_the_range_is_told() -> None:
    assert open_spans(
        BERLIN, ((0, 0, 1440),), {}, at("2026-11-23T10:00"), at("2026-11-23T11:00")
    ) == [(at("2026-11-23T10:00"), at("2026-11-23T11:00"))]
    assert open_spans(BERLIN, ((0, 0, 1440),), {}, 600, 600) == []


def test_spans_that_touch_at_midnight_are_one() -> None:
    always = tuple((day, 0, 1440) for day in range(7))
    assert open_spans(BERLIN, always, {}, *FORWARD) == [FORWARD]


def test_a_night_over_a_skipped_hour_is_an_hour_shorter() -> None:
    assert shown(((5, 1320, 1740),), FORWARD) == ["27. 22:00 360"]


def test_a_night_over_a_repeated_hour_is_an_hour_longer() -> None:
    assert shown(((5, 1320, 1740),), BACK) == ["24. 22:00 480"]


def test_a_closing_time_that_is_skipped_closes_at_the_skip() -> None:
    assert shown(((SUNDAY, 0, 150),), FORWARD) == ["28. 00:00 120"]


def test_an_opening_time_that_is_skipped_opens_at_the_skip() -> None:
    assert shown(((SUNDAY, 150, 600),), FORWARD) == ["28. 03:00 420"]


def test_hours_within_a_skipped_hour_are_none() -> None:
    assert shown(((SUNDAY, 130, 170),), FORWARD) == []


def test_hours_within_a_repeated_hour_are_open_twice() -> None:
    assert shown(((SUNDAY, 130, 160),), BACK) == ["25. 02:10 30", "25. 02:10 30"]


def test_a_day_that_is_gone_back_to_is_open_again() -> None:
    found = open_spans(SANTIAGO, ((5, 1400, 1440),), {}, at("2027-04-03T12:00"), at("2027-04-05"))
    assert on_the_wall(SANTIAGO, [begin for begin, _ in found]) == ["03. 23:20", "03. 23:20"]


def test_an_exception_takes_the_place_of_its_day_with_the_tail() -> None:
    nights = ((5, 1320, 1740), (SUNDAY, 1320, 1740))
    saturday = date(2027, 3, 27).toordinal()
    assert shown(nights, FORWARD, {saturday: ()}) == ["28. 22:00 420"]
    assert shown(nights, FORWARD, {saturday: ((1380, 1500),)}) == ["27. 23:00 120", "28. 22:00 420"]


def test_an_exception_leaves_the_night_before_alone() -> None:
    sunday = date(2027, 3, 28).toordinal()
    assert shown(((5, 1320, 1740),), FORWARD, {sunday: ()}) == ["27. 22:00 360"]


places = st.sampled_from([(zone, change) for zone, known in CHANGES.items() for change in known])
chances = st.integers(0, 2**32).map(random.Random)


@settings(max_examples=40)
@given(places, chances)
def test_open_are_the_minutes_whose_wall_clock_is_in_hours(
    place: tuple[str, str], chance: random.Random
) -> None:
    zone, middle = zones.load(place[0]), at(place[1])
    begin, end = middle - chance.randint(1, 1000), middle + chance.randint(1, 1000)
    wall = random_wall(chance, begin)

    found = open_spans(zone, wall.weekly, wall.exceptions, begin, end)

    minutes = {minute for a, b in found for minute in range(a, b)}
    assert minutes == {m for m in range(begin, end) if in_hours(wall, clock(zone, m))}


@settings(max_examples=30)
@given(places, chances, st.sampled_from([5, 15, 20, 30, 60]))
def test_the_grid_is_counted_on_the_wall_and_each_time_once(
    place: tuple[str, str], chance: random.Random, step: int
) -> None:
    zone, middle = zones.load(place[0]), at(place[1])
    begin, end = middle - chance.randint(-90, 2000), middle + chance.randint(1, 2000)
    assert grid(zone, begin, end, step) == [m for m in range(begin, end) if is_start(zone, m, step)]


def test_start_times_jump_over_a_skipped_hour() -> None:
    found = grid(BERLIN, at("2027-03-28T00:30"), at("2027-03-28T01:30"), 30)
    assert on_the_wall(BERLIN, found) == ["28. 01:30", "28. 03:00"]


def test_a_repeated_hour_is_offered_once() -> None:
    found = grid(BERLIN, at("2026-10-25T00:00"), at("2026-10-25T02:30"), 30)
    assert on_the_wall(BERLIN, found) == ["25. 02:00", "25. 02:30", "25. 03:00"]


def test_the_second_showing_is_left_out_where_the_first_lies_before_the_range() -> None:
    assert grid(BERLIN, at("2026-10-25T01:00"), at("2026-10-25T02:00")) == []


def test_without_a_look_at_what_was_shown_a_start_would_be_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hours, "_shown", lambda _stretches, _wall: False)
    found = on_the_wall(BERLIN, grid(BERLIN, *BACK))
    assert found.count("25. 02:15") == 2


def test_a_step_that_parts_no_day_is_counted_anew_at_midnight() -> None:
    found = grid(BERLIN, at("2026-11-23T22:00"), at("2026-11-24T00:30"), 50)
    assert on_the_wall(BERLIN, found) == ["23. 23:20", "24. 00:00", "24. 00:50"]


@given(places, st.integers(-2000, 2000))
def test_the_local_day_is_that_of_the_calendar_there(place: tuple[str, str], off: int) -> None:
    zone, minute = zones.load(place[0]), at(place[1]) + off
    there = datetime.fromtimestamp(minute * 60, ZULU).astimezone(zone)
    assert local_day(zone, minute) == there.toordinal()
