"""Hours and terms in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.web.clinic import showing


def test_weekdays_of_the_same_hours_stand_together() -> None:
    hours = [[day, 540, 1260] for day in range(5)] + [[6, 600, 1080]]
    assert [(days.days, days.hours) for days in showing.week(hours)] == [
        ("Mon–Fri", "9:00–21:00"),
        ("Saturday", "closed"),
        ("Sunday", "10:00–18:00"),
    ]


def test_a_pause_and_a_night_are_told_by_the_clock() -> None:
    assert showing.spans([(540, 780), (840, 1565)]) == "9:00–13:00, 14:00–2:05"


def test_no_hours_at_all_are_no_lines() -> None:
    assert showing.week([]) == []


@given(st.dictionaries(st.integers(0, 6), st.just([540, 600]), min_size=1))
def test_every_weekday_stands_in_one_line(week: dict[int, list[int]]) -> None:
    lines = showing.week([[day, *span] for day, span in week.items()])
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    told = []
    for line in lines:
        first, _dash, last = line.days.partition("–")
        ends = [names.index(name[:3]) for name in (first, last or first)]
        told += [(day, line.closed) for day in range(ends[0], ends[1] + 1)]
    assert told == [(day, day not in week) for day in range(7)]


@pytest.mark.parametrize(
    ("notice", "said"),
    [(30, "30 min"), (90, "90 min"), (1440, "24 h"), (4320, "3 days")],
)
def test_a_notice_is_told_as_one_says_it(notice: int, said: str) -> None:
    booked, *_ = showing.terms(
        notice_minutes=notice, horizon_days=1, change_hours=24, late_fee_percent=50
    )
    assert booked == f"Booked from {said} to 1 day ahead."


def test_without_notice_and_window_the_start_is_the_bound() -> None:
    told = showing.terms(notice_minutes=0, horizon_days=90, change_hours=0, late_fee_percent=0)
    assert told == [
        "Booked up to 90 days ahead, until the start.",
        "Free to change until the start.",
        "After that nothing is due either.",
    ]
