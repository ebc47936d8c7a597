"""The menu."""

from __future__ import annotations

from dataclasses import asdict, fields

from django.db import transaction

from bookings.actions.owners import owner_only, stands
from bookings.core.menu import ServiceEntry, settled_service
from bookings.models import Service
from clinic.foundation import audit
from clinic.foundation.models import User

COLUMNS = tuple(f.name for f in fields(ServiceEntry))
LISTS = ("depths", "skills", "features")


@transaction.atomic
def add(*, by: User, entry: ServiceEntry) -> Service:
    """A new line of the menu. Owner. Raises `Refused`, `Invalid`."""
    owner_only(by)
    told = _columns(entry)
    with audit.acting(by, "add service"):
        return Service.objects.create(**told)


@transaction.atomic
def change(*, by: User, service: Service, entry: ServiceEntry) -> Service:
    """Write a service anew. Booked sessions keep their length, price and buffers."""
    owner_only(by)
    held = Service.objects.select_for_update().get(pk=service.pk)
    for name, value in _columns(entry).items():
        setattr(held, name, value)
    with audit.acting(by, "change service"):
        held.save(update_fields=COLUMNS)
    return held


def _columns(entry: ServiceEntry) -> dict[str, object]:
    told = asdict(stands(settled_service(entry)))
    lengths = [list(row) for row in told["lengths"]]
    return told | {name: list(told[name]) for name in LISTS} | {"lengths": lengths}
