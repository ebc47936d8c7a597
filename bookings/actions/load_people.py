"""The people of a clinic to measure with, in a few queries; `load` says why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from bookings.core.load import Plan
from clinic.foundation.actions import vault
from clinic.foundation.codes import digest
from clinic.foundation.models import ApiToken, Client, Grant, User
from clinic.foundation.roles import Role
from protocols.actions.saying import stands
from protocols.core.races import RaceEntry, settled
from protocols.core.workouts import WorkoutEntry
from protocols.models import Race, Workout

DOMAIN = "load.example"
OWNER = "owner"
RUNNER, REGULAR, FRESH = "runner", "regular", "fresh"  # a calendar; and a year here; nothing
WEEK = timedelta(days=7)


def address(name: str) -> str:
    """The e-mail address of a login."""
    return f"{name}@{DOMAIN}"


def client_name(number: int) -> str:
    """The name of the login of a client who books."""
    return f"client{number}"


def owner(password: str, now: datetime) -> User:
    """Somebody who may make the studio."""
    (made,) = _logins([OWNER], password)
    Grant.objects.create(user=made, role=Role.OWNER, given_at=now)
    return made


def therapists(count: int, password: str, now: datetime) -> list[User]:
    """Logins with the role, each with a name of its own."""
    made = _logins([f"therapist{n}" for n in range(1, count + 1)], password)
    Grant.objects.bulk_create(Grant(user=u, role=Role.THERAPIST, given_at=now) for u in made)
    return made


def runners(plan: Plan, password: str, secret: Callable[[str], str], now: datetime) -> Client:
    """Clients with logins and tokens: three whose searches are measured, and those who book.

    The crowd has the last race to come, and the training of the week from the first day. Gives
    the one who is to have a year of history.
    """
    names = [RUNNER, REGULAR, FRESH]
    runner, regular, _fresh = _clients(_logins(names, password), names, secret, now)
    _calendars([runner, regular], plan.races, plan.workouts)
    crowd = [client_name(n) for n in range(plan.size.clients)]
    week = [w for w in plan.workouts if w.start_at and _within_a_week(plan, w.start_at.date())]
    _calendars(_clients(_logins(crowd, password), crowd, secret, now), plan.races[-1:], week)
    return regular


def patrons(count: int, now: datetime) -> list[Client]:
    """Clients of the telephone: whose sessions fill the calendar."""
    rows = [Client(name=f"Patron {n}", zone="Europe/Berlin", created_at=now) for n in range(count)]
    return Client.objects.bulk_create(rows)


def _logins(names: Sequence[str], password: str) -> list[User]:
    """Logins with a confirmed address. One hash for all: the slowest thing here is to make one."""
    hashed = make_password(password)
    made = User.objects.bulk_create(
        User(email=address(name), name=name.title(), password=hashed) for name in names
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    return made


def _clients(
    users: Sequence[User], names: Sequence[str], secret: Callable[[str], str], now: datetime
) -> list[Client]:
    """Their records, each with a key and an API token."""
    made = Client.objects.bulk_create(
        Client(user=u, name=u.name, email=u.email, zone="Europe/Berlin", created_at=now)
        for u in users
    )
    ApiToken.objects.bulk_create(
        ApiToken(user=user, digest=digest(secret(name)), made_at=now)
        for user, name in zip(users, names, strict=True)
    )
    for client in made:
        vault.new_client_key(client)
    return made


def _within_a_week(plan: Plan, day: date) -> bool:
    return plan.first <= day < plan.first + WEEK


def _calendars(
    clients: Sequence[Client], races: Sequence[RaceEntry], workouts: Sequence[WorkoutEntry]
) -> None:
    """The same races and workouts for each."""
    told = [asdict(stands(settled(race))) for race in races]
    Race.objects.bulk_create(Race(client=client, **one) for client in clients for one in told)
    told = [asdict(workout) for workout in workouts]
    Workout.objects.bulk_create(Workout(client=client, **one) for client in clients for one in told)
