"""Reviews: opening one again, accepting it, clearing a flag for it, waiving a rule.

A booking in `review` waits for a therapist of its client. What they do stands in lines that are
only ever added. The client's row is locked first, so that answers and reviews come one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, history, notices, shaping
from bookings.core import reviewing
from bookings.core.lifecycle import COMING, may_become
from bookings.core.reviewing import DOCTOR, Json
from bookings.models import Appointment, HistoryLine, ReviewLine
from bookings.queries import plans, reviews, standing
from bookings.queries.plans import Judged, Wanted
from bookings.queries.standing import Standing
from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.actions.inserting import insert
from clinic.foundation.errors import Conflict, Invalid, Refused
from clinic.foundation.models import Client, User
from protocols.queries import rules

REASON = 500  # characters
Kind = ReviewLine.Kind


@transaction.atomic
def reopen(
    *, client: Client, by: User | None, now: datetime, codes: Collection[str] = ()
) -> list[Appointment]:
    """Send booked sessions back to review for which new answers ask; says which they are.

    `codes` were raised by these answers: who looked at them before has not seen that they were
    said once more.

    To be called in the transaction that wrote the answers, by whomever: it asks no leave. Sessions
    with their client in the waiting room go along. Whether an injury session lacks answers is
    asked when it is booked and when its client comes, and not here: this is about what was said.
    """
    locked = booking.lock_client(client)
    rows = Appointment.objects.filter(
        client=locked, state__in=["review", "confirmed", "arrived"], end_at__gt=now
    )
    rows = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    found = list(rows.select_related("client", "service", "location"))
    with audit.acting(by, "reopen reviews"):
        for row, lines in reviews.lines_by(locked, found if codes else []):
            if again := reviewing.looked_at(lines) & set(codes):
                add_line(row, Kind.RAISED, reviewing.raised(again), by=by, now=now)
        opened = reviews.opened(locked, found, now)
        turned = [row for row in found if row.state != "review" and opened[row.pk].codes]
        for row in turned:
            notices.tell(_to_review(row, by, now))
    return turned


@transaction.atomic
def turn(*, by: User, appointment: Appointment, now: datetime) -> bool:
    """Send one session to review if its review is open at this moment; says whether it was.

    For a door that was refused a check-in (`visits.mark`): what was refused there was taken back
    with all else, so what stood in the way is written down here. Nobody is mailed: they are there.
    """
    client = booking.lock_client(appointment.client)
    stands = standing.must(by, client, now)
    if not stands.staff:
        raise Refused("refused", _("Only the clinic can do this."))
    row = changing.locked(appointment)
    if not may_become(row.state, "review") or row.end_at <= now:
        return False
    if row.state == "no_show" and row.paid_at is not None:
        return False  # its fee was paid: nothing of it changes any more
    if not reviews.opened(client, [row], now)[row.pk]:
        return False
    with audit.acting(by, "reopen reviews"):
        _to_review(row, by, now)
    return True


@transaction.atomic
def accept(
    *,
    by: User,
    appointment: Appointment,
    seen: Collection[str],
    unanswered: bool,
    reason: str = "",
    now: datetime,
) -> Appointment:
    """Take a session that waits for a look: what is open of it was `seen`.

    Raises `Conflict` *newer* if more has come up than was seen, `Invalid` *blocked* for what cannot
    be given as it stands, `Conflict` *changed* for a session that waits no more.
    """
    row, stands = begun(by, appointment, now)
    if row.state != "review":
        raise Conflict("changed", _("It does not wait for a look any more."))
    wanted = plans.as_booked(row)
    judged = plans.judged(wanted, stands, now=now)
    if judged.open.beyond(seen, unanswered=unanswered) or reviews.said_after(row.client, now):
        sentence = _("Something is open that you have not seen. Look at it, then accept once more.")
        raise Conflict("newer", sentence)
    booking.unblocked(judged)  # what blocks it now cannot be accepted
    with audit.acting(by, "accept review"):
        before = history.snapshot(row)
        row.state, row.fee = "confirmed", 0
        _sealed(row, wanted, judged, "state", "fee")
        said = reviewing.accepted(
            judged.open.codes, unanswered=judged.open.unanswered, reason=reason_of(reason)
        )
        add_line(row, Kind.ACCEPTED, said, by=by, now=now)
        notices.tell(history.line(row, by=by, did="confirmed", before=before, now=now))
    return row


@transaction.atomic
def clear(
    *, by: User, appointment: Appointment, code: str, reason: str, doctor: bool, now: datetime
) -> Appointment:
    """Clear one flag for this visit and no other; what the client answered stays on file.

    Raises `Invalid` without a reason, without a doctor's word where it takes one (`DOCTOR`), and
    for a flag that does not hold.
    """
    row, stands = begun(by, appointment, now)
    if not reason_of(reason):
        raise Invalid("invalid", _("Say why it can be cleared."), field="reason")
    if code in DOCTOR and not doctor:
        raise Invalid(
            "doctor", _("This takes a doctor’s word. Tick that there is one."), field="doctor"
        )
    wanted = plans.as_booked(row)
    held = plans.judged(wanted, stands, now=now).case.get("screening", [])
    if code not in held or code in wanted.cleared:
        raise Conflict("changed", _("This flag does not hold any more."))
    with audit.acting(by, "clear flag"):
        said = reviewing.cleared_one(code, reason=reason_of(reason), doctor=doctor)
        add_line(row, Kind.CLEARED, said, by=by, now=now)
        wanted = plans.as_booked(row)
        _sealed(row, wanted, plans.judged(wanted, stands, now=now))
    return row


@transaction.atomic
def waive(
    *, by: User, appointment: Appointment, waive: Collection[str], reason: str, now: datetime
) -> Appointment:
    """Waive timing rules that block this booking. Raises `Invalid` for one that cannot be waived,
    or does not block.
    """
    row, stands = begun(by, appointment, now)
    if not reason_of(reason):
        raise Invalid("invalid", _("Say why the rule is waived."), field="reason")
    wanted = plans.as_booked(row)
    may = set(waivable(plans.judged(wanted, stands, now=now)))
    if not waive or not set(waive) <= may:
        raise Invalid(
            "invalid", _("Choose a rule that blocks it and can be waived."), field="waive"
        )
    with audit.acting(by, "waive rule"):
        add_line(row, Kind.WAIVED, reviewing.waived(waive, reason_of(reason)), by=by, now=now)
        every = tuple(sorted({*wanted.waivers, *waive}))
        told = " · ".join(part for part in (wanted.reason, reason_of(reason)) if part)
        wanted = replace(wanted, waivers=every, reason=told)
        _sealed(row, wanted, plans.judged(wanted, stands, now=now))
    return row


def waivable(judged: Judged) -> list[str]:
    """The rules that block a session and could be waived."""
    may = {rule.id for rule in rules.version(judged.version).rules if rule.waivable}
    blocks = (r["rule"] for r in judged.said["reasons"] if r["effect"] == "blocked")
    return [rule for rule in blocks if rule in may]


def begun(by: User, appointment: Appointment, now: datetime) -> tuple[Appointment, Standing]:
    """The start of every act on a review: who may, the client locked, then the row.

    For a therapist who treats the client and is not the client. Raises `NotFound` and `Refused`,
    and `Conflict` *changed* for a session that is over or off.
    """
    client = booking.lock_client(appointment.client)
    stands = standing.must(by, client, now)
    if stands.own or not stands.treats:
        raise Refused("refused", _("A therapist has to look at this first."))
    row = changing.locked(appointment)
    if row.state not in (*COMING, "arrived") or row.end_at <= now:
        raise Conflict("changed", _("This session is not to come any more."))
    row.client = client
    return row, stands


def add_line(
    row: Appointment, kind: str, said: Json, *, by: User | None, now: datetime
) -> ReviewLine:
    """Write one line; its words go in sealed. Raises `Invalid` for what is no text."""
    line = ReviewLine(appointment=row, client=row.client, kind=kind, at=now, by=by)
    text = reviewing.to_text(said)
    if any("\x00" in told for told in said.values() if isinstance(told, str)):
        raise Invalid("not_text", _("This holds characters that are no text."))  # hidden by JSON
    vault.seal_into(row.client, line, "details", text)
    insert(line)
    return line


def _to_review(row: Appointment, by: User | None, now: datetime) -> HistoryLine:
    before = history.snapshot(row)
    row.state, row.fee = "review", 0  # the fee of a no-show, who came after all
    row.save(update_fields=["state", "fee"])
    return history.line(row, by=by, did="review", before=before, now=now)


def _sealed(row: Appointment, wanted: Wanted, judged: Judged, *more: str) -> None:
    """What it stands on from now on."""
    shaping.seal(row, replace(wanted, note=""), judged)
    row.save(update_fields=["judged", "rules_version", *more])


def reason_of(text: str) -> str:
    """A reason as it is kept; "" for none. Raises `Invalid` for one that is too long."""
    told = text.strip()
    if len(told) > REASON:
        sentence = _("At most %(most)d characters.") % {"most": REASON}
        raise Invalid("too_long", sentence, field="reason")
    return told
