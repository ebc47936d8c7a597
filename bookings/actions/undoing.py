"""Taking back the last thing that was done at the desk, whatever it was."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, history, swapping, waited
from bookings.core import notices
from bookings.models import Appointment
from bookings.queries import series_told, standing
from bookings.queries.appointments import UNDONE_BY, undoable
from clinic.foundation import audit
from clinic.foundation.errors import Refused
from clinic.foundation.models import OutboxRow, User

BOOKED = ("booked",)
AT_THE_DESK = (*UNDONE_BY, *swapping.SWAPPED, *BOOKED)


def undo(
    *, by: User, appointment: Appointment, now: datetime, seen: int | None = None
) -> Appointment:
    """Take back the last move, swap, other length, cancellation or booking, for three minutes.

    `seen` as in `Wanted`. Raises what `changing.undo` raises.
    """
    last = undoable(appointment, now, dids=AT_THE_DESK)  # each looks again once it has locked
    how = {"swapped": swapping.undo, "booked": unbook}.get(last.did if last else "", changing.undo)
    return how(by=by, appointment=appointment, now=now, seen=seen)


@transaction.atomic
def unbook(
    *, by: User, appointment: Appointment, now: datetime, seen: int | None = None
) -> Appointment:
    """Give back a time that the clinic booked within three minutes: no fee.

    Who had waited for it waits again. The client hears of it only if they may have heard of the
    booking. Raises `Invalid` *nothing_to_undo*: of what its client booked, too.
    """
    client = booking.lock_client(appointment.client)
    if not standing.must(by, client, now).staff:
        raise Refused("refused", _("Only the clinic can do this."))
    row = changing.locked(appointment)
    history.as_seen(row, seen)
    last = undoable(row, now, dids=BOOKED)
    if last is None or last.by_id in (None, client.user_id):
        raise changing.nothing_to_undo()
    with audit.acting(by, "undo"):
        waited.again(row)
    # A mistake may have begun: who is booked for the next minute is taken back in the one after it.
    return changing.cancel(
        by=by, appointment=row, now=now, our_doing=True, told=_heard(row), why="mistake"
    )


def _heard(row: Appointment) -> bool:
    """Whether a message about a session, or about its whole series, has left, or may have."""
    whole = series_told.message(row)
    rows = OutboxRow.objects.filter(
        Q(about=row.code, topic__in=notices.TELLING) | Q(pk=whole.pk if whole else None)
    )
    # One that is being sent is locked for as long; those that are not cannot be begun meanwhile.
    still = list(rows.select_for_update(skip_locked=True))
    return len(still) < rows.count() or any(map(_left, still))


def _left(message: OutboxRow) -> bool:
    """Whether work on it has begun, unless nobody wanted it in the end."""
    dropped = message.state == OutboxRow.State.DROPPED
    return message.may_have_left or (message.tries > 0 and not dropped)
