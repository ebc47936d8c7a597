"""Hours as typed in: what makes sense and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core.weeks import settled_day, settled_week, week_fault
from protocols.core.faults import Fault

DAY = 1440
MINUTES = st.integers(0, 2 * DAY // 240).map(lambda n: n * 240)
ROWS = st.lists(st.tuples(st.integers(0, 6), MINUTES, MINUTES), max_size=5)


def test_hours_come_back_in_order() -> None:
    assert settled_week([(6, 600, 1080), (0, 840, 1260), (0, 540, 780)]) == (
        (0, 540, 780),
        (0, 840, 1260),
        (6, 600, 1080),
    )


@pytest.mark.parametrize(
    "row",
    [
        (7, 0, 60),
        (-1, 0, 60),
        (0, 60, 60),
        (0, 120, 60),
        (0, 1440, 1500),
        (0, -1, 60),
        (0, 0, 2881),
    ],
)
def test_a_span_that_is_none_is_refused(row: tuple[int, int, int]) -> None:
    assert settled_week([row]) == Fault("hours", "span")


def test_a_span_may_go_on_to_the_end_of_the_next_day() -> None:
    assert settled_week([(6, 1439, 2880)]) == ((6, 1439, 2880),)


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([(0, 540, 781), (0, 780, 900)], 0),
        ([(0, 1320, 1561), (1, 120, 600)], 1),  # Monday's night reaches into Tuesday
        ([(0, 0, 600), (6, 1320, 1441)], 0),  # Sunday's into Monday
        ([(2, 0, 2880), (3, 600, 660)], 3),
    ],
)
def test_spans_that_overlap_are_named_by_their_day(
    rows: list[tuple[int, int, int]], day: int
) -> None:
    assert week_fault(sorted(rows)) == (day, "overlap")


def test_spans_may_touch_round_the_week() -> None:
    day_and_night = [(day, 0, DAY) for day in range(7)]
    assert settled_week(day_and_night) == tuple(day_and_night)


def test_more_spans_than_anybody_needs_are_refused() -> None:
    many = [(day, at * 60, at * 60 + 30) for day in range(7) for at in range(11)]
    assert settled_week(many) == Fault("hours", "overlap")


def test_a_day_without_spans_is_closed() -> None:
    assert settled_day([]) == ()
    assert settled_day([(840, 1260), (540, 780)]) == ((540, 780), (840, 1260))
    assert settled_day([(540, 781), (780, 800)]) == Fault("hours", "overlap")


@given(ROWS)
def test_no_minute_of_a_week_that_stands_is_covered_twice(rows: list[tuple[int, int, int]]) -> None:
    found = settled_week(rows)
    shaped = all(begin < DAY and begin < end for _day, begin, end in rows)
    covered = [
        (day * DAY + minute) % (7 * DAY)
        for day, begin, end in rows
        for minute in range(begin, end, 240)
    ]
    once = len(covered) == len(set(covered))
    assert isinstance(found, Fault) == (not (shaped and once))
