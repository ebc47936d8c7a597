"""A runner's season as plain values, week by week: to be drawn, and to be told in a table.

A day is judged by its waking hours: what is worth most of all that can be had in them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import TypeVar

from protocols.core.cadence import GENERAL, POST_EVENT, PRE_EVENT, Due, due
from protocols.core.engine import windows_of
from protocols.core.facts import Calendar, Race, Session, Shape, Workout
from protocols.core.near import near, reach_of
from protocols.core.phases import next_goal, phase_at
from protocols.core.rules import Ruleset
from protocols.core.strip import effort
from protocols.core.units import MINUTE
from protocols.core.windows import Window

FROM_HOUR, TO_HOUR = 7, 21  # of the wall clock: when somebody would come
WEEK = 7
DEEP = Shape("general", "deep", 60)
INJURED = Shape("injury", "moderate", 45)
T = TypeVar("T", Race, Workout, Session)
BEST = ("recommended", "fine", "caution", "blocked")  # what is worth most first


@dataclass(frozen=True, slots=True)
class Flag:
    """A race on the day that it starts; `at` is the wall clock in the calendar's zone."""

    name: str
    priority: str
    status: str
    at: datetime

    @property
    def counts(self) -> bool:
        return self.status not in ("dns", "cancelled")


@dataclass(frozen=True, slots=True)
class Tick:
    """A workout; `effort` is hard, gentle or unknown, `at` None without a time."""

    kind: str
    effort: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A massage session."""

    type: str
    depth: str
    minutes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """One local day. `best` has a verdict for each kind of the season, of the day's hours to come; a
    day whose hours are over has none.
    """

    day: date
    phase: str
    flags: tuple[Flag, ...] = ()
    ticks: tuple[Tick, ...] = ()
    marks: tuple[Mark, ...] = ()
    away: bool = False
    best: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.flags or self.ticks or self.marks or self.away)


@dataclass(frozen=True, slots=True)
class Season:
    """`days` are whole weeks from a Monday. `goal` is the race that makes the phase, in so many
    `days_left`; `soonest` the next race of all. `phase` is today's, `booked` says whether a session
    is to come.
    """

    kinds: tuple[Shape, ...]
    days: tuple[Day, ...]
    today: date
    phase: str
    due: Due
    goal: Race | None
    days_left: int
    soonest: Race | None
    booked: bool

    @property
    def weeks(self) -> list[tuple[Day, ...]]:
        return [self.days[at : at + WEEK] for at in range(0, len(self.days), WEEK)]

    @property
    def empty(self) -> bool:
        """Whether nothing at all stands in it."""
        return all(day.empty for day in self.days)


def kinds_of(calendar: Calendar) -> tuple[Shape, ...]:
    """The kinds of session that a season tells of, each at its usual depth and length."""
    usual = (PRE_EVENT, POST_EVENT, GENERAL, DEEP)
    return (*usual, INJURED) if calendar.injury else usual


def season(
    ruleset: Ruleset, calendar: Calendar, *, first: int, weeks: int, now: int, judged: bool = True
) -> Season:
    """So many weeks from the local day `first` (an ordinal, a Monday), as they stand at `now`.

    `judged` says whether days have verdicts; without, it is the cheaper picture.
    """
    local, last = calendar.days, first + weeks * WEEK
    today = local.day(now)
    opens = [local.at_wall(day, FROM_HOUR) for day in range(first, last)]
    best = _best(ruleset, calendar, now, first, opens) if judged else {}
    things = _on_days(calendar, first, last)
    phases = _phases(ruleset, calendar, first, opens)
    away = _away(calendar, first, last)
    days = tuple(
        Day(
            date.fromordinal(day),
            phases[day - first],
            *things.get(day, ((), (), ())),
            away=day in away,
            best=best.get(day, ()),
        )
        for day in range(first, last)
    )
    goal = next_goal(calendar, now)
    coming = (race for race in calendar.counting if race.start >= now)
    return Season(
        kinds=kinds_of(calendar) if judged else (),
        days=days,
        today=date.fromordinal(today),
        phase=phase_at(calendar, ruleset.phases, now, today),
        due=due(ruleset, calendar, now) if judged else Due(),
        goal=goal,
        days_left=local.day(goal.start) - today if goal else 0,
        soonest=min(coming, key=lambda race: race.start, default=None),
        booked=any(session.start > now for session in calendar.sessions),
    )


# ---- what stands on each day ---------------------------------------------------------------

Things = tuple[tuple[Flag, ...], tuple[Tick, ...], tuple[Mark, ...]]


def _on_days(calendar: Calendar, first: int, last: int) -> dict[int, Things]:
    """What stands on the days that have something, of those from `first` up to `last`."""
    local = calendar.days
    begin, end = local.at_wall(first, 0), local.at_wall(last, 0)
    found: dict[int, tuple[list[Flag], list[Tick], list[Mark]]] = {}

    def on(day: int) -> tuple[list[Flag], list[Tick], list[Mark]]:
        return found.setdefault(day, ([], [], []))

    for race in _inside(calendar.races, begin, end):
        flag = Flag(race.name, race.priority, race.status, _wall(calendar, race.start))
        on(local.day(race.start))[0].append(flag)
    for workout in _inside(calendar.workouts, begin, end):
        at = _wall(calendar, workout.start) if workout.timed else None
        on(workout.day)[1].append(Tick(workout.kind, effort(workout.kind), at))
    for session in _inside(calendar.sessions, begin, end):
        minutes = (session.end - session.start) // MINUTE
        at = _wall(calendar, session.start)
        on(session.day)[2].append(Mark(session.type, session.depth, minutes, at))
    return {day: (tuple(f), tuple(t), tuple(m)) for day, (f, t, m) in found.items()}


def _inside(things: Iterable[T], begin: int, end: int) -> list[T]:
    """Those that start within, in order."""
    found = (thing for thing in things if begin <= thing.start < end)
    return sorted(found, key=lambda thing: thing.start)


def _phases(ruleset: Ruleset, calendar: Calendar, first: int, opens: Sequence[int]) -> list[str]:
    """The phase that each day begins with: on the day of a race what led up to it."""
    return [phase_at(calendar, ruleset.phases, at, first + place) for place, at in enumerate(opens)]


def _away(calendar: Calendar, first: int, last: int) -> set[int]:
    """The days of which the runner is elsewhere for the better part."""
    local = calendar.days
    return {
        day
        for away in calendar.away
        for day in range(max(first, local.day(away.start)), min(last, local.day(away.end) + 1))
        if away.start <= local.at_wall(day, 12) < away.end
    }


def _wall(calendar: Calendar, at: int) -> datetime:
    return calendar.days.local(at).replace(tzinfo=None)


# ---- what suits each day -------------------------------------------------------------------


# What is open at an instant as one number, in which one of a worse effect outweighs all of the lesser
# ones: so the worst is read from it, as the engine says it. No window and notes are "fine".
WEIGHTS = {"note": 0, "recommended": 1, "caution": 1 << 20, "blocked": 1 << 40}
LEAST = (1, 1 << 20, 1 << 40)
WEIGHED = ("fine", "recommended", "caution", "blocked")


def _best(
    ruleset: Ruleset, calendar: Calendar, now: int, first: int, opens: Sequence[int]
) -> dict[int, tuple[str, ...]]:
    """By day from `first` on: the best verdict of each kind in the hours to come; of a day whose
    hours are over nothing. `opens` is when the days' hours begin.
    """
    closes = (calendar.days.at_wall(first + n, TO_HOUR) for n in range(len(opens)))
    hours = {
        first + n: (max(begin, now), end)
        for n, (begin, end) in enumerate(zip(opens, closes, strict=True))
        if end > now
    }
    if not hours:
        return {}
    spans, kinds = list(hours.values()), kinds_of(calendar)
    begin, end = spans[0][0], spans[-1][1]
    ahead = near(calendar, reach_of(ruleset), begin, end)
    found = windows_of(ruleset, ahead, kinds, begin, end)
    return dict(zip(hours, zip(*(_best_of(one, spans) for one in found), strict=True), strict=True))


def _best_of(found: Sequence[Window], spans: Sequence[tuple[int, int]]) -> list[str]:
    """The best verdict of one kind in each day's hours."""
    edges, said = _verdicts(found)
    days = (said[bisect_right(edges, low) : bisect_left(edges, high) + 1] for low, high in spans)
    return [next(one for one in BEST if one in day) for day in days]


def _verdicts(found: Sequence[Window]) -> tuple[list[int], list[str]]:
    """The instants at which windows open or close, and what holds before, between and after them."""
    turns: dict[int, int] = defaultdict(int)
    for window in found:
        turns[window.begin] += WEIGHTS[window.effect]
        turns[window.end] -= WEIGHTS[window.effect]
    edges = sorted(turns)
    open_ = accumulate((turns[edge] for edge in edges), initial=0)
    return edges, [WEIGHED[bisect_right(LEAST, weight)] for weight in open_]
