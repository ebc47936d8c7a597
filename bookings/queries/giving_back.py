"""What was paid for a session that then fell through: all but its fee is to be given back.

It follows from rows: paid for the whole, fallen through since, and not given back yet.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When

from bookings.core.lifecycle import OVER
from bookings.models import Appointment, HistoryLine

DID = "given_back"  # the line of history that says so


def owed() -> Case:
    """In minor units, for appointments in SQL; 0 for nothing. What was paid as a fee is kept."""
    settled = HistoryLine.objects.filter(appointment=OuterRef("pk")).filter(
        Q(did=DID) | Q(did="paid", after__state__in=OVER)
    )
    fell = When(
        Q(paid_at__isnull=False, state__in=OVER) & ~Exists(settled), then=F("price") - F("fee")
    )
    return Case(fell, default=Value(0), output_field=IntegerField())


def of(rows: Iterable[Appointment]) -> dict[int, int]:
    """By appointment, where there is something: one query, none where nothing that fell is paid."""
    keys = [row.pk for row in rows if row.paid_at and row.state in OVER]
    if not keys:
        return {}
    found = Appointment.objects.filter(pk__in=keys).annotate(owed=owed()).filter(owed__gt=0)
    return dict(found.values_list("pk", "owed"))
