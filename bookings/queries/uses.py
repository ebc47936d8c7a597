"""What is booked at a studio, in a room, with a therapist or of a service."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from bookings.models import Appointment, Location, Occupancy, Room, Service, Therapist
from bookings.queries.appointments import full

Thing = Location | Room | Therapist | Service
OVER = ("cancelled", "late_cancelled", "no_show", "done")


def coming(thing: Thing, now: datetime) -> QuerySet[Appointment]:
    """Appointments that it is needed for and that have not ended, soonest first.

    Holds count until they expire.
    """
    rows = full().filter(_needs(thing), end_at__gt=now).exclude(state__in=OVER)
    rows = rows.exclude(state="held", expires_at__lte=now)
    return rows.order_by("start_at", "pk")


def _needs(thing: Thing) -> Q:
    if isinstance(thing, Location):
        return Q(location=thing)
    if isinstance(thing, Service):
        return Q(service=thing)
    taken = Occupancy.objects.filter(resource=thing.resource_id, live=True)
    return Q(pk__in=taken.exclude(appointment=None).values("appointment"))
