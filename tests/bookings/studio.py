"""A small clinic for tests, made row by row; the owner's actions have tests of their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bookings.actions import times_off
from bookings.models import Location, Resource, Room, Service, Shift, Therapist, TimeOff
from bookings.queries import services
from bookings.queries.plans import Wanted
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.core.zones import load
from tests.clinic import make

NOW = make.NOW  # Mon 23 Nov 2026, 09:00 UTC: 10:00 in Berlin
ALWAYS = [[day, 9 * 60, 21 * 60] for day in range(7)]


def location(name: str = "Riverside", **other: Any) -> Location:
    """A studio in Berlin, open 9 to 21 every day."""
    return Location.objects.create(
        **({"name": name, "zone": "Europe/Berlin", "hours": ALWAYS} | other)
    )


def room(where: Location, name: str = "Room 1", **other: Any) -> Room:
    resource = Resource.objects.create(kind="room")
    return Room.objects.create(location=where, name=name, resource=resource, **other)


def therapist(where: Location, name: str = "ana", **other: Any) -> Therapist:
    """Somebody who works there whenever it is open."""
    resource = Resource.objects.create(kind="therapist")
    user = make.user(name, Role.THERAPIST)
    hours = other.pop("hours", ALWAYS)
    made = Therapist.objects.create(user=user, resource=resource, **other)
    Shift.objects.create(therapist=made, location=where, hours=hours)
    return made


def service(name: str = "Sports massage", **other: Any) -> Service:
    """An hour of general massage at any depth, 15 minutes of buffer after it."""
    terms: dict[str, Any] = {
        "kind": "sports_massage",
        "type": "general",
        "depths": ["light", "moderate", "deep"],
        "lengths": [[60, 9000], [90, 12500]],
    }
    return Service.objects.create(name=name, **(terms | other))


def clinic(*, therapists: int = 1, rooms: int = 1) -> Location:
    """A studio with so many therapists (ana, ben, cem …) and rooms, and one service."""
    where = location()
    for name in ("ana", "ben", "cem", "dan", "eva")[:therapists]:
        therapist(where, name)
    for number in range(rooms):
        room(where, f"Room {number + 1}")
    service()
    return where


def at(day: int, hour: int, minute: int = 0, zone: str = "Europe/Berlin") -> datetime:
    """So many days after NOW's day, on the studio's wall."""
    local = datetime(2026, 11, 23, hour, minute, tzinfo=load(zone)) + timedelta(days=day)
    return local.astimezone(UTC)


def wanted(client: Client, start: datetime, **other: Any) -> Wanted:
    """An hour of moderate massage for a client, with anybody, at the one studio there is."""
    told = Service.objects.first() if "service" not in other else other.pop("service")
    assert told is not None
    where = other.pop("location", None) or Location.objects.get().code
    order = services.order(
        told,
        minutes=other.pop("minutes", 60),
        depth=other.pop("depth", "moderate"),
        group_size=other.pop("group_size", 1),
        staff=other.pop("staff", False),
    )
    return Wanted(client=client, order=order, location=where, start=start, **other)


def desk() -> User:
    """Jo at the desk, made once."""
    return User.objects.filter(email="jo@example.org").first() or make.user("jo", Role.DESK)


def off(whom: Therapist, start: datetime, end: datetime, now: datetime = NOW) -> TimeOff:
    """Time off that the desk grants a therapist at once."""
    return times_off.post(by=desk(), therapist=whom, start=start, end=end, now=now)
