"""Another length of a session that is to come: same start, same people, same rooms."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, freeing, history, notices, resources, seats, shaping
from bookings.core.slots import Slot
from bookings.models import Appointment
from bookings.queries import services, standing
from bookings.queries.appointments import codes_of
from bookings.queries.plans import Wanted, as_booked
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import User


@transaction.atomic
def resize(
    *,
    by: User,
    appointment: Appointment,
    minutes: int,
    now: datetime,
    seen: int | None = None,
    accept_caution: bool = False,
    reason: str = "",
) -> Appointment:
    """Give a session another of the lengths that its service has, and that length's price.

    For the clinic alone. What was waived for it was waived for its length: it is judged anew, and
    the client hears of it once it cannot be taken back any more. `seen`, `accept_caution` and
    `reason` as in `Wanted`. Raises what `changing.move` raises, without alternatives, and
    `Conflict` *changed* for what was paid.
    """
    client = booking.lock_client(appointment.client)
    if not standing.must(by, client, now).staff:
        raise Refused("refused", _("Only the clinic can do this."))
    row = changing.locked(appointment)
    history.as_seen(row, seen)
    changing.still_coming(row, now)
    wish = replace(_wanted(row, minutes), accept_caution=accept_caution, reason=reason)
    stands, wanted = booking.may(by, wish, now, about=row)
    with audit.acting(by, "resize"):
        judged = booking.fit(wanted, stands, now=now)
        if judged.said["verdict"] == "caution" and not wanted.accept_caution:
            raise booking.caution(judged)
        figures = {"minutes": row.minutes, "price": row.price}
        before = history.snapshot(row) | history.verdict(row) | figures
        end = resources.around(row).upper

        def write(slot: Slot) -> Appointment:
            resources.leave(row)
            row.minutes, row.price = wanted.order.minutes, wanted.order.price
            row.end_at = row.start_at + timedelta(minutes=row.minutes)
            row.buffer_before = row.service.buffer_before
            row.buffer_after = row.service.buffer_after
            row.state = "review" if judged.review else row.state
            shaping.seal(row, wanted, judged)
            row.save(update_fields=CHANGED)
            return row

        with changing.told_why(wanted, now):  # other starts are no answer to another length
            _row, keys = seats.seat(booking.wish(wanted, stands, judged, now), write, now=now)
        line = history.line(row, by=by, did="resized", before=before, now=now, keys=keys)
        notices.tell(line)
        freeing.shortened(row, end, before["resources"], now)
    return row


CHANGED = (
    *("minutes", "price", "end_at", "buffer_before", "buffer_after", "state"),
    *("judged", "rules_version"),
)


def _wanted(row: Appointment, minutes: int) -> Wanted:
    """The session with another length, where it is. Raises `Invalid` for one that is not offered."""
    if row.paid_at is not None:
        raise Conflict("changed", _("It has been paid already: the amount would be another."))
    if minutes == row.minutes:
        raise Invalid("same", _("That is how long it is already."), field="minutes")
    order = services.order(
        row.service, minutes=minutes, depth=row.depth, group_size=row.group_size, staff=True
    )
    team, rooms = codes_of(row)
    return as_booked(row, order=order, team=team, rooms=rooms, waivers=())
