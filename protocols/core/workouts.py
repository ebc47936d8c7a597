"""A workout as somebody puts it down, and the same one week after week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from clinic.foundation.core.texts import one_line
from protocols.core import walls, zones
from protocols.core.facts import WORKOUT_KINDS
from protocols.core.faults import Fault, first, outside, outside_days
from protocols.core.texts import line_fault

MOST_MINUTES = 1440
MOST_WEEKS = 26


@dataclass(frozen=True, slots=True)
class WorkoutEntry:
    """One workout: with a start, or with a day alone. `zone` is where its runner reads the clock."""

    kind: str
    zone: str
    start_at: datetime | None = None
    day: date | None = None
    minutes: int = 60
    title: str = ""


def changed(entry: WorkoutEntry, changes: Mapping[str, Any]) -> WorkoutEntry:
    """The entry with some fields anew. A start takes the place of a day, and a day that of a start."""
    other = {"start_at": "day", "day": "start_at"}
    given = [name for name in other if changes.get(name) is not None]
    gone = {other[given[0]]: None} if len(given) == 1 else {}
    return replace(entry, **(gone | dict(changes)))


def settled(entry: WorkoutEntry) -> WorkoutEntry | Fault:
    """The entry as it can stand in a table (whole seconds in UTC), or its fault."""
    try:
        start = entry.start_at and walls.kept(entry.start_at)
    except OverflowError:
        return Fault("start", "years")
    tidied = replace(entry, title=one_line(entry.title), start_at=start)
    return _fault(tidied) or tidied


def weekly(entry: WorkoutEntry, weeks: int) -> list[WorkoutEntry]:
    """The same wall clock, or day, on so many weeks; the first is the entry itself."""
    later = [timedelta(weeks=week) for week in range(1, weeks)]
    if entry.start_at is None:
        day = entry.day
        return [entry, *(replace(entry, day=day + by) for by in later if day is not None)]
    wall = walls.wall_of(entry.start_at, entry.zone)
    starts = [walls.instant_of(wall + by, entry.zone) for by in later]
    return [entry, *(replace(entry, start_at=start) for start in starts)]


def _fault(entry: WorkoutEntry) -> Fault | None:
    return first(
        [
            ("start", entry.start_at is None and entry.day is None and "no_start"),
            ("day", entry.start_at is not None and entry.day is not None and "both"),
            ("zone", entry.zone not in zones.names() and "zone"),
            ("start", outside(entry.start_at)),
            ("day", outside_days(entry.day)),
            ("minutes", not 1 <= entry.minutes <= MOST_MINUTES),
            ("kind", entry.kind not in WORKOUT_KINDS),
            ("title", line_fault(entry.title)),
        ]
    )
