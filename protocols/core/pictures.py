"""Pictures of what is possible when, as numbers for an SVG: drawn from the engine's own windows.

Coordinates are in the units of a 360-wide view box, so that text stays legible on a phone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from protocols.core.engine import Segment, timeline, windows
from protocols.core.facts import (
    HARD_KINDS,
    Calendar,
    Case,
    Race,
    Runner,
    Session,
    Shape,
)
from protocols.core.rules import Rule, Ruleset
from protocols.core.units import DAY, HOUR, MINUTE, SECOND
from protocols.core.zones import LocalDays, load

WIDTH = 360.0
BEFORE_DAYS, AFTER_DAYS = 10, 4


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch with one verdict: where it is drawn, and its ends in words' raw material."""

    x: float
    y: float
    width: float
    height: float
    verdict: str
    rules: tuple[Rule, ...]
    begin: int
    end: int
    opens: str = ""  # wall clock, within the hours shown
    closes: str = ""

    @property
    def begin_hours(self) -> int:
        return self.begin // HOUR

    @property
    def end_hours(self) -> int:
        return self.end // HOUR


# ---- one line before and after a race ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lane:
    """One depth and length along the line; `boxes` from left to right."""

    depth: str
    minutes: int
    boxes: tuple[Box, ...]


LINE_BEFORE, LINE_AFTER = 10 * DAY, 7 * DAY
_GUN = 1_000 * DAY + 9 * HOUR  # any race far from a clock change: UTC has none


def race_line(
    ruleset: Ruleset, kind: str, depths: Iterable[str], lengths: Iterable[int]
) -> list[Lane]:
    """What a type of session meets from 10 days before a flat A race of 3 h to 7 days after it.

    The runner has rehearsed three weeks before, so that only the race speaks. Boxes are in hours
    relative to the gun; a lane that says the same as the shorter one of its depth is left out.
    """
    calendar = _race_alone()
    lanes: list[Lane] = []
    for depth in depths:
        said: list[tuple[str, int]] = []
        for minutes in lengths:
            shape = Shape(kind, depth, minutes)
            begin, end = _GUN - LINE_BEFORE, _GUN + LINE_AFTER
            found = timeline(windows(ruleset, calendar, shape, begin, end), begin, end)
            now = [(s.verdict, round(s.begin / HOUR)) for s in found]
            if now != said:
                lanes.append(Lane(depth, minutes, tuple(_line_box(s) for s in found)))
            said = now
    return lanes


def line_x(at: int) -> float:
    """Where an instant, relative to the gun, stands on the line."""
    return round((at + LINE_BEFORE) / (LINE_BEFORE + LINE_AFTER) * WIDTH, 2)


LINE_MARKS = tuple((days, line_x(days * DAY)) for days in (-10, -7, -5, -3, 0, 2, 4, 7))


def _line_box(segment: Segment) -> Box:
    begin, end = segment.begin - _GUN, segment.end - _GUN
    return Box(
        line_x(begin),
        0,
        line_x(end) - line_x(begin),
        22,
        segment.verdict,
        _rules(segment),
        begin,
        end,
    )


def _race_alone() -> Calendar:
    days = LocalDays(load("UTC"))
    rehearsal = _GUN - 21 * DAY
    race = Race("", _GUN, _GUN + 3 * HOUR, "A", "flat", "planned", 0)
    session = Session(
        rehearsal, rehearsal + 30 * MINUTE, days.day(rehearsal), "pre_event", "light", None, 0
    )
    return Calendar(days, Runner(), (race,), (), (session,), (), None, (), frozenset(), frozenset())


# ---- ten days before and four after, by day and hour ---------------------------------------

FIRST_HOUR, LAST_HOUR = 6, 22
AXIS, HEAD, HOUR_HEIGHT = 28.0, 46.0, 11.0
COLUMN = (WIDTH - AXIS) / (BEFORE_DAYS + 1 + AFTER_DAYS)


