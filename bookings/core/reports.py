"""Sums of reports: minutes on the wall, shares, amounts that are split; and tables to show them in.

Instants are whole minutes since 1970 UTC, amounts are minor units, shares are whole per cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bookings.core.hours import offset_at
from bookings.core.spans import Span

HOUR, DAY, WEEK = 60, 1440, 7 * 1440
MOST_DAYS = 400
Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Period:
    """Days on the walls of the studios, the last one included."""

    first: date
    last: date

    @property
    def end(self) -> date:
        return self.last + timedelta(days=1)


def period(kind: str, today: date) -> Period:
    """This week, the four weeks up to today, or this month."""
    if kind == "week":
        monday = today - timedelta(days=today.weekday())
        return Period(monday, monday + timedelta(days=6))
    if kind == "month":
        first = today.replace(day=1)
        return Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    return Period(today - timedelta(days=27), today)


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: text, count, minutes, ahead (minutes too), share (per cent), day, month, currency,
    money in it.
    """

    title: str
    kind: str = "count"


@dataclass(frozen=True, slots=True)
class Table:
    """What is drawn, written beside it, and handed out as a file.

    `picture`: "" none, *bars* (the columns `bars` end to end, within that of `whole`), *quartiles*
    (three columns) or *heat* (shares by row and column). `value` is the column that is written
    beside a bar. `sentence` says what the picture shows. `links` are codes, one a row, for the
    route `link`.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: str = ""
    sentence: str = ""
    picture: str = ""
    bars: tuple[int, ...] = ()
    whole: int | None = None
    value: int | None = None
    link: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Tables under their title; `facts` are sentences that come first. `empty`: there is nothing."""

    code: str
    title: str
    lead: str
    tables: tuple[Table, ...]
    facts: tuple[str, ...] = ()
    empty: str = ""


def percent(part: int, whole: int | None) -> int | None:
    """Rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def split(amount: int, among: int) -> tuple[int, ...]:
    """An amount in even parts; what is left over goes to the first."""
    part = amount // among
    return (amount - part * (among - 1), *(part,) * (among - 1))


def within(spans: Iterable[Span], begin: int, end: int) -> list[Span]:
    """The parts of spans that lie in `[begin, end)`."""
    cut = ((max(low, begin), min(high, end)) for low, high in spans)
    return [(low, high) for low, high in cut if low < high]


def length(spans: Iterable[Span]) -> int:
    return sum(end - begin for begin, end in spans)


def on_wall(zone: ZoneInfo, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans as (minute of the week on the wall, from Monday 0:00; minutes), cut where a clock
    changes within one."""
    for begin, end in spans:
        first = offset_at(zone, begin)
        if first == offset_at(zone, end - 1):
            yield (begin + first + 3 * DAY) % WEEK, end - begin  # 1970 began on a Thursday
        else:
            for at in range(begin, end):  # twice a year, for some hours
                yield (at + offset_at(zone, at) + 3 * DAY) % WEEK, 1


def by_hour(stretches: Iterable[tuple[int, int, int]]) -> list[int]:
    """Minutes in each of the 168 hours of a week, of (minute of the week, minutes, how often)."""
    change = [0] * (WEEK + 1)
    for at, minutes, times in stretches:
        begin, left = at % WEEK, minutes
        while left > 0:
            step = min(left, WEEK - begin)
            change[begin] += times
            change[begin + step] -= times
            begin, left = 0, left - step
    found, level = [0] * 168, 0
    for minute in range(WEEK):
        level += change[minute]
        found[minute // HOUR] += level
    return found
