"""What changes over a season, as charts: pain by area, range left and right, soreness after races.

A chart is values alone; its picture and its table are made of the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from protocols.core.body.marks import Mark
from protocols.core.body.regions import AREAS, region
from protocols.core.checkins import RACE, WORST, Told

SIDES = ("left", "right", "middle")
STAGES = (0, 24, 48, 72)  # hours after a finish; an answer belongs to the nearest
HALF = 12
MOST_RACES = 4  # in one picture: as many as can be told apart


@dataclass(frozen=True, slots=True)
class Point:
    """`x` is a day's ordinal, or hours; `value` what was said or measured."""

    x: int
    value: float


@dataclass(frozen=True, slots=True)
class Series:
    """One line: a side of the body, or a race by its code. Points from the earliest on."""

    code: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture: an area, a test, or the races. Everything lies within its bounds."""

    code: str
    first: int
    last: int
    high: float  # from 0
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in its picture: from the left and from below, both 0 to 1."""

    x: float
    y: float
    point: Point


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a value for each series, None where it has none there."""

    x: int
    cells: tuple[float | None, ...]


def pain(
    sittings: Iterable[tuple[date, Iterable[Mark]]], *, first: date, last: date
) -> tuple[Chart, ...]:
    """A chart for each area that ever hurt, in the order of the body; each side a line.

    Sittings from the earliest on. A side counts as its worst mark. From its first mark on it has a
    point in each sitting: 0 where it is not marked any more. Of two sittings on a day the later
    one stands.
    """
    found: dict[tuple[str, str], dict[int, float]] = {}
    for day, marks in sittings:
        worst = _worst(marks)
        for key in {*found, *worst}:
            found.setdefault(key, {})[day.toordinal()] = worst.get(key, 0)
    return tuple(
        Chart(area, first.toordinal(), last.toordinal(), WORST, sides)
        for area in AREAS
        if (sides := _sides(found, area))
    )


def _worst(marks: Iterable[Mark]) -> dict[tuple[str, str], float]:
    worst: dict[tuple[str, str], float] = {}
    for mark in marks:
        if place := region(mark.region, mark.view):
            key = place.area, mark.side
            worst[key] = max(worst.get(key, 0), mark.pain)
    return worst


def ranges(
    notes: Iterable[tuple[date, Mapping[str, Mapping[str, float]]]],
    tests: Iterable[str],
    *,
    first: date,
    last: date,
) -> tuple[Chart, ...]:
    """A chart for each of these tests that was ever done, left and right as lines. Notes from the
    earliest on.
    """
    found: dict[tuple[str, str], dict[int, float]] = {}
    for day, done in notes:
        for test, sides in done.items():
            for side, value in sides.items():
                found.setdefault((test, side), {})[day.toordinal()] = value
    charts = ((test, _sides(found, test)) for test in tests)
    return tuple(
        Chart(test, first.toordinal(), last.toordinal(), _roof(sides), sides)
        for test, sides in charts
        if sides
    )


def recovery(told: Iterable[Told]) -> Chart | None:
    """How sore after the last races, by hours since the finish: each race a line, the newest first.

    None if nothing was said after any. Of two answers of one stage the later one stands.
    """
    races: dict[str, dict[int, float]] = {}
    ends: dict[str, float] = {}
    for one in sorted(told, key=lambda one: one.answered_at):
        stage = nearest_stage(one.answers["hours"]) if one.kind == RACE else None
        if stage is not None:
            races.setdefault(one.about, {})[stage] = one.answers["sore"]
            ends[one.about] = one.of.timestamp()
    newest = sorted(races, key=lambda code: (-ends[code], code))[:MOST_RACES]
    series = tuple(Series(code, _points(races[code])) for code in newest)
    return Chart("races", STAGES[0], STAGES[-1], WORST, series) if series else None


def nearest_stage(hours: int) -> int | None:
    """0, 24, 48 or 72; None for an answer too late for any."""
    return next((stage for stage in STAGES if stage - HALF <= hours < stage + HALF), None)


def _sides(found: Mapping[tuple[str, str], Mapping[int, float]], code: str) -> tuple[Series, ...]:
    return tuple(
        Series(side, _points(found[code, side])) for side in SIDES if (code, side) in found
    )


def _points(values: Mapping[int, float]) -> tuple[Point, ...]:
    return tuple(Point(x, value) for x, value in sorted(values.items()))


def _roof(series: Iterable[Series]) -> float:
    """A round figure above everything."""
    most = max(point.value for each in series for point in each.points)
    step = next(step for step in (1, 5, 10, 20, 50, 100) if most <= 4 * step or step == 100)
    return max(step * ceil(most / step), 1)


def spots(chart: Chart) -> tuple[tuple[Spot, ...], ...]:
    """Where each point of each series stands. What lies outside the days shown stands at the edge."""
    wide = max(chart.last - chart.first, 1)
    return tuple(
        tuple(
            Spot(_within((point.x - chart.first) / wide), _within(point.value / chart.high), point)
            for point in each.points
        )
        for each in chart.series
    )


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def table(chart: Chart) -> tuple[Row, ...]:
    """The same as rows, from the earliest on: each point is one cell."""
    values = [{point.x: point.value for point in each.points} for each in chart.series]
    every = sorted({x for each in values for x in each})
    return tuple(Row(x, tuple(each.get(x) for each in values)) for x in every)
