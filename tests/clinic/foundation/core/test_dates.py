"""Counting months."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.foundation.core.dates import months_before


@pytest.mark.parametrize(
    ("moment", "months", "earlier"),
    [
        (datetime(2026, 11, 23, 9, 30), 12, datetime(2025, 11, 23, 9, 30)),
        (datetime(2026, 3, 31), 1, datetime(2026, 2, 28)),
        (datetime(2024, 2, 29), 12, datetime(2023, 2, 28)),
        (datetime(2026, 1, 15), 1, datetime(2025, 12, 15)),
    ],
)
def test_months_are_counted_on_the_calendar(
    moment: datetime, months: int, earlier: datetime
) -> None:
    assert months_before(moment, months) == earlier


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(1, 60))
def test_more_months_never_end_later(moment: datetime, months: int) -> None:
    assert months_before(moment, months) < months_before(moment, months - 1) <= moment
