"""A strip of days with what a runner has on each: to be drawn above the times of a week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from protocols.core.facts import GENTLE_KINDS, HARD_KINDS, Calendar


@dataclass(frozen=True, slots=True)
class StripRace:
    """A race on each day that it lasts. `at` is the wall clock at its start."""

    name: str
    priority: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StripWorkout:
    """A workout; `effort` is hard, gentle or unknown, `at` None without a time."""

    kind: str
    effort: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class StripSession:
    """A massage session."""

    type: str
    depth: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StripDay:
    """One local day of the clinic's zone."""

    day: date
    races: tuple[StripRace, ...]
    workouts: tuple[StripWorkout, ...]
    sessions: tuple[StripSession, ...]


def effort(kind: str) -> str:
    """How hard a workout of this kind is."""
    if kind in HARD_KINDS:
        return "hard"
    return "gentle" if kind in GENTLE_KINDS else "unknown"


def strip(calendar: Calendar, first_day: int, days: int) -> list[StripDay]:
    """`days` local days from the ordinal `first_day`. Races that were dropped are left out."""
    local = calendar.days
    races = [(local.day(r.start), local.day(r.finish - 1), r) for r in calendar.counting]
    return [
        StripDay(
            day=date.fromordinal(day),
            races=tuple(
                StripRace(r.name, r.priority, _wall(calendar, r.start))
                for first, last, r in sorted(races, key=lambda race: race[2].start)
                if first <= day <= last
            ),
            workouts=tuple(
                StripWorkout(w.kind, effort(w.kind), _wall(calendar, w.start) if w.timed else None)
                for w in sorted(calendar.workouts, key=lambda workout: workout.start)
                if w.day == day
            ),
            sessions=tuple(
                StripSession(s.type, s.depth, _wall(calendar, s.start))
                for s in sorted(calendar.sessions, key=lambda session: session.start)
                if s.day == day
            ),
        )
        for day in range(first_day, first_day + days)
    ]


def _wall(calendar: Calendar, at: int) -> datetime:
    return calendar.days.local(at).replace(tzinfo=None)
