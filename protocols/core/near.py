"""The part of a calendar that starts within a stretch can depend on.

A runner of many years has hundreds of sessions and races; a rule looks at each of them for each
piece of time. What is left out here changes no verdict: rules look no further than their own figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from protocols.core.facts import Calendar, Race, Session
from protocols.core.rules import Ruleset
from protocols.core.units import DAY, HOUR

IN_HOURS = ("silent_", "rehearsal_")
MARGIN = 2 * DAY  # a day that is shared, and the longest session


@dataclass(frozen=True, slots=True)
class Reach:
    """How far rules look: to training, and to everything else."""

    training: int
    other: int


def reach_of(ruleset: Ruleset) -> Reach:
    """From the figures of the rules: hours of bands, and limits in hours or days.

    A limit that is not named in hours is taken for days, which is never too little.
    """
    limits = [pair for rule in ruleset.rules for pair in rule.limits.items()]
    hours = [b.until for rule in ruleset.rules for b in rule.bands]
    hours += [n for name, n in limits if name.startswith(IN_HOURS)]
    days = max((n for name, n in limits if not name.startswith(IN_HOURS)), default=0)
    training = max(hours, default=0) * HOUR + MARGIN
    recovery = ruleset.phases.recovery_hours * HOUR
    return Reach(training, max(days * DAY + MARGIN, training, recovery))


def near(calendar: Calendar, reach: Reach, begin: int, end: int) -> Calendar:
    """The calendar for starts in `[begin, end)`, with the same verdicts."""
    low, high = begin - reach.training, end + reach.training
    return replace(
        calendar,
        races=tuple(_races(calendar, begin - reach.other, begin)),
        workouts=tuple(w for w in calendar.workouts if w.end >= low and w.start <= high),
        sessions=tuple(_sessions(calendar, begin, end, reach.other)),
    )


def _races(calendar: Calendar, low: int, begin: int) -> Iterator[Race]:
    """Races to come make phases however far they are; of those long over the last one does."""
    last = max((race.finish for race in calendar.full if race.finish <= begin), default=0)
    return (race for race in calendar.races if race.finish >= min(low, last))


def _sessions(calendar: Calendar, begin: int, end: int, reach: int) -> Iterator[Session]:
    """Sessions near, the neighbours of the stretch, and one that may have been the rehearsal."""
    running = calendar.running_sessions
    before = max((s.start for s in running if s.start < begin), default=None)
    after = min((s.start for s in running if s.start >= end), default=None)
    rehearsal = _first(s for s in calendar.sessions if s.type == "pre_event")
    for session in calendar.sessions:
        close = session.end >= begin - reach and session.start <= end + reach
        if close or session.start in (before, after) or session is rehearsal:
            yield session


def _first(sessions: Iterable[Session]) -> Session | None:
    return min(sessions, key=lambda session: session.start, default=None)
