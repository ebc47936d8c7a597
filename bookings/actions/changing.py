"""Moving, cancelling and undoing: within the policy, and never into somebody else's time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from bookings.actions import (
    booking,
    freeing,
    history,
    notices,
    openings,
    resources,
    seats,
    shaping,
    waited,
)
from bookings.core.holders import Holder
from bookings.core.lifecycle import COMING, UNDO, cancelled_as, fee
from bookings.core.slots import Slot
from bookings.models import Appointment, HistoryLine
from bookings.queries import calendar_fit, plans, standing
from bookings.queries.appointments import undoable
from bookings.queries.plans import Judged, Wanted
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
    if wanted.location != moving.location.code:
        raise ValueError("a session stays at its studio")
    stands, wanted = booking.may(by, wanted, now, about=moving)
    row = locked(moving)
    history.as_seen(row, wanted.seen)
    still_coming(row, now)
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
        freeing.freed(row, before, now)
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
    So can what was booked by *mistake*. Not `told`: the caller has another message for the client,
    or they know. `why` is one of `core.reasons.CANCELLED`, `seen` as in `Wanted`. Raises `Invalid`
    *late* until it is, and `Conflict` *changed* for what is not to come any more.
    """
    client = booking.lock_client(appointment.client)
    stands = standing.must(by, client, now, about=appointment)
    if our_doing and not stands.staff:
        raise Refused("refused", _("Only the clinic can do this."))
    row = locked(appointment)
    history.as_seen(row, seen)
    still_coming(row, now, begun=our_doing and (row.state == "review" or why == "mistake"))
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
        freeing.freed(row, before, now)
    return row


@transaction.atomic
def undo(
    *, by: User, appointment: Appointment, now: datetime, seen: int | None = None
) -> Appointment:
    """Take back the last move, other length or cancellation, for three minutes, while it is free.

    A client takes back their own doing only, and the old time is judged by what is known now, with
    what was waived for it. `seen` as in `Wanted`. Raises `Conflict` *taken*, `Invalid` *blocked*,
    or that there is nothing to take back.
    """
    stands = standing.must(by, booking.lock_client(appointment.client), now)
    row = locked(appointment)
    history.as_seen(row, seen)
    last = undoable(row, now, by=None if stands.staff else by)
    if last is None:
        raise nothing_to_undo()
    with audit.acting(by, "undo"):
        before, was = history.snapshot(row), as_before(row, last)
        judged = booking.fit(plans.as_booked(was), stands, now=now)
        taken, left = last.before["resources"], resources.keys_of(row)
        openings.give_way(taken, resources.around(was), now, also=left)
        with free_again():
            back(row, last, now)
        look_first(row, judged)
        waited.no_more(row, now)
        notices.tell(history.line(row, by=by, did="undone", before=before, now=now))
        freeing.undone(row, before, now)
    return row


def look_first(row: Appointment, judged: Judged) -> None:
    """A session that goes back to a time for which a therapist must look by now."""
    if judged.review and row.state != "review":
        row.state = "review"
        row.save(update_fields=["state"])


def nothing_to_undo() -> Invalid:
    """For what was done too long ago, or is none of what can be taken back."""
    sentence = _("There is nothing to take back: that works for %d minutes.")
    return Invalid("nothing_to_undo", sentence % (UNDO.seconds // 60))


@contextmanager
def free_again() -> Iterator[None]:
    """What goes back to an old time in here finds it free. Raises `Conflict` *taken*."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        if not lost_race(error):
            raise
        raise Conflict("taken", _("That time has been taken meanwhile.")) from None


@contextmanager
def told_why(wanted: Wanted, now: datetime) -> Iterator[None]:
    """What is taken in here is told with its `cause`, and without other times."""
    try:
        yield
    except (Conflict, Invalid) as problem:
        problem.more.pop("alternatives", None)
        if problem.code == "taken":
            problem.more["cause"], sentence = calendar_fit.cause(wanted, now)
            problem.sentence = sentence or problem.sentence
        raise


def back(row: Appointment, last: HistoryLine, now: datetime) -> None:
    """An appointment, locked, as it was before its last line; not judged anew."""
    was = last.before
    resources.lock({*was["resources"], *resources.keys_of(row)})
    elsewhere = "judged" in was
    if elsewhere:
        resources.leave(row)
    _stands_as(row, was)
    if elsewhere:
        resources.recall(row, was["resources"])
    row.save(
        update_fields=[
            *("state", "fee", "local_start", "start_at", "end_at", "minutes", "price"),
            *("judged", "rules_version", "buffer_before", "buffer_after"),
        ]
    )
    resources.restore(row, left_at=last.at, now=now)


def as_before(row: Appointment, last: HistoryLine) -> Appointment:
    """A copy of an appointment as it was before its last line; nothing is written."""
    was = copy(row)
    _stands_as(was, last.before)
    return was


def _stands_as(row: Appointment, was: dict[str, Any]) -> None:
    """An appointment as a line of history says that it was; nothing is written."""
    row.state, row.fee, row.local_start = was["state"], was["fee"], was["local"]
    row.start_at = datetime.fromisoformat(was["start"])
    row.end_at = datetime.fromisoformat(was["end"])
    row.minutes, row.price = was.get("minutes", row.minutes), was.get("price", row.price)
    if "judged" in was:
        history.judge_as(row, was)
    kept = [row.buffer_before, row.buffer_after]
    row.buffer_before, row.buffer_after = was.get("buffers", kept)


def locked(appointment: Appointment) -> Appointment:
    """The appointment, locked and read anew."""
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("client", "service", "location").get(pk=appointment.pk)


def still_coming(row: Appointment, now: datetime, *, begun: bool = False) -> None:
    """Refuse what has begun, or is off; what may have `begun`, only once it is over."""
    if row.state not in COMING or (row.end_at if begun else row.start_at) <= now:
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
