"""A clinic of a given size, for measuring: who has which session when, in which room.

Hours are 09–21, sessions take 60 minutes with 15 after, and start on a grid of 15. Fifty
therapists with seven sessions a day are more than twenty rooms hold, so a session has a room only
while less than a part of the rooms is taken; the others are visits at a company's place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry

STEP, OPENS, CLOSES = 15, 9 * 60, 21 * 60  # minutes of the wall clock
MINUTES, AFTER = 60, 15
TAKES = (MINUTES + AFTER) // STEP  # steps of the grid
SHARE = 0.6  # of the rooms, at most, taken at once


@dataclass(frozen=True, slots=True)
class Size:
    """How large the clinic is; `clients` have logins and tokens and nothing booked."""

    therapists: int = 50
    days: int = 60
    per_day: int = 7
    rooms: int = 20
    clients: int = 600


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session: whose (a therapist's number), on which day, from which minute of the wall clock.

    `room` is a room's number, None at a company's place.
    """

    therapist: int
    day: int
    start: int
    room: int | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that is drawn: days count from `first`; races and workouts are one runner's."""

    size: Size
    zone: str
    first: date
    sittings: tuple[Sitting, ...]
    races: tuple[RaceEntry, ...]
    workouts: tuple[WorkoutEntry, ...]


def most_a_day() -> int:
    """How many sessions fit into a therapist's day: the last one's buffer may reach over its end."""
    return (CLOSES - OPENS + AFTER) // (TAKES * STEP)


def choices(per_day: int) -> int:
    """Of how many numbers `per_day` are drawn, for `starts` to make a day of."""
    steps = (CLOSES - OPENS + AFTER) // STEP
    return steps - per_day * (TAKES - 1)


def starts(drawn: Iterable[int]) -> list[int]:
    """Different numbers below `choices`, as starts of sessions none of which overlap.

    Each number is a start on a day whose sessions took one step each; they are then made longer.
    """
    order = sorted(drawn)
    return [OPENS + STEP * (n + i * (TAKES - 1)) for i, n in enumerate(order)]


def roomed(day: Sequence[Sitting], rooms: Sequence[int]) -> list[Sitting]:
    """One day's sessions, each with the first free room while there may be more taken.

    `rooms` is the order in which they are asked.
    """
    until = dict.fromkeys(rooms, 0)  # when each is free again
    most = SHARE * len(rooms)
    told = []
    for sitting in sorted(day, key=lambda s: (s.start, s.therapist)):
        free = [room for room in rooms if until[room] <= sitting.start]
        if not free or len(rooms) - len(free) >= most:
            told.append(sitting)
            continue
        until[free[0]] = sitting.start + MINUTES + AFTER
        told.append(replace(sitting, room=free[0]))
    return told
