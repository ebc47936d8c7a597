"""Races, workouts, injuries and answers for tests, made by the product's own actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import injuries, race_list, races, screenings, workouts
from protocols.core.races import ListedEntry, RaceEntry
from protocols.core.runners import InjuryEntry
from protocols.core.workouts import WorkoutEntry
from protocols.models import Injury, ListedRace, Race, Screening, Workout
from tests.clinic import make

NOW = make.NOW
CITY = RaceEntry(
    name="City 10K",
    zone="Europe/Berlin",
    local_start=datetime(2026, 12, 6, 10),
    priority="B",
    expected_minutes=60,
)
EASY = WorkoutEntry(kind="easy", zone="Europe/Berlin", day=date(2026, 12, 1))
BOSTON = ListedEntry(
    name="Boston Marathon",
    zone="America/New_York",
    local_start=datetime(2027, 4, 19, 9, 30),
    place="Boston",
    distance_m=42_195,
)
STRAIN = InjuryEntry("strain", "left", "physio", "the calf")


def race(client: Client, **more: Any) -> Race:
    by = make.login_of(client)
    return races.add(by=by, client=client, race=replace(CITY, **more), now=NOW)


def workout(client: Client, **more: Any) -> Workout:
    by = make.login_of(client)
    return workouts.add(by=by, client=client, workout=replace(EASY, **more), now=NOW)


def listed(**more: Any) -> ListedRace:
    """A race of the clinic's list, put there by the desk."""
    desk = User.objects.filter(email="lou@example.org").first() or make.user("lou", Role.DESK)
    return race_list.add_listed(by=desk, race=replace(BOSTON, **more))


def picked(client: Client, row: ListedRace) -> Race:
    return races.pick_listed(by=make.login_of(client), client=client, listed=row, now=NOW)


def injury(client: Client, from_day: date = date(2026, 11, 1), **more: Any) -> Injury:
    details = replace(STRAIN, **more)
    by = make.login_of(client)
    return injuries.begin(by=by, client=client, details=details, from_day=from_day, now=NOW)


def answers(client: Client, codes: Iterable[str] = (), at: datetime = NOW) -> Screening:
    return screenings.give(by=make.login_of(client), client=client, codes=codes, now=at)
