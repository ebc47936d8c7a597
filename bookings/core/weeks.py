"""Hours as the owner types them in: whether they make sense, and in one order.

A week is rows of (weekday from Monday = 0, from, until), a day rows of (from, until), in minutes of
the wall clock. A span that goes on after midnight belongs to the day on which it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bookings.core.hours import DAY
from bookings.core.spans import Span
from protocols.core.faults import Fault

WEEK = 7 * DAY
MOST_SPANS = 70
Row = tuple[int, int, int]


def settled_week(rows: Iterable[Sequence[int]]) -> tuple[Row, ...] | Fault:
    """The rows sorted, or their fault: "span" or "overlap", at `hours`."""
    found = sorted((int(day), int(begin), int(end)) for day, begin, end in rows)
    wrong = week_fault(found)
    return Fault("hours", wrong[1]) if wrong else tuple(found)


def settled_day(rows: Iterable[Sequence[int]]) -> tuple[Span, ...] | Fault:
    """The same for one day; no rows is a day without hours."""
    week = settled_week((0, begin, end) for begin, end in rows)
    return week if isinstance(week, Fault) else tuple((begin, end) for _day, begin, end in week)


def week_fault(rows: Iterable[Row]) -> tuple[int, str] | None:
    """The weekday of the first fault in sorted rows, and what it is.

    Spans may touch, not overlap, over midnight and from Sunday to Monday too.
    """
    found = list(rows)
    for day, begin, end in found:
        if not (0 <= day < 7 and 0 <= begin < DAY and begin < end <= 2 * DAY):
            return day, "span"
    if len(found) > MOST_SPANS:
        return found[-1][0], "overlap"
    spans = [(day * DAY + begin, day * DAY + end) for day, begin, end in found]
    around = [*spans, (spans[0][0] + WEEK, spans[0][1] + WEEK)] if spans else []
    for at, ((_begin, end), (start, _end)) in enumerate(zip(spans, around[1:], strict=True)):
        # One span alone comes round to itself after a week: never before it has ended.
        if start < end:
            return found[(at + 1) % len(found)][0], "overlap"
    return None
