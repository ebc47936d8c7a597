"""Drawing a clinic to measure with, from a seed: its sessions, and the calendars of its runners."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from bookings.actions import load as actions
from bookings.core.load import Plan, Sitting, Size, choices, roomed, starts
from protocols.core import zones
from protocols.core.races import RaceEntry
from protocols.core.walls import instant_of
from protocols.core.workouts import WorkoutEntry

ZONE = "Europe/Berlin"
PASSWORD = "measure-every-mile"  # noqa: S105 - printed for all, refused in production

# (days from the first, start, minutes, metres, priority): two behind, four to come
RACES = (
    (-30, "10:00", 110, 21_097, "B"),
    (-9, "10:00", 50, 10_000, "C"),
    (12, "09:30", 48, 10_000, "B"),
    (26, "09:30", 105, 21_097, "B"),
    (40, "10:00", 47, 10_000, "C"),
    (54, "09:00", 225, 42_195, "A"),
)
# (weekday, start, minutes, kind): twelve a week
WEEK = (
    (0, "07:00", 40, "easy"),
    (1, "07:00", 40, "easy"),
    (1, "18:30", 60, "intervals"),
    (2, "18:30", 50, "cross_training"),
    (3, "07:00", 40, "easy"),
    (3, "18:30", 50, "threshold"),
    (4, "07:00", 40, "easy"),
    (4, "18:00", 45, "cross_training"),
    (5, "08:00", 40, "easy"),
    (5, "16:00", 40, "cross_training"),
    (6, "09:00", 110, "long_run"),
    (6, "18:00", 30, "easy"),
)
WEEKS = range(-4, 6)  # round the first day: all of them count for a search from there


def plan(size: Size, seed: int, first: date) -> Plan:
    """The same seed draws the same clinic."""
    chance = random.Random(seed)  # noqa: S311 - a seed, not a secret
    sittings = [sitting for day in range(size.days) for sitting in _day(size, day, chance)]
    return Plan(size, ZONE, first, tuple(sittings), tuple(races(first)), tuple(workouts(first)))


def sow(size: Size, seed: int, now: datetime) -> Plan:
    """Draw a clinic whose first day is tomorrow, and write it. Raises `Conflict` if there is one."""
    first = now.astimezone(zones.load(ZONE)).date() + timedelta(days=1)
    drawn = plan(size, seed, first)
    actions.fill(by=None, plan=drawn, password=PASSWORD, secret=partial(secret, seed), now=now)
    return drawn


def _day(size: Size, day: int, chance: random.Random) -> list[Sitting]:
    wide = range(choices(size.per_day))
    sittings = [
        Sitting(therapist, day, start)
        for therapist in range(size.therapists)
        for start in starts(chance.sample(wide, size.per_day))
    ]
    return roomed(sittings, chance.sample(range(size.rooms), size.rooms))


def secret(seed: int, name: str) -> str:
    """The API token of a login of this load, known to whoever knows the seed."""
    return "load-" + hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def races(first: date) -> Iterator[RaceEntry]:
    """Six races round the first day."""
    for number, (days, start, minutes, metres, priority) in enumerate(RACES, start=1):
        wall = datetime.combine(first + timedelta(days=days), time.fromisoformat(start))
        yield RaceEntry(
            name=f"Race {number}",
            zone=ZONE,
            local_start=wall,
            priority=priority,
            distance_m=metres,
            expected_minutes=minutes,
        )


def workouts(first: date) -> Iterator[WorkoutEntry]:
    """A hundred and twenty workouts round the first day: ten weeks of twelve."""
    monday = first - timedelta(days=first.weekday())
    for week in WEEKS:
        for weekday, start, minutes, kind in WEEK:
            day = monday + timedelta(days=7 * week + weekday)
            wall = datetime.combine(day, time.fromisoformat(start))
            yield WorkoutEntry(
                kind=kind, zone=ZONE, start_at=instant_of(wall, ZONE), minutes=minutes
            )