@dataclass(frozen=True, slots=True)
class Mark:
    """A race or a workout in a day's head."""

    kind: str
    name: str
    hard: bool
    start: int
    timed: bool
    priority: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: its column, what stands in its head, and what is possible when."""

    day: date
    x: float
    marks: tuple[Mark, ...]
    boxes: tuple[Box, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Fortnight:
    """The days round a race for one shape of session; `pin` is where the candidate stands."""

    race: Race | None
    days: tuple[Day, ...]
    pin: tuple[float, float] | None
    hours: tuple[tuple[int, float], ...]
    height: float


def fortnight(ruleset: Ruleset, case: Case) -> Fortnight:
    """The picture round the race nearest to the candidate; without a race, round the candidate."""
    calendar = case.calendar
    race = min(calendar.counting, key=lambda r: abs(r.start - case.start), default=None)
    middle = calendar.days.day(race.start if race else case.start)
    first, last = middle - BEFORE_DAYS, middle + AFTER_DAYS
    by_day = segments_by_day(ruleset, calendar, case.shape, first, last)
    columns = tuple(
        _day(calendar, day, place, by_day[day], case.start)
        for place, day in enumerate(range(first, last + 1))
    )
    hours = tuple((hour, hour_y(hour)) for hour in range(FIRST_HOUR, LAST_HOUR + 1, 4))
    return Fortnight(race, columns, _pin(case, first, last), hours, hour_y(LAST_HOUR) + 6)


def segments_by_day(
    ruleset: Ruleset, calendar: Calendar, shape: Shape, first: int, last: int
) -> dict[int, list[Segment]]:
    """What starts meet on each local day from `first` to `last` (ordinals), cut at midnights."""
    begin, end = calendar.days.at_wall(first, 0), calendar.days.at_wall(last + 1, 0)
    found = windows(ruleset, calendar, shape, begin, end)
    by_day: dict[int, list[Segment]] = {day: [] for day in range(first, last + 1)}
    for low, high, day in calendar.days.pieces(begin, end):
        by_day.setdefault(day, []).extend(timeline(found, low, high))
    return by_day


def hour_y(hour: float) -> float:
    """Where a wall-clock hour stands, kept inside the picture."""
    return round(HEAD + (min(max(hour, FIRST_HOUR), LAST_HOUR) - FIRST_HOUR) * HOUR_HEIGHT, 2)


def _day(calendar: Calendar, day: int, place: int, segments: list[Segment], start: int) -> Day:
    x = round(AXIS + place * COLUMN, 2)
    boxes = [_day_box(calendar, segment, x) for segment in segments]
    return Day(
        date.fromordinal(day),
        x,
        _marks(calendar, day),
        tuple(box for box in boxes if box.height > 0),
        calendar.days.day(start) == day,
    )


def _day_box(calendar: Calendar, segment: Segment, x: float) -> Box:
    opens = wall(calendar, segment.begin)
    # The last second inside: the end itself may be the midnight of the day after.
    closes = wall(calendar, max(segment.begin, segment.end - SECOND)) + 1 / 3600
    top, bottom = hour_y(opens), hour_y(closes)
    return Box(
        x=x,
        y=top,
        width=round(COLUMN - 1.5, 2),
        height=round(bottom - top, 2),
        verdict=segment.verdict,
        rules=_rules(segment),
        begin=segment.begin,
        end=segment.end,
        opens=clock(opens),
        closes=clock(closes),
    )


def clock(hour: float) -> str:
    """A wall-clock hour as 14:30, kept within the hours shown."""
    minutes = round(min(max(hour, FIRST_HOUR), LAST_HOUR) * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _marks(calendar: Calendar, day: int) -> tuple[Mark, ...]:
    races = (
        Mark(kind="race", name=r.name, hard=False, start=r.start, timed=True, priority=r.priority)
        for r in calendar.counting
        if calendar.days.day(r.start) == day
    )
    workouts = (
        Mark(kind=w.kind, name=w.name, hard=w.kind in HARD_KINDS, start=w.start, timed=w.timed)
        for w in calendar.workouts
        if w.day == day
    )
    return (*races, *workouts)


def _pin(case: Case, first: int, last: int) -> tuple[float, float] | None:
    day = case.calendar.days.day(case.start)
    if not first <= day <= last:
        return None
    x = AXIS + (day - first) * COLUMN + (COLUMN - 1.5) / 2
    return round(x, 2), hour_y(wall(case.calendar, case.start))


def wall(calendar: Calendar, at: int) -> float:
    """The hour on the wall at an instant, 14.5 at half past two."""
    local = calendar.days.local(at)
    return local.hour + local.minute / 60 + local.second / 3600


def _rules(segment: Segment) -> tuple[Rule, ...]:
    """The rules behind a verdict, each once, in their order."""
    found = {w.rule.id: w.rule for w in segment.windows if w.effect == segment.verdict}
    return tuple(sorted(found.values(), key=lambda rule: rule.sort_key))
