"""The menu for its owner: what is out of use among it, and what hinders a service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bookings.core.readiness import Needs, Place, lacking
from bookings.models import Service
from bookings.models.services import TYPES
from bookings.queries import setup


@dataclass(frozen=True)
class Line:
    """A service, and why it cannot be booked anywhere: `lacks` as `readiness.lacking` has it."""

    row: Service
    lacks: str
    missing: tuple[str, ...]


def everything() -> QuerySet[Service]:
    """Every service, those in use first."""
    return Service.objects.order_by("-active", "position", "pk")


def by_type(today: date) -> list[tuple[str, list[Line]]]:
    """The menu by session type: two queries."""
    lines = checked(everything(), today)
    grouped = [(kind, [line for line in lines if line.row.type == kind]) for kind in TYPES]
    return [(kind, found) for kind, found in grouped if found]


def checked(rows: QuerySet[Service], today: date) -> list[Line]:
    """Services with what hinders them, as studios, rooms and people stand now."""
    known = setup.read(first=today, last=today)
    places = [
        Place(
            people=[known.person[key].skills for key, (week, days) in s.shifts.items() if week],
            rooms=[(room.tables, room.features) for room in s.rooms],
        )
        for s in known.studios
    ]
    return [Line(row, *lacking(_needs(row), places)) for row in rows]


def _needs(row: Service) -> Needs:
    return Needs(
        skills=frozenset(row.skills),
        features=frozenset(row.features),
        workers=row.therapists,
        rooms=not row.off_site,
    )
