"""Sums of reports: amounts split to the cent, minutes by hour of the week, days and shares."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import reports
from bookings.core.hours import open_spans
from bookings.core.reports import Period, by_hour, on_wall, percent, period, split, within
from tests.bookings.core.build import BERLIN, at

WEEK = 7 * 1440


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 12))
def test_what_is_split_adds_up_to_the_cent_and_the_first_has_the_rest(amount: int, n: int) -> None:
    parts = split(amount, n)
    assert len(parts) == n
    assert sum(parts) == amount
    assert len(set(parts[1:])) <= 1
    assert 0 <= parts[0] - (parts[1] if n > 1 else amount) < n


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 2 * WEEK), st.integers(0, 3 * 1440), st.integers(0, 3)), max_size=5
    )
)
def test_the_hours_of_a_week_hold_every_minute_once(stretches: list[tuple[int, int, int]]) -> None:
    naive = [0] * 168
    for begin, minutes, times in stretches:
        for minute in range(begin, begin + minutes):
            naive[minute % WEEK // 60] += times
    assert by_hour(stretches) == naive


@pytest.mark.parametrize(
    ("begin", "hours", "two_to_three"),
    [("2026-10-24T22:00", 25, 120), ("2026-03-28T23:00", 23, 0), ("2026-10-31T23:00", 24, 60)],
)
def test_a_sunday_on_which_clocks_change_has_its_real_minutes(
    begin: str, hours: int, two_to_three: int
) -> None:
    always = tuple((day, 0, 1440) for day in range(7))
    midnight = at(begin)
    spans = within(
        open_spans(BERLIN, always, {}, midnight - 1440, midnight + 2880),
        midnight,
        midnight + hours * 60,
    )
    told = by_hour((minute, lasts, 1) for minute, lasts in on_wall(BERLIN, spans))
    assert told[6 * 24 + 2] == two_to_three
    assert sum(told[6 * 24 :]) == sum(told) == hours * 60


def test_without_the_cut_at_the_change_an_hour_would_be_told_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin = at("2026-10-24T22:00")  # midnight in Berlin; the clock goes back at three
    spans = [(begin, begin + 8 * 60)]
    told = by_hour((m, n, 1) for m, n in on_wall(BERLIN, spans))
    monkeypatch.setattr(reports, "offset_at", lambda _zone, _at: 120)
    untold = by_hour((m, n, 1) for m, n in on_wall(BERLIN, spans))
    assert (told[6 * 24 + 2], told[6 * 24 + 7]) == (120, 0)
    assert (untold[6 * 24 + 2], untold[6 * 24 + 7]) == (60, 60)


def test_periods_are_whole_weeks_and_months_round_today() -> None:
    sunday = date(2026, 11, 22)
    assert period("week", sunday) == Period(date(2026, 11, 16), sunday)
    assert period("weeks4", sunday) == Period(date(2026, 10, 26), sunday)
    assert period("month", sunday) == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert period("month", date(2026, 12, 31)).end == date(2027, 1, 1)
    assert period("week", sunday).end == sunday + timedelta(days=1)


def test_a_share_of_nothing_is_none_and_a_half_goes_up() -> None:
    assert [percent(1, 8), percent(0, 5), percent(7, 5)] == [13, 0, 140]
    assert (percent(3, 0), percent(3, None)) == (None, None)
