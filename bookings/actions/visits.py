"""What happens on the day: arrived, in session, done, no-show; what was paid and given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, history, notices, reviewing
from bookings.core.lifecycle import OVER, fee, may_become, state_at
from bookings.models import Appointment
from bookings.queries import giving_back, reviews, standing
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import Client, Practice, User

EARLY = timedelta(hours=12)
PAID = ("cash", "card", "transfer", "voucher")


@transaction.atomic
def mark(
    *,
    by: User,
    appointment: Appointment,
    state: str,
    now: datetime,
    why: str = "",
    seen: int | None = None,
) -> Appointment:
    """Say what became of a visit. For the desk, and for a therapist who treats the client.

    `why` somebody did not come is one of `core.reasons.MISSED`; `seen` as in `Wanted`.

    Accepting what waits for a look is `reviewing.accept`, of what can be accepted unseen: that
    there are no answers. Raises `Conflict` for a step that does not follow, and *review* for
    checking somebody in whose review is open at this moment, whatever the state says; the door
    then calls `reviewing.turn`.
    """
    client = booking.lock_client(appointment.client)  # new answers and check-ins come one by one
    stands = standing.must(by, client, now)
    if not stands.staff:
        raise Refused("refused", _("Only the clinic can do this."))
    row = changing.locked(appointment)
    history.as_seen(row, seen)
    is_now = state_at(row.state, end=row.end_at, expires=row.expires_at, now=now)
    early = state in ("arrived", "in_session", "done", "no_show") and now + EARLY < row.start_at
    elsewhere = is_now == "held" or state in ("review", "cancelled", "late_cancelled")
    if elsewhere or early or not may_become(is_now, state):
        raise Conflict("changed", _("That does not follow on how this session stands now."))
    if state == "no_show" and now < row.start_at:
        raise Conflict("changed", _("It has not begun yet."))
    if row.paid_at is not None and "no_show" in (is_now, state):
        raise Conflict("changed", _("It has been paid already: the amount would be another."))
    if is_now == "review" and not stands.treats:
        raise Refused("refused", _("A therapist has to look at this first."))
    if is_now == "review" and state == "confirmed":
        return reviewing.accept(by=by, appointment=row, seen=(), unanswered=True, now=now)
    if _checks_in(row, is_now, state, now) and _waits(row, client, now):
        raise Conflict("review", _("A therapist has to look at this before the session begins."))
    with audit.acting(by, f"mark {state}"):
        before = history.snapshot(row)
        row.state = state
        row.fee = fee(row.price, row.late_fee_percent) if state == "no_show" else 0
        row.save(update_fields=["state", "fee"])
        notices.tell(history.line(row, by=by, did=state, before=before, now=now, why=why))
    return row


def _waits(row: Appointment, client: Client, now: datetime) -> bool:
    """Whether its review is open, or may be by answers that came in a moment ago."""
    return bool(reviews.opened(client, [row], now)[row.pk]) or reviews.said_after(client, now)


def _checks_in(row: Appointment, is_now: str, state: str, now: datetime) -> bool:
    """Whether somebody comes in by this step; a step back from the session is none, nor is what is
    put right after its end.
    """
    comes = (is_now, state) != ("in_session", "arrived") and state in ("arrived", "in_session")
    return comes and now < row.end_at


@transaction.atomic
def pay(
    *, by: User, appointment: Appointment, how: str, now: datetime, seen: int | None = None
) -> Appointment:
    """Note how a session was paid, and give its receipt the next number. For the desk.

    `seen` as in `Wanted`: what was done meanwhile can change what is due.
    """
    if not standing.must(by, appointment.client, now).desk:
        raise Refused("refused", _("Only the front desk can do this."))
    if how not in PAID:
        raise Invalid("invalid", _("Choose how it was paid."), field="how")
    Practice.objects.get_or_create(pk=1)
    # Receipts are numbered without a gap: one at a time.
    Practice.objects.select_for_update(no_key=True).get(pk=1)
    row = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    history.as_seen(row, seen)
    if row.paid_at is not None:
        raise Conflict("changed", _("It has been paid already."))
    if row.state == "held" or (row.state in OVER and not row.fee):
        raise Conflict("changed", _("There is nothing to pay."))
    with audit.acting(by, "pay"):
        before = history.snapshot(row)
        last = Appointment.objects.aggregate(last=Max("receipt"))["last"] or 0
        row.receipt, row.paid_at, row.paid_how = last + 1, now, how
        row.save(update_fields=["receipt", "paid_at", "paid_how"])
        notices.tell(history.line(row, by=by, did="paid", before=before, now=now))
    return row


@transaction.atomic
def give_back(
    *, by: User, appointment: Appointment, how: str, now: datetime, seen: int | None = None
) -> Appointment:
    """Note how the money for a session that fell through was given back. For the desk.

    All of it but the fee: how much is no choice. From then on its cancellation cannot be taken back.
    `seen` as in `Wanted`.
    """
    if not standing.must(by, appointment.client, now).desk:
        raise Refused("refused", _("Only the front desk can do this."))
    if how not in PAID:
        raise Invalid("invalid", _("Choose how it is given back."), field="how")
    row = Appointment.objects.select_for_update(of=("self",), no_key=True).get(pk=appointment.pk)
    history.as_seen(row, seen)
    units = giving_back.of([row]).get(row.pk)
    if not units:
        raise Conflict("changed", _("There is nothing to give back."))
    with audit.acting(by, "give back"):
        before, did = history.snapshot(row), giving_back.DID
        also: dict[str, str | int] = {"how": how, "units": units}
        history.line(row, by=by, did=did, before=before, now=now, also=also)
    return row
