"""Days, clocks and figures in cells, as people and programs write them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import dates, figures, table
from protocols.core.plans.making import Unfit
from tests.protocols.core.plans.plans_tables import BERLIN, NEW_YORK, rows


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-04", "2026/10/4", "20261004", "4.10.2026", "04.10.26", "4-10-2026", "4 Oct 2026",
        "Oct 4, 2026", "October 4th, 2026", "Sun 4 Oct 2026", "Sunday, 4. Oktober 2026", "4-Oct-26",
        "So., 4.10.2026", "4 de octubre de 2026", "dim. 4 oct. 2026", "4 ottobre 2026", "4 okt 2026",
        "2026年10月4日", "2026. 10. 4.",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert dates.when(text) == dates.When(date(2026, 10, 4))


@pytest.mark.parametrize(
    ("text", "at", "hours"),
    [
        ("2026-10-04T07:05:09", time(7, 5, 9), None),
        ("2026-10-04T07:05:09.123Z", time(7, 5, 9), 0),
        ("2026-10-04 07:05 UTC", time(7, 5), 0),
        ("2026-10-04T07:05:00-04:00", time(7, 5), -4),
        ("Oct 4, 2026, 7:05:09 PM", time(19, 5, 9), None),
        ("4.10.2026 um 7:05 Uhr", time(7, 5), None),
        ("4 Oct 2026 12 am", time(0), None),
    ],
)
def test_a_clock_and_its_shift_are_read_beside_the_day(
    text: str, at: time, hours: int | None
) -> None:
    shift = None if hours is None else timedelta(hours=hours)
    assert dates.when(text) == dates.When(date(2026, 10, 4), at, shift)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no_date"), ("Week 3", "no_date"), ("4/10", "no_date"), ("31.2.2026", "no_date"),
        ("12:30", "no_date"), ("sets of 3/4/10 reps", "no_date"), ("Monday", "no_date"),
        ("2026-10-04T25:00", "no_date"), ("13/13/2026", "no_date"), ("9999-12-31", "years"),
        ("0000-01-01", "years"), ("1.1.1969", "years"), ("2026" * 100, "no_date"),
    ],
)  # fmt: skip
def test_what_is_no_day_says_so(text: str, why: str) -> None:
    with pytest.raises(Unfit) as caught:
        dates.when(text)
    assert caught.value.why == why


def days(*texts: str, heading: str = "date,title", zone: str = "") -> list[date]:
    lines = (f"{text}{',' if ',' in heading else ';'}x" for text in texts)
    ask = NEW_YORK if zone else BERLIN
    return [item.day for item in table.read(rows(heading, *lines), ask).items]


def test_one_day_that_can_only_be_one_decides_for_the_column() -> None:
    assert days("03/10/2026", "25/10/2026")[0] == date(2026, 10, 3)
    assert days("10/03/2026", "10/25/2026")[0] == date(2026, 10, 3)


def test_weekdays_beside_open_days_decide() -> None:
    american = rows("day,date,title", "Sat,10/03/2026,x", "Sat,12/05/2026,x")
    assert table.read(american, BERLIN).items[0].day == date(2026, 10, 3)
    assert days("Sat 03/10/2026", "Sat 05/12/2026", zone="US")[0] == date(2026, 10, 3)


def test_open_days_lie_as_close_together_as_days_of_a_plan_do() -> None:
    assert days("03/10/2026", "04/10/2026", "05/10/2026", zone="US")[1] == date(2026, 10, 4)
    assert days("10/03/2026", "10/04/2026", "10/05/2026")[1] == date(2026, 10, 4)


def test_a_day_that_stays_open_is_read_as_where_its_runner_lives() -> None:
    assert days("3/10/2026") == [date(2026, 10, 3)]
    assert days("10/3/2026", zone="US") == [date(2026, 10, 3)]
    assert days("3/10/2026", heading="date;title", zone="US") == [date(2026, 10, 3)]
    assert days("3.10.2026", zone="US") == [date(2026, 10, 3)]


@settings(max_examples=80)
@given(
    st.dates(date(2026, 11, 1), date(2027, 11, 1)), st.integers(2, 20), st.sampled_from(["/", "-"])
)
def test_a_plan_of_consecutive_days_is_read_in_either_order(
    first: date, length: int, sign: str
) -> None:
    plan = [first + timedelta(days=at) for at in range(length)]
    for order in ("%d{0}%m{0}%Y", "%m{0}%d{0}%Y"):
        assert days(*(day.strftime(order.format(sign)) for day in plan)) == plan or length < 3


@pytest.mark.parametrize(
    ("text", "unit", "metres"),
    [
        ("10", "", 10_000), ("10,5", "", 10_500), ("42,195", "", 42_195), ("10 km", "mi", 10_000),
        ("6.2", "mi", 9978), ("26.2 mi", "", 42_165), ("1,600 m", "", 1600), ("1.600 m", "", 1600),
        ("400", "", 400), ("26.2", "", 42_165),
        ("26.2", "km", 26_200), ("8-10 km", "", 10_000), ("10k", "", 10_000), ("2000", "yd", 1829),
        ("1.234,5 m", "", 1234), ("rest", "", None), ("-", "", None), ("0", "", None), ("", "", None),
        ("6 x 800 m", "", None), ("half marathon", "", 21_098), ("45 min", "", None),
    ],
)  # fmt: skip
def test_a_distance_is_read_in_its_unit(text: str, unit: str, metres: int | None) -> None:
    assert figures.metres(text, unit) == metres


@pytest.mark.parametrize(
    ("text", "unit", "minutes"),
    [
        ("90", "", 90), ("1:30:00", "", 90), ("1:30", "", 90), ("45:00", "", 45), ("1h30", "", 90),
        ("1 h 30 min", "", 90), ("1.5", "", 90), ("1,5", "h", 90), ("90 min", "", 90), ("90'", "", 90),
        ("45-60 min", "", 60), ("5400", "s", 90), ("2 hours", "", 120), ("0:45", "", 45), ("5:30", "min", 6),
        ("45m", "", 45), ("1 Std. 15", "", 75), ("", "", None), ("easy", "", None), ("10 km", "", None),
    ],
)  # fmt: skip
def test_a_duration_is_read_in_its_unit(text: str, unit: str, minutes: int | None) -> None:
    assert figures.minutes(text, unit) == minutes


@settings(max_examples=150)
@given(
    st.text(max_size=90),
    st.sampled_from(["", "km", "mi", "m", "yd"]),
    st.sampled_from(["", "h", "s"]),
)
def test_no_text_breaks_a_cell(text: str, length: str, unit: str) -> None:
    for read in (
        lambda: dates.when(text),
        lambda: dates.clock(text),
        lambda: figures.metres(text, length),
        lambda: figures.minutes(text, unit),
    ):
        try:
            read()
        except Unfit:
            continue
