"""What anybody may know of the clinic: its menu, its studios, its therapists."""

from __future__ import annotations

from django.db.models import QuerySet

from bookings.models import Location, Service, Therapist


def menu(*, staff: bool) -> QuerySet[Service]:
    """What can be booked; what only the clinic itself books is shown to staff alone."""
    offered = Service.objects.filter(active=True)
    return offered if staff else offered.filter(online=True)


def studios() -> QuerySet[Location]:
    """Every studio that is open for business, in the clinic's order."""
    return Location.objects.filter(active=True)


def therapists() -> QuerySet[Therapist]:
    """Everybody who gives sessions, with their ordinary weeks: two queries."""
    at_work = Therapist.objects.filter(active=True, user__is_active=True)
    return at_work.select_related("user").prefetch_related("shifts__location")
