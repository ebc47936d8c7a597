"""A runner of many years to measure the season with: what five years leave behind, and a year ahead."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from bookings.actions import history
from bookings.actions.load_people import address
from bookings.models import Appointment, Location, Service
from clinic.foundation.actions import clients
from clinic.foundation.models import Client, User
from protocols.actions.saying import stands
from protocols.core.races import RaceEntry, settled
from protocols.core.walls import instant_of, today
from protocols.core.workouts import WorkoutEntry
from protocols.models import Race, Workout

VETERAN = "veteran"
DAY, YEAR = timedelta(days=1), 365
BEHIND, AHEAD = 5 * YEAR, YEAR  # days
RACES, EVERY = 60, 30  # that were run, and days from one to the next
COMING = (
    (13, "C"),
    (34, "A"),
    (41, "C"),
    (70, "B"),
    (104, "B"),
    (107, "C"),
    (150, "A"),
    (230, "C"),
)
HELD, HELD_EVERY = 130, 14
BOOKED = tuple(range(11, 11 + 12 * 15, 15))
WEEK = ("", "threshold", "easy", "intervals", "easy", "long_run", "easy")


@transaction.atomic
def veteran(*, by: User, now: datetime) -> Client:
    """The runner, made by the owner: 60 races, 1,300 workouts and 130 sessions behind them; 8 races,
    6 workouts a week and 12 sessions ahead.
    """
    login = User.objects.create(email=address(VETERAN), name=VETERAN.title())
    EmailAddress.objects.create(user=login, email=login.email, verified=True, primary=True)
    client = clients.open_for_user(by=login, user=login)
    where = Location.objects.order_by("position", "pk")[0]
    first = datetime.combine(today(now, where.zone), time())
    Race.objects.bulk_create(_race(client, where.zone, first, *told) for told in _races())
    Workout.objects.bulk_create(_workouts(client, where.zone, first))
    Appointment.objects.bulk_create(_sessions(by, client, where, first, now))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return client


def _races() -> list[tuple[int, str]]:
    run = [(-EVERY * number, "ABC"[number % 3]) for number in range(1, RACES + 1)]
    return [*run, *COMING]


def _race(client: Client, zone: str, first: datetime, day: int, priority: str) -> Race:
    start = first + day * DAY + timedelta(hours=9)
    entry = RaceEntry(
        name=f"Race of day {day}",
        zone=zone,
        local_start=start,
        priority=priority,
        expected_minutes=60 if priority == "C" else 200,
        finish_at=instant_of(start + timedelta(hours=2), zone) if day < 0 else None,
        status="finished" if day < 0 else "planned",
    )
    return Race(client=client, **asdict(stands(settled(entry))))


def _workouts(client: Client, zone: str, first: datetime) -> list[Workout]:
    """Six a week, with a day of rest."""
    days = (first + day * DAY for day in range(-BEHIND, AHEAD))
    return [
        Workout(client=client, **asdict(WorkoutEntry(kind, zone, instant_of(at, zone))))
        for at in (day + timedelta(hours=18) for day in days)
        for kind in WEEK[at.weekday()].split()
    ]


def _sessions(
    by: User, client: Client, where: Location, first: datetime, now: datetime
) -> list[Appointment]:
    service = Service.objects.filter(active=True).order_by("position", "pk")[0]
    days = [*(-HELD_EVERY * number for number in range(1, HELD + 1)), *BOOKED]
    return [
        _session(by, client, where, service, first + day * DAY + timedelta(hours=12), now)
        for day in days
    ]


def _session(
    by: User, client: Client, where: Location, service: Service, wall: datetime, now: datetime
) -> Appointment:
    """A session that takes nobody's time: it is the client's alone that is measured."""
    start = instant_of(wall, where.zone)
    minutes, price = service.lengths[0]
    return Appointment(
        client=client,
        service=service,
        location=where,
        state="done" if start < now else "confirmed",
        start_at=start,
        end_at=start + timedelta(minutes=minutes),
        local_start=history.wall(start, where.zone),
        zone=where.zone,
        minutes=minutes,
        type=service.type,
        depth=service.depths[0],
        kind=service.kind,
        buffer_before=service.buffer_before,
        buffer_after=service.buffer_after,
        price=price,
        currency=service.currency,
        change_hours=service.change_hours,
        late_fee_percent=service.late_fee_percent,
        rules_version=1,
        booked_by=by,
        booked_at=now,
    )
