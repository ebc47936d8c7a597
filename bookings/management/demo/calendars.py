"""A runner's record: how to reach them, their profile, races and weeks of training."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bookings.management.demo.clinic import WEEKS, Clinic
from bookings.management.demo.places import ZONE
from bookings.management.demo.runners import OUTCOMES, RARE, ZONES, Runner
from clinic.foundation.actions import people
from clinic.foundation.actions.clients import change_contact
from clinic.foundation.actions.clients import create as open_record
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import client_of
from clinic.foundation.roles import Role
from protocols.actions import races, runners, workouts
from protocols.core.races import RaceEntry, first_guess
from protocols.core.walls import instant_of
from protocols.core.workouts import WorkoutEntry
from protocols.models import Race

TRAINED_WEEKS = WEEKS[1] + 5  # from four weeks back
# Weeks of training: (weekday, kind, start or "" for some time that day, minutes, title)
RHYTHMS = (
    (
        (1, "intervals", "18:30", 60, "6 × 800 m"),
        (2, "easy", "", 45, ""),
        (3, "threshold", "18:30", 50, "3 × 10 min"),
        (5, "easy", "10:00", 40, "With strides"),
        (6, "long_run", "09:00", 110, ""),
    ),
    (
        (0, "easy", "07:00", 40, ""),
        (2, "hills", "07:00", 55, "10 × the bridge ramp"),
        (4, "cross_training", "", 60, "Bike"),
        (5, "long_run", "08:30", 120, ""),
    ),
    (
        (0, "rest", "", 60, ""),
        (1, "threshold", "12:15", 45, ""),
        (3, "unknown", "", 60, "Club night"),
        (5, "easy", "09:00", 50, ""),
        (6, "long_run", "08:00", 140, "Last third at race pace"),
    ),
    ((2, "unknown", "", 50, "Whatever the watch says"), (5, "easy", "", 60, "")),
    (
        (1, "race_pace", "19:00", 50, "8 km at race pace"),
        (3, "cross_training", "19:00", 45, "Pool"),
        (4, "rest", "", 60, ""),
        (6, "long_run", "10:00", 90, ""),
    ),
    ((0, "easy", "", 30, ""), (3, "easy", "", 30, ""), (6, "easy", "", 45, "With the dog")),
)
OWN_RUN = 6  # every so manieth runs the 5 km in the park on Saturdays


def join(clinic: Clinic, runner: Runner) -> Client:
    """Their record with everything in it that they bring along."""
    now, this_year = clinic.opened, clinic.today.year
    client = _record(clinic, runner)
    by = clinic.actor(client)
    clinic.clients[runner.number] = client
    if runner.number % 9 != 4:  # some never fill it in
        profile = runner.profile(this_year)
        runners.keep_profile(by=by, client=client, profile=profile, now=now)
    for name, priority in runner.entries():
        listed = clinic.listed[name]
        races.pick_listed(by=by, client=client, listed=listed, now=now, priority=priority)
    for race in _own_races(clinic, runner):
        races.add(by=by, client=client, race=race, now=now)
    for workout in _training(clinic, runner):
        workouts.add(by=by, client=client, workout=workout, now=now, weeks=TRAINED_WEEKS)
    return client


def _record(clinic: Clinic, runner: Runner) -> Client:
    if runner.login:
        user = people.demo_login(
            email=runner.login,
            name=runner.name,
            password=None,
            role=Role.CLIENT,
            now=clinic.opened,
        )
        return _own(user)
    client = open_record(
        by=clinic.desk,
        name=runner.name,
        phone=runner.phone,
        email=runner.email,
        now=clinic.opened + timedelta(days=runner.number % 6),
    )
    if runner.number in ZONES:
        change_contact(
            by=clinic.desk,
            client=client,
            name=client.name,
            phone=client.phone,
            email=client.email,
            zone=ZONES[runner.number],
            by_sms=False,
        )
    return client


def _own(user: User) -> Client:
    client = client_of(user)
    if client is None:
        raise LookupError(user.email)
    return client


def _own_races(clinic: Clinic, runner: Runner) -> list[RaceEntry]:
    """Races that stand on nobody's list: the park on Saturday, and one that was called off."""
    if runner.number % OWN_RUN or runner.number in RARE:
        return []
    saturday = clinic.today + timedelta(days=(5 - clinic.today.weekday()) % 7)
    park = RaceEntry(
        name="Saturday Park 5K",
        zone=ZONE,
        local_start=_wall(saturday + timedelta(weeks=1 + runner.number % 3), "09:00"),
        priority="C",
        distance_m=5_000,
        expected_minutes=20 + runner.number % 12,
    )
    relay = replace(
        park,
        name="Dockside Relay",
        local_start=_wall(saturday + timedelta(weeks=3), "15:00"),
        priority="B",
        status="cancelled",
    )
    return [park, relay] if runner.number == OWN_RUN else [park]


def _training(clinic: Clinic, runner: Runner) -> list[WorkoutEntry]:
    """Each to their own rhythm, and some minutes of their own."""
    monday = clinic.today - timedelta(days=clinic.today.weekday() + 28)
    rhythm = RHYTHMS[runner.number * 5 % len(RHYTHMS) if runner.number else 0]
    if runner.number in (56, 58):
        return []  # they run as they feel
    zone = ZONES.get(runner.number, ZONE)
    found = []
    for weekday, kind, start, minutes, title in rhythm:
        day = monday + timedelta(days=weekday)
        at = instant_of(_wall(day, start), zone) if start else None
        length = minutes + runner.number % 4 * 5
        shown = None if at else day
        found.append(
            WorkoutEntry(kind=kind, zone=zone, start_at=at, day=shown, minutes=length, title=title)
        )
    return found


def run(clinic: Clinic, runner: Runner, race: Race, now: datetime) -> None:
    """A race is over: what became of it, in the runner's calendar."""
    outcome = OUTCOMES.get((runner.number, race.name.split()[0]), 94 + runner.number * 7 % 17)
    minutes = (race.expected_minutes or first_guess(race.distance_m)) * 60
    if outcome == "dns":
        changes: dict[str, object] = {"status": "dns"}
    elif outcome == "dnf":
        changes = {"status": "dnf", "finish_at": race.start_at + timedelta(seconds=minutes * 0.6)}
    else:
        took = timedelta(seconds=minutes * int(outcome) // 100)
        changes = {"status": "finished", "finish_at": race.start_at + took}
    races.change(by=clinic.actor(race.client), race=race, changes=changes, now=now)


def _wall(day: date, start: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(start))
