"""The one message that tells of a whole series: which it is, and what is left for it to tell of."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from bookings.core import notices
from bookings.core.lifecycle import COMING
from bookings.models import Appointment, HistoryLine
from clinic.foundation.models import OutboxRow

State = OutboxRow.State
BEFORE_IT = COMING | {"arrived"}  # not begun, if its start is still to come


def message(row: Appointment) -> OutboxRow | None:
    """The message of a session's series: the one that left, else the one that waits.

    None where there is none, or it was set aside. One query; none for what was booked alone.
    """
    if row.bundle_id is None:
        return None
    told = OutboxRow.objects.filter(
        topic=notices.BOOKED,
        about__in=_series(row).values("code"),
        state__in=[State.DONE, State.WAITING],
    )
    return min(told, key=lambda each: (each.state != State.DONE, each.pk), default=None)


def ahead(row: Appointment, now: datetime) -> QuerySet[Appointment]:
    """What is still to come of the series of a session, soonest first."""
    rows = _series(row).filter(state__in=BEFORE_IT, start_at__gt=now)
    return rows.order_by("start_at", "pk")


def heard(row: Appointment, told: OutboxRow) -> int | None:
    """The line of a session's history as which its series' message, that left, told of it.

    It tells how each date stands when it leaves. One query.
    """
    lines = HistoryLine.objects.filter(appointment=row, at__lte=told.ended_at or told.due_at)
    return lines.order_by("-at", "-pk").values_list("pk", flat=True).first()


def _series(row: Appointment) -> QuerySet[Appointment]:
    return Appointment.objects.filter(bundle=row.bundle_id, bundle__kind="series")
