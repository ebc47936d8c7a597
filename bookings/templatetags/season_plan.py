"""Where everything stands in the wide picture of a season."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from protocols.core.season import Flag, Mark, Season

WIDTH, LEFT, RIGHT = 1060.0, 74.0, 4.0
FLAGS, FLAG_HIGH, MARK_HIGH, LANE = 66.0, 19.0, 20.0, 15.0
MOST_ROWS = 3


@dataclass(frozen=True)
class Plan:
    """Where everything stands: `step` is a day's width; the others are heights from above."""

    season: Season
    step: float
    flags: list[tuple[Flag, int, int]]  # with day and row
    marks: list[tuple[Mark, int, int]]

    @property
    def ticks(self) -> float:
        """The line on which workouts stand."""
        return FLAGS + FLAG_HIGH * rows(self.flags) + 30

    @property
    def sessions(self) -> float:
        return self.ticks + 12

    @property
    def lanes(self) -> float:
        return self.sessions + (MARK_HIGH + 4) * rows(self.marks) + 10

    @property
    def bottom(self) -> float:
        return self.lanes + LANE * len(self.season.kinds)

    def x(self, place: float) -> float:
        """The left edge of a day, counted from the first."""
        return round(LEFT + place * self.step, 1)

    def place(self, day: date) -> int:
        return (day - self.season.days[0].day).days


def planned(season: Season) -> Plan:
    step = (WIDTH - LEFT - RIGHT) / len(season.days)
    flags = [(flag, n) for n, day in enumerate(season.days) for flag in day.flags]
    marks = [(mark, n) for n, day in enumerate(season.days) for mark in day.marks]
    lines_ = _stacked([n * step for _f, n in flags], [_flag_width(f) for f, _n in flags])
    lines = _stacked([n * step for _m, n in marks], [mark_width(m) + 3 for m, _n in marks])
    return Plan(
        season,
        step,
        [(flag, n, row) for (flag, n), row in zip(flags, lines_, strict=True)],
        [(mark, n, row) for (mark, n), row in zip(marks, lines, strict=True)],
    )


def _stacked(starts: list[float], widths: list[float]) -> list[int]:
    """A row for each thing, so that none covers another; the last row takes what fits nowhere."""
    ends, rows = [float("-inf")] * MOST_ROWS, []
    for start, width in zip(starts, widths, strict=True):
        row = next((row for row, end in enumerate(ends) if end <= start), ends.index(min(ends)))
        ends[row] = start + width
        rows.append(row)
    return rows


def rows(placed: Iterable[tuple[object, int, int]]) -> int:
    return 1 + max((row for _thing, _day, row in placed), default=0)


def _flag_width(flag: Flag) -> float:
    return 24 + min(len(flag.name), 24) * 6.1


def mark_width(mark: Mark) -> float:
    return 28 if mark.minutes < 100 else 34
