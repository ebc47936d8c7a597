"""Of whom a client would rather see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from bookings.models import Therapist, Wishes


def wished(client: Any) -> QuerySet[Any]:
    """Therapists that a client named, or of a gender that they named; `named` tells which."""
    own = Wishes.objects.filter(client=client)
    named = Q(pk__in=own.values("therapist"))
    alike = Q(gender__in=own.exclude(gender="").values("gender"))
    rows = Therapist.objects.filter(named | alike, active=True).annotate(
        named=Case(When(named, then=True), default=False)
    )
    return rows.order_by("position", "pk")


def preferred(found: Iterable[tuple[int, bool]]) -> tuple[int, ...]:
    """Of (resource, whether they named that therapist): those named, else all, best first."""
    pairs = tuple(found)
    return tuple(key for key, one in pairs if one) or tuple(key for key, _ in pairs)
