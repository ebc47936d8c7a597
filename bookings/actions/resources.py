"""Locking and occupying therapists and rooms: the one way to take them.

Whoever takes locks first, all in one order, then looks, then writes. The exclusion constraint
stands behind it: it would stop what slipped by.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from bookings.core.spans import without
from bookings.models import Appointment, Occupancy, Resource, TimeOff
from bookings.queries.busy import minutes, moment
from clinic.foundation.actions.inserting import insert
from clinic.foundation.queries.prepared import Among, Prepared

MARK = 'SAVEPOINT "locked"'
BACK = 'ROLLBACK TO SAVEPOINT "locked"'


def lock(keys: Iterable[int], *, mark: bool = False) -> None:
    """Wait for these resources and hold them to the end of the transaction, or of its savepoint.

    With a `mark`, until `give_back`.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a lock outside of a transaction holds nothing"
        )
    _LOCKED.rows(*([MARK] if mark else []), keys=list(keys))


def give_back() -> None:
    """Give back what was locked since the last mark, and undo what was written since."""
    with connection.cursor() as cursor:
        cursor.execute(BACK)
    transaction.set_rollback(False)


def _locked(*, keys: list[int]) -> QuerySet[Resource, Any]:
    rows = Resource.objects.filter(Among("pk", keys)).order_by("pk")
    return rows.select_for_update(no_key=True).values_list("pk")


_LOCKED = Prepared(_locked, {"keys": [-77]})


def around(appointment: Appointment) -> DateTimeTZRange:
    """What an appointment takes its resources for: with its buffers."""
    before = timedelta(minutes=appointment.buffer_before)
    after = timedelta(minutes=appointment.buffer_after)
    return DateTimeTZRange(appointment.start_at - before, appointment.end_at + after)


def occupy(
    appointment: Appointment, keys: Iterable[int], *, now: datetime, clear: bool = True
) -> None:
    """Take resources, locked before, for an appointment. Lapsed holds in the way give way.

    `clear` is false for whoever has seen, since the lock, that there are none.
    """
    keys, during = list(keys), around(appointment)
    if clear:
        make_way(keys, during, now)
    until = appointment.expires_at
    insert(
        *(
            Occupancy(resource_id=key, appointment=appointment, during=during, expires_at=until)
            for key in keys
        )
    )


def keep(appointment: Appointment) -> None:
    """A hold became a booking: what it takes expires no more."""
    Occupancy.objects.filter(appointment=appointment).update(expires_at=None)


def release(appointment: Appointment) -> None:
    """Give back what an appointment took, locked before; a time off around it closes over the gap."""
    Occupancy.objects.filter(appointment=appointment).update(live=False)
    for time_off in _under(appointment):
        lay_time_off(time_off)


def leave(appointment: Appointment) -> None:
    """Forget what an appointment took: it is about to take something else."""
    release(appointment)
    Occupancy.objects.filter(appointment=appointment).delete()


def recall(appointment: Appointment, keys: Iterable[int]) -> None:
    """Note what an appointment took once, without taking it yet: `restore` does."""
    during = around(appointment)
    Occupancy.objects.bulk_create(
        Occupancy(resource_id=key, appointment=appointment, during=during, live=False)
        for key in keys
    )


def restore(appointment: Appointment, *, left_at: datetime, now: datetime) -> None:
    """Take again what was given back at `left_at`, locked before, as if it had never been.

    A time off from before that gives way again; one from after it stands, and the constraint
    refuses. Raises `IntegrityError` when something else took the time.
    """
    under = [each for each in _under(appointment) if (each.answered_at or each.made_at) <= left_at]
    Occupancy.objects.filter(time_off__in=under).delete()
    make_way(keys_of(appointment), around(appointment), now)
    Occupancy.objects.filter(appointment=appointment).update(live=True)
    for time_off in under:
        lay_time_off(time_off)


def keys_of(appointment: Appointment) -> list[int]:
    """What an appointment takes, or took before it was cancelled: resources in order."""
    rows = Occupancy.objects.filter(appointment=appointment).order_by("resource_id")
    return list(rows.values_list("resource_id", flat=True))


def lay_time_off(time_off: TimeOff) -> None:
    """Lay a time off anew, its therapist locked: its stretch without the appointments in it."""
    key = time_off.therapist.resource_id
    Occupancy.objects.filter(time_off=time_off).delete()
    if time_off.state != "granted":
        return
    span = (time_off.start_at, time_off.end_at)
    others = Occupancy.objects.filter(resource=key, live=True, during__overlap=span)
    holes = [(minutes(d.lower), minutes(d.upper)) for d in others.values_list("during", flat=True)]
    whole = (minutes(time_off.start_at), minutes(time_off.end_at))
    Occupancy.objects.bulk_create(
        Occupancy(
            resource_id=key,
            time_off=time_off,
            during=DateTimeTZRange(moment(begin), moment(end)),
        )
        for begin, end in without([whole], holes)
    )


def end_holds(time_off: TimeOff) -> None:
    """Holds within a time off give way: a session that is only looked at makes no gap in it."""
    held = Occupancy.objects.filter(resource=time_off.therapist.resource_id, live=True)
    span = (time_off.start_at, time_off.end_at)
    held.filter(during__overlap=span).exclude(expires_at=None).update(live=False)


def make_way(keys: list[int], during: DateTimeTZRange, now: datetime) -> None:
    """Holds and offers past their time that are in the way give way."""
    lapsed = Occupancy.objects.filter(resource__in=keys, live=True, during__overlap=during)
    lapsed.filter(expires_at__lte=now).update(live=False)


def _under(appointment: Appointment) -> list[TimeOff]:
    """The times off of an appointment's therapists that lie around it."""
    during = around(appointment)
    rows = TimeOff.objects.filter(
        therapist__resource__occupancies__appointment=appointment,
        state="granted",
        start_at__lt=during.upper,
        end_at__gt=during.lower,
    )
    return list(rows.select_related("therapist").distinct())
