"""What tests of the owner's side are made of: an owner, what they keep, the others."""

from __future__ import annotations

from typing import Any

from bookings.actions import places, rooms, services, therapists
from bookings.core.hands import TherapistEntry
from bookings.core.places import RoomEntry
from bookings.models import Location, Room, Service, Therapist
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from tests.bookings.entries import location_entry, service_entry
from tests.clinic import make

WEEK = ((0, 540, 1020), (1, 540, 780), (1, 840, 1260))


def owner(name: str = "ines") -> User:
    return make.user(name, Role.OWNER)


def others() -> list[User]:
    """One of each who is no owner."""
    return [
        make.user("mara", Role.CLIENT),
        make.user("ana", Role.THERAPIST),
        make.user("jo", Role.DESK),
        make.former_staff(),
    ]


def studio(by: User, **other: Any) -> Location:
    return places.add(by=by, entry=location_entry(**other), hours=WEEK)


def room(by: User, where: Location, **other: Any) -> Room:
    return rooms.add(by=by, location=where, entry=RoomEntry(**({"name": "Room 1"} | other)))


def therapist(by: User, name: str = "ana", **other: Any) -> Therapist:
    user = make.user(name, Role.THERAPIST)
    return therapists.add(by=by, user=user, entry=TherapistEntry(**other))


def service(by: User, **other: Any) -> Service:
    return services.add(by=by, entry=service_entry(**other))
