"""The dates of a series keep the time on the wall, whatever the clocks do."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core.series import dates
from protocols.core import walls

FIRSTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
EVERY, TIMES = st.integers(1, 8), st.integers(2, 26)


@given(FIRSTS, EVERY, TIMES, ZONES)
def test_each_date_reads_the_same_on_the_wall(
    first: datetime, every: int, times: int, zone: str
) -> None:
    found = dates(first, every=every, times=times)
    assert {at.time() for at in found} == {first.time()}
    shown = [walls.wall_of(walls.instant_of(at, zone), zone) for at in found]
    moved = [at for at, read in zip(found, shown, strict=True) if at != read]
    assert all(timedelta(0) < walls_gap <= timedelta(hours=1) for walls_gap in _gaps(moved, zone))


def _gaps(skipped: list[datetime], zone: str) -> list[timedelta]:
    """How much later a time is that the clocks skip."""
    return [walls.wall_of(walls.instant_of(at, zone), zone) - at for at in skipped]


@given(FIRSTS, EVERY, TIMES)
def test_they_lie_so_many_weeks_apart_and_are_so_many(
    first: datetime, every: int, times: int
) -> None:
    found = dates(first, every=every, times=times)
    assert len(found) == times
    apart = {(b.date() - a.date()).days for a, b in pairwise(found)}
    assert apart == {7 * every}


@pytest.mark.parametrize(("every", "times"), [(0, 2), (9, 2), (1, 1), (1, 27)])
def test_what_nobody_means_is_refused(every: int, times: int) -> None:
    with pytest.raises(ValueError, match="weeks"):
        dates(datetime(2026, 12, 1, 14, 30), every=every, times=times)
