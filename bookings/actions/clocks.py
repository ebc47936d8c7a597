"""Keeping appointments at the time on the wall when the rules of a zone change.

An appointment at 14:30 stays at 14:30 when a country drops its summer time: the instant moves, with
everything around it.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from django.db import IntegrityError, connection, transaction

from bookings.actions import history, notices, resources
from bookings.models import Appointment, Occupancy, TimeOff
from clinic.foundation import audit
from protocols.core.walls import still

log = structlog.get_logger(__name__)

TAKING = ("held", "review", "confirmed", "arrived", "in_session")


def keep_wall_time(*, now: datetime) -> int:
    """Put every session to come back to its time on the wall; says how many had slipped.

    What cannot go back, since something else stands there now, stays and is logged by its code.
    """
    rows = Appointment.objects.filter(start_at__gt=now, state__in=TAKING)
    slipped = [
        code
        for code, start, local, zone in rows.values_list("code", "start_at", "local_start", "zone")
        if _meant(start, local, zone, now) != start
    ]
    if slipped and not _put_back(slipped, now):
        stuck = [code for code in slipped if not _put_back([code], now)]
        log.warning("not_back_at_wall_time", codes=stuck)
    return len(slipped)


def _put_back(codes: list[str], now: datetime) -> bool:
    """All at once or none: neighbours move together, so only at the end nothing may overlap."""
    try:
        with transaction.atomic(), audit.acting(None, "keep wall time"):
            held = _locked(codes)
            offs = _times_off(codes)
            Occupancy.objects.filter(time_off__in=offs).delete()
            _constraint("DEFERRED")
            for row in held:
                _shift(row, now)
            _constraint("IMMEDIATE")
            for time_off in offs:
                resources.lay_time_off(time_off)
    except IntegrityError:
        return False
    return True


def _locked(codes: list[str]) -> list[Appointment]:
    rows = Appointment.objects.filter(code__in=codes).order_by("pk").select_for_update(no_key=True)
    held = list(rows)
    taken = Occupancy.objects.filter(appointment__in=held)
    resources.lock(taken.values_list("resource_id", flat=True))
    return held


def _times_off(codes: list[str]) -> list[TimeOff]:
    """The therapists' times off: they are laid anew round what moves."""
    rows = TimeOff.objects.filter(
        therapist__resource__occupancies__appointment__code__in=codes, state="granted"
    )
    return list(rows.select_related("therapist").distinct())


def _shift(row: Appointment, now: datetime) -> None:
    before, length = history.snapshot(row), row.end_at - row.start_at
    row.start_at = _meant(row.start_at, row.local_start, row.zone, now)
    row.end_at = row.start_at + length
    row.save(update_fields=["start_at", "end_at"])
    row.occupancies.update(during=resources.around(row))
    notices.tell(history.line(row, by=None, did="clock_changed", before=before, now=now))


def _constraint(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS resource_taken_once {how}")


def _meant(start: datetime, local: str, zone: str, now: datetime) -> datetime:
    return still(start, datetime.fromisoformat(local), zone, now).astimezone(UTC)
