"""What the pages of races and training show, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clinic.foundation.models import Client
from protocols.core import walls
from protocols.core.strip import effort
from protocols.models import Race, Workout
from protocols.queries import races, workouts
from protocols.queries.imports import Origin, origins

DAYS = 14


@dataclass(frozen=True, slots=True)
class RaceLine:
    """A race, what it stands at, in how many days it is by the calendar where it is run, and where
    it came from (None: typed in).
    """

    race: Race
    standing: str
    days: int
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class WorkoutLine:
    """A workout, how hard it is, the wall clock at its start (None without one), and its origin."""

    workout: Workout
    effort: str
    at: datetime | None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the page's zone."""

    day: date
    today: bool
    races: list[Race]
    workouts: list[WorkoutLine]


def lines(
    found: list[Race], now: datetime, known: Mapping[str, Origin] | None = None
) -> list[RaceLine]:
    """Races with the days that are left, and where they are `known` to be from."""
    return [line(race, getattr(race, "standing", race.status), now, known) for race in found]


def line(
    race: Race, standing: str, now: datetime, known: Mapping[str, Origin] | None = None
) -> RaceLine:
    left = race.local_start.date() - walls.today(now, race.zone)
    return RaceLine(race, standing, left.days, (known or {}).get(race.code))


def monday(day: date) -> date:
    """The first day of that week; the first one of the calendar where there is none before."""
    return day - timedelta(days=day.weekday())


def fortnight(client: Client, first: date, zone: str, now: datetime) -> list[Day]:
    """Two weeks of training and races: two queries, and one for where training came from."""
    by_day: dict[date, list[WorkoutLine]] = defaultdict(list)
    trained = workouts.between(client, first, DAYS, zone)
    known = origins(client, workouts=trained)
    for each in trained:
        at = each.start_at and walls.wall_of(each.start_at, zone)
        day = at.date() if at else each.day
        by_day[day or first].append(WorkoutLine(each, effort(each.kind), at, known.get(each.code)))
    raced: dict[date, list[Race]] = defaultdict(list)
    for race in races.between(client, first, DAYS, zone):
        raced[walls.wall_of(race.start_at, zone).date()].append(race)
    today = walls.today(now, zone)
    days = [first + timedelta(days=step) for step in range(DAYS)]
    return [Day(day, day == today, raced[day], by_day[day]) for day in days]
