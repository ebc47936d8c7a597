"""The dates of a series: every so many weeks, at the same time by the clock on the wall."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_WEEKS, LEAST_TIMES, MOST_TIMES = 8, 2, 26


def dates(first: datetime, *, every: int, times: int) -> tuple[datetime, ...]:
    """The naive wall times of a series, the first one among them.

    `every` is in weeks, 1 to 8; `times` 2 to 26. Raises `ValueError` outside of these.
    """
    if not (1 <= every <= MOST_WEEKS and LEAST_TIMES <= times <= MOST_TIMES):
        raise ValueError(f"every {every} weeks, {times} times")
    return tuple(first + timedelta(weeks=every * number) for number in range(times))
