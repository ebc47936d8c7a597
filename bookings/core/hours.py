"""Hours on the wall, turned into spans of time; and the clock times at which a session may start.

Hours are kept by the wall clock of a place. An instant is in hours when the clock on that wall
shows a time that is. Nothing else is needed for days on which clocks change: a closing time that is
skipped closes at the skip, and an hour shown twice is open twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bookings.core.spans import Span, merged

DAY = 1440
EPOCH = date(1970, 1, 1).toordinal()
MINUTE = timedelta(minutes=1)

# (weekday, 0 for Monday; from; until), in minutes of the wall clock from that day's midnight.
# Until 2880: a span that goes on after midnight belongs to the day on which it begins.
Weekly = tuple[tuple[int, int, int], ...]
# A day's ordinal (`date.toordinal`) -> the spans (from, until) instead of its weekday's.
Exceptions = Mapping[int, tuple[Span, ...]]


def open_spans(
    zone: ZoneInfo, weekly: Weekly, exceptions: Exceptions, begin: int, end: int
) -> list[Span]:
    """The instants in [begin, end) whose wall clock lies in hours.

    An exception replaces all spans that begin on its day, with their tails on the next.
    """
    usual: dict[int, list[Span]] = {}
    for weekday, start, until in weekly:
        usual.setdefault(weekday, []).append((start, until))
    found: list[Span] = []
    for low, high, offset in _steady(zone, begin, end):
        for day in range((low + offset) // DAY - 1, (high + offset - 1) // DAY + 1):
            midnight = day * DAY - offset
            ordinal = EPOCH + day
            hours = exceptions.get(ordinal, usual.get((ordinal - 1) % 7, ()))
            found += [(max(low, midnight + a), min(high, midnight + b)) for a, b in hours]
    return merged(found)


def grid(zone: ZoneInfo, begin: int, end: int, step: int = 15) -> list[int]:
    """The instants in [begin, end) at which the wall clock shows a multiple of `step` minutes.

    Counted from midnight by the wall clock. Of a time that is shown twice only the first: it could
    be misheard.
    """
    found: list[int] = []
    before: list[tuple[int, int, int]] = []
    shown = -(10**12)  # the latest time that the clock has shown before
    for low, high, offset in _steady(zone, begin - DAY, end) if begin < end else ():
        for day in range((low + offset) // DAY, (high + offset - 1) // DAY + 1):
            midnight = day * DAY - offset
            first = max(low, begin, midnight)
            times = range(first + (midnight - first) % step, min(high, midnight + DAY), step)
            if first + offset < shown:
                found += [at for at in times if not _shown(before, at + offset)]
            else:
                found += times
        before.append((low, high, offset))
        shown = max(shown, high + offset)
    return found


def local_day(zone: ZoneInfo, at: int) -> int:
    """The ordinal of the day on the calendar there."""
    return EPOCH + (at + offset_at(zone, at)) // DAY


def _shown(stretches: list[tuple[int, int, int]], wall: int) -> bool:
    return any(low <= wall - offset < high for low, high, offset in stretches)


def _steady(zone: ZoneInfo, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """[begin, end) cut at every change of the clock: (from, to, offset in minutes)."""
    low = at = begin
    offset = offset_at(zone, at)
    while at < end:
        probe = min(at + DAY, end)  # no zone changes its clock and back within a day
        if offset_at(zone, probe) == offset:
            at = probe
            continue
        at = _change(zone, at, probe)
        yield low, at, offset
        low, offset = at, offset_at(zone, at)
    if low < end:
        yield low, end, offset


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The first minute of another offset, known to come after `low` and not after `high`."""
    offset = offset_at(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == offset:
            low = middle
        else:
            high = middle
    return high


def offset_at(zone: ZoneInfo, at: int) -> int:
    """How far a wall is from UTC then, in minutes."""
    there = datetime.fromtimestamp(at * 60, zone).utcoffset()
    return there // MINUTE if there is not None else 0
