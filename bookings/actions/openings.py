"""What an opening of the waitlist holds, and giving it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.actions import resources
from bookings.models import Occupancy, Opening, Resource


def keys_of(opening: Opening) -> list[int]:
    """What an opening holds, or held: resources in order."""
    rows = Resource.objects.filter(occupancies__opening=opening)
    return sorted(set(rows.values_list("pk", flat=True)))


def give_back(opening: Opening) -> None:
    """What was held is free; whoever takes it locks first."""
    resources.lock(keys_of(opening))
    Occupancy.objects.filter(opening=opening).update(live=False)


def give_way(
    keys: Collection[int],
    during: DateTimeTZRange,
    now: datetime,
    *,
    also: Collection[int] = (),
) -> None:
    """Close what is offered of these resources: who had the time before takes it back.

    One that is being taken at this moment is passed over: then its time is taken. `also` is what
    the caller locks next: all of it in one order, with what the openings hold.
    """
    held = Occupancy.objects.filter(resource__in=list(keys), live=True, during__overlap=during)
    held = held.filter(opening__isnull=False, expires_at__gt=now)
    rows = Opening.objects.filter(pk__in=held.values("opening"), state="open").order_by("pk")
    found = list(rows.select_for_update(skip_locked=True))
    if found:
        held_too = (key for row in found for key in keys_of(row))
        resources.lock({*keys, *also, *held_too})
    for row in found:
        give_back(row)
        row.state = "closed"
        row.save(update_fields=["state"])
