"""Zones from the pinned tzdata, and the local days of one of them.

A machine's own zone data can be years old and differs from machine to machine; the same case must
have the same answer everywhere. A local day need not be one unbroken stretch of time: a clock set
back over midnight gives a day two pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from protocols.core.units import DAY, SECOND

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@cache
def names() -> frozenset[str]:
    """Every key of the pinned tzdata."""
    text = resources.files("tzdata").joinpath("zones").read_text(encoding="ascii")
    return frozenset(text.split())


@cache
def load(name: str) -> ZoneInfo:
    """The zone of that key. Raises KeyError for any other name."""
    if name not in names():
        raise KeyError(name)
    with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def instant(moment: datetime) -> int:
    """An aware moment in microseconds since 1970. Subtracted in UTC, never wall clock from wall clock."""
    return (moment - EPOCH) // MICROSECOND  # of two zones, so Python subtracts in UTC


class LocalDays:
    """The local calendar days of one zone; a day is its proleptic ordinal, as in `date.toordinal`."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def local(self, at: int) -> datetime:
        """The wall clock at an instant, to the second."""
        return datetime.fromtimestamp(at // SECOND, self.zone)

    def day(self, at: int) -> int:
        """The local day an instant belongs to."""
        return datetime.fromtimestamp(at // SECOND, self.zone).toordinal()

    def at_wall(self, day: int, hour: int) -> int:
        """The instant of a whole wall-clock hour; the first one of a repeated hour."""
        local = date.fromordinal(day)
        return instant(datetime(local.year, local.month, local.day, hour, tzinfo=self.zone))

    def pieces(self, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
        """`[begin, end)` cut into (from, to, local day), in order and without gaps."""
        if end - begin == 1:
            yield begin, end, self.day(begin)
            return
        at = begin
        while at < end:
            local = self.local(at)
            cut = min(self._next_cut(at, _offset_of(local)), end)
            yield at, cut, local.toordinal()
            at = cut

    def _next_cut(self, at: int, offset: int) -> int:
        """The next local midnight, or the clock change that comes first."""
        midnight = at + DAY - (at + offset) % DAY
        if self._offset(midnight - SECOND) == offset:
            return midnight
        low, high = at // SECOND, midnight // SECOND
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset(middle * SECOND) == offset:
                low = middle
            else:
                high = middle
        return high * SECOND

    def _offset(self, at: int) -> int:
        return _offset_of(self.local(at))


def _offset_of(local: datetime) -> int:
    offset = local.utcoffset()
    return offset.days * DAY + offset.seconds * SECOND if offset is not None else 0
