"""Rooms of a studio."""

from __future__ import annotations

from dataclasses import asdict, fields

from django.db import transaction

from bookings.actions.owners import owner_only, stands
from bookings.core.places import RoomEntry, settled_room
from bookings.models import Location, Resource, Room
from clinic.foundation import audit
from clinic.foundation.models import User

COLUMNS = tuple(f.name for f in fields(RoomEntry))


@transaction.atomic
def add(*, by: User, location: Location, entry: RoomEntry) -> Room:
    """A new room, as something that can be taken. Owner. Raises `Refused`, `Invalid`."""
    owner_only(by)
    told = _columns(entry)
    with audit.acting(by, "add room"):
        resource = Resource.objects.create(kind=Resource.Kind.ROOM)
        return Room.objects.create(resource=resource, location=location, **told)


@transaction.atomic
def change(*, by: User, room: Room, entry: RoomEntry) -> Room:
    """Write a room anew. Sessions that are booked in it stay, whatever it has no more."""
    owner_only(by)
    held = Room.objects.select_for_update().get(pk=room.pk)
    for name, value in _columns(entry).items():
        setattr(held, name, value)
    with audit.acting(by, "change room"):
        held.save(update_fields=COLUMNS)
    return held


def _columns(entry: RoomEntry) -> dict[str, object]:
    told = asdict(stands(settled_room(entry)))
    return told | {"features": list(told["features"])}
