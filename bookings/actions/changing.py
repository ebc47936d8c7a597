"""Moving, cancelling and undoing: within the policy, and never into somebody else's time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, history, notices, resources, seats, shaping
from bookings.core.holders import Holder
from bookings.core.lifecycle import COMING, UNDO, cancelled_as, fee
from bookings.core.slots import Slot
from bookings.models import Appointment, HistoryLine
from bookings.queries import plans, standing
from bookings.queries.appointments import undoable
from bookings.queries.plans import Wanted
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.refusals import lost_race


@transaction.atomic
def move(*, by: User | Holder, wanted: Wanted, now: datetime) -> Appointment:
    """Move `wanted.moving` to another start or therapist, judged as if it were not there.

    Raises what `booking.book` raises, and `Invalid` *too_late* for a client inside the change
    window.
    """
    if (moving := wanted.moving) is None:
        raise ValueError("nothing is moved")
    stands, wanted = booking.may(by, wanted, now, about=moving)
    row = _locked(moving)
    history.as_seen(row, wanted.seen)
    _still_coming(row, now)
    _as_wanted(row, wanted)
    if not stands.staff and _late(row, now):
        hours = row.change_hours
        sentence = _("It is less than %d hours away: ask the front desk to move it.") % hours
        raise Invalid("too_late", sentence, field="start")
    with audit.acting(by, "move"):
        judged = booking.fit(wanted, stands, now=now)
        if judged.said["verdict"] == "caution" and not wanted.accept_caution:
            raise booking.caution(judged)
        before = history.snapshot(row) | history.verdict(row)

        def write(slot: Slot) -> Appointment:
            resources.leave(row)
            row.start_at = wanted.start
            row.end_at = wanted.start + timedelta(minutes=row.minutes)
            row.local_start = history.wall(wanted.start, row.zone)
            # A look that was asked for is not lost by a move.
            row.state = "review" if judged.review or row.state == "review" else "confirmed"
            row.buffer_before = row.service.buffer_before
            row.buffer_after = row.service.buffer_after
            shaping.seal(row, replace(wanted, note=""), judged)
            row.save(
                update_fields=[
                    *("start_at", "end_at", "local_start", "state"),
                    *("buffer_before", "buffer_after", "judged", "rules_version"),
                ]
            )
            return row

        _row, keys = seats.seat(booking.wish(wanted, stands, judged, now), write, now=now)
        line = history.line(row, by=by, did="moved", before=before, now=now, keys=keys)
        notices.tell(line, how=wanted.tell)
    return row


@transaction.atomic
def cancel(
    *,
    by: User | Holder,
    appointment: Appointment,
    now: datetime,
    accept_late: bool = False,
    our_doing: bool = False,
    told: bool = True,
    why: str = "",
    seen: int | None = None,
) -> Appointment:
    """Cancel. After the change window it counts as late, with its fee, and has to be accepted.

    `our_doing`: the clinic cannot give the session; that is never late, and only staff may say so.
    What waits for a look can be taken off so until its end: its client may sit in the waiting room.
    Not `told`: the caller has another message for the client, or they know. `why` is one of
    `core.reasons.CANCELLED`, `seen` as in `Wanted`. Raises `Invalid` *late* until it is, and
    `Conflict` *changed* for what is not to come any more.
    """
    client = booking.lock_client(appointment.client)
    stands = standing.must(by, client, now, about=appointment)
    if our_doing and not stands.staff:
        raise Refused("refused", _("Only the clinic can do this."))
    row = _locked(appointment)
    history.as_seen(row, seen)
    _still_coming(row, now, waits=our_doing and row.state == "review")
    state = cancelled_as(row.start_at, change_hours=row.change_hours, now=now)
    state = "cancelled" if our_doing else state
    if state == "late_cancelled" and not stands.staff and not accept_late:
        terms = {"hours": row.change_hours, "percent": row.late_fee_percent}
        sentence = _("It is less than %(hours)d hours away: %(percent)d %% of the price is due.")
        due = fee(row.price, row.late_fee_percent)
        raise Invalid("late", sentence % terms, field="accept_late", fee=due)
    with audit.acting(by, "cancel"):
        before = history.snapshot(row)
        resources.lock(resources.keys_of(row))
        resources.release(row)
        late = state == "late_cancelled"
        row.state, row.fee = state, fee(row.price, row.late_fee_percent) if late else 0
        row.save(update_fields=["state", "fee"])
        line = history.line(row, by=by, did=state, before=before, now=now, why=why)
        if told:
            notices.tell(line, ours=our_doing)
    return row


@transaction.atomic
def undo(*, by: User, appointment: Appointment, now: datetime) -> Appointment:
    """Take back the last move or cancellation, for three minutes, while the time is still free.

    A client takes back their own doing only, and the old time is judged by what is known now.
    Raises `Conflict` *taken*, `Invalid` *blocked*, or that there is nothing to take back.
    """
    stands = standing.must(by, booking.lock_client(appointment.client), now)
    row = _locked(appointment)
    last = undoable(row, now, by=None if stands.staff else by)
    if last is None:
        sentence = _("There is nothing to take back: that works for %d minutes.")
        raise Invalid("nothing_to_undo", sentence % (UNDO.seconds // 60))
    with audit.acting(by, "undo"):
        before = history.snapshot(row)
        was = datetime.fromisoformat(last.before["start"])
        judged = booking.fit(plans.as_booked(row, start=was), stands, now=now)
        try:
            with transaction.atomic():
                _back(row, last, now, review=judged.review)
        except (IntegrityError, OperationalError) as error:
            if not lost_race(error):
                raise
            raise Conflict("taken", _("That time has been taken meanwhile.")) from None
        notices.tell(history.line(row, by=by, did="undone", before=before, now=now))
    return row


def _back(row: Appointment, last: HistoryLine, now: datetime, *, review: bool) -> None:
    was = last.before
    resources.lock({*was["resources"], *resources.keys_of(row)})
    moved = last.did == "moved"
    if moved:
        resources.leave(row)
    row.state = "review" if review else was["state"]
    row.fee, row.local_start = was["fee"], was["local"]
    row.start_at = datetime.fromisoformat(was["start"])
    row.end_at = datetime.fromisoformat(was["end"])
    if moved:
        history.judge_as(row, was)
        resources.recall(row, was["resources"])
    row.save(
        update_fields=[
            *("state", "fee", "local_start", "start_at", "end_at"),
            *("judged", "rules_version"),
        ]
    )
    resources.restore(row, left_at=last.at, now=now)


def _locked(appointment: Appointment) -> Appointment:
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("client", "service", "location").get(pk=appointment.pk)


def _still_coming(row: Appointment, now: datetime, *, waits: bool = False) -> None:
    if row.state not in COMING or (row.end_at if waits else row.start_at) <= now:
        raise Conflict("changed", _("This session is not to come any more."))


def _as_wanted(row: Appointment, wanted: Wanted) -> None:
    """A therapist may have made another session of it since the wish was put together."""
    order = wanted.order
    wished = (order.service.pk, order.minutes, order.depth)
    if wished != (row.service_id, row.minutes, row.depth):
        raise Conflict("changed", _("Your therapist has just changed this session. Look again."))


def _late(row: Appointment, now: datetime) -> bool:
    state = cancelled_as(row.start_at, change_hours=row.change_hours, now=now)
    return state == "late_cancelled"
