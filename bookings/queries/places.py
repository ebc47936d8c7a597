"""Studios, rooms and special days, for their owner: those out of use among them."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bookings.models import Closure, Location, Room, Service
from clinic.foundation.errors import NotFound

T = TypeVar("T")


def studios() -> QuerySet[Location]:
    """Every studio with its rooms: two queries. Those in use first."""
    return Location.objects.prefetch_related("rooms").order_by("-active", "position", "pk")


def in_use() -> list[tuple[str, str]]:
    """The studios in use, as choices."""
    return list(Location.objects.filter(active=True).values_list("code", "name"))


def studio(code: str, today: date | None = None) -> Location:
    """One studio, with its rooms and the special days from `today` on. Raises `NotFound`."""
    ahead = Closure.objects.filter(last_day__gte=today) if today else Closure.objects.all()
    rooms = Room.objects.order_by("-active", "name", "pk")
    found = Location.objects.filter(code=code).prefetch_related(
        Prefetch("rooms", queryset=rooms), Prefetch("closures", queryset=ahead)
    )
    return _there(found.first())


def room(code: str) -> Room:
    """One room with its studio. Raises `NotFound`."""
    return _there(Room.objects.select_related("location").filter(code=code).first())


def closure(code: str) -> Closure:
    """Special days with their studio. Raises `NotFound`."""
    return _there(Closure.objects.select_related("location").filter(code=code).first())


def features() -> set[str]:
    """Every feature that a room has or a service asks for."""
    rows = [
        *Room.objects.values_list("features", flat=True),
        *Service.objects.values_list("features", flat=True),
    ]
    return {code for row in rows for code in row}


def counts() -> dict[str, int]:
    """How much of everything is in use: studios, open ones, rooms."""
    found: dict[str, int] = Location.objects.aggregate(
        studios=Count("pk", filter=Q(active=True), distinct=True),
        open=Count("pk", filter=Q(active=True) & ~Q(hours=[]), distinct=True),
        rooms=Count("rooms", filter=Q(active=True, rooms__active=True), distinct=True),
    )
    return found


def _there(row: T | None) -> T:
    if row is None:
        raise NotFound("not_found", _("There is nothing under this address."))
    return row
