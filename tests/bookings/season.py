"""A season that changed, for tests: Mara's sessions, and the race that comes too near to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.actions import booking
from bookings.models import Appointment
from clinic.foundation.models import Client
from protocols.actions import races
from protocols.models import Race
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows


def mara(*, therapists: int = 2, rooms: int = 2) -> Client:
    """A runner in Berlin, with a login, and the small clinic."""
    studio.clinic(therapists=therapists, rooms=rooms)
    client = make.client()
    Client.objects.update(zone="Europe/Berlin")
    client.refresh_from_db()
    return client


def book(client: Client, day: int, hour: int = 14, **more: Any) -> Appointment:
    """An hour of deep work, unless it is told otherwise."""
    wish = wanted(client, at(day, hour), **({"depth": "deep", "accept_caution": True} | more))
    return booking.book(by=make.login_of(client), wanted=wish, now=NOW)


def race(client: Client, day: int = 28, **more: Any) -> Race:
    """A marathon so many days after NOW's day, at ten in Berlin."""
    told = {"name": "Berlin Marathon", "priority": "A", "expected_minutes": 210} | more
    return rows.race(client, local_start=_wall(day), **told)


def move_race(race: Race, day: int) -> None:
    """It is run on another day."""
    by, change = make.login_of(race.client), {"local_start": _wall(day)}
    races.change(by=by, race=race, changes=change, now=NOW)


def _wall(day: int) -> datetime:
    return at(day, 10).replace(tzinfo=None, hour=10)
