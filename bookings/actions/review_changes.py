"""Reviews that change the booking itself: another type, depth or length; or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions import booking, changing, freeing, history, notices, resources, seats, shaping
from bookings.actions.reviewing import Kind, add_line, begun, reason_of
from bookings.core import reviewing
from bookings.core.lifecycle import UNDO
from bookings.core.notices import minutes_of
from bookings.core.slots import Slot
from bookings.models import Appointment, ReviewLine, Service
from bookings.queries import plans, services
from bookings.queries.review_page import therapist_of
from bookings.queries.services import Order
from clinic.foundation import audit
from clinic.foundation.actions import outbox
from clinic.foundation.errors import Conflict, Invalid
from clinic.foundation.models import User

DECLINED = "review_declined"
ALTERNATIVES = 3


def order(row: Appointment, service: Service, *, minutes: int, depth: str) -> Order:
    """A session as something else on the menu, for as many guests. Raises `Invalid`."""
    least, most = service.group_least, service.group_most
    size = max(least, min(row.group_size, most))
    return services.order(service, minutes=minutes, depth=depth, group_size=size, staff=True)


@transaction.atomic
def change(
    *,
    by: User,
    appointment: Appointment,
    order: Order,
    reason: str = "",
    now: datetime,
) -> Appointment:
    """Give a session another type, depth or length, at its start and with its therapist.

    Cautions count as accepted: they stood beside the choice. It still waits for its look. Raises
    `Invalid` *blocked*, `Conflict` *taken* where the longer time is not free, and what the menu and
    the therapist's skills refuse.
    """
    row, stands = begun(by, appointment, now)
    same = (order.service.pk, order.minutes, order.depth)
    if same == (row.service_id, row.minutes, row.depth):
        raise Invalid("same", _("That is how it is booked already."), field="service")
    if row.paid_at is not None and order.price != row.price:
        raise Conflict("changed", _("It has been paid already: the amount would be another."))
    wanted = plans.as_booked(row, order=order, therapist=therapist_of(row))
    _stands, wanted = booking.may(by, wanted, now, about=row)
    with audit.acting(by, "change in review"):
        judged = booking.fit(wanted, stands, now=now)
        before, was = history.snapshot(row), services.ordered(row).candidate
        end = resources.around(row).upper

        def write(slot: Slot) -> Appointment:
            resources.leave(row)
            _become(row, order)
            row.state = "review" if judged.review or row.state == "review" else row.state
            shaping.seal(row, replace(wanted, note=""), judged)
            row.save(update_fields=[*CHANGED, "state", "judged", "rules_version"])
            return row

        # In the waiting room as well: its start is never too late for what has this start.
        asked = booking.wish(wanted, stands, judged, min(now, row.start_at))
        _row, keys = seats.seat(asked, write, now=now)
        said = reviewing.changed(_short(was), _short(order.candidate), reason_of(reason))
        add_line(row, Kind.CHANGED, said, by=by, now=now)
        line = history.line(row, by=by, did="changed", before=before, now=now, keys=keys)
        notices.tell(line)
        freeing.shortened(row, end, before["resources"], now)
    return row


CHANGED = (
    *("service", "type", "kind", "depth", "minutes", "group_size"),
    *("price", "currency", "end_at", "buffer_before", "buffer_after"),
)


def _become(row: Appointment, order: Order) -> None:
    service = order.service
    row.service, row.type, row.kind = service, service.type, service.kind
    row.depth, row.minutes, row.group_size = order.depth, order.minutes, order.group_size
    row.price, row.currency = order.price, service.currency
    row.end_at = row.start_at + timedelta(minutes=order.minutes)
    row.buffer_before, row.buffer_after = service.buffer_before, service.buffer_after


def _short(candidate: dict[str, Any]) -> dict[str, Any]:
    return {name: candidate[name] for name in ("type", "depth", "minutes")}


@transaction.atomic
def decline(
    *,
    by: User,
    appointment: Appointment,
    words: str,
    reason: str,
    alternatives: Sequence[datetime] = (),
    now: datetime,
) -> Appointment:
    """Do not give a session: cancelled by the clinic, without a fee.

    The client is mailed one of a few kind words (`core.reviewing.KIND_WORDS`) and at most three
    starts that would suit; the `reason` stays sealed in the file. Who has no address gets the
    short message of a cancellation.
    """
    row, _stands = begun(by, appointment, now)
    if words not in reviewing.KIND_WORDS:
        raise Invalid("invalid", _("Choose what the client is told."), field="words")
    if not reason_of(reason):
        raise Invalid("invalid", _("Say why, for the file."), field="reason")
    if len(alternatives) > ALTERNATIVES or any(start <= now for start in alternatives):
        raise Invalid("invalid", _("Choose at most three times to come."), field="alternatives")
    mailed = bool(row.client.email)
    gone = changing.cancel(by=by, appointment=row, now=now, our_doing=True, told=not mailed)
    with audit.acting(by, "decline in review"):
        said = reviewing.declined(words, reason_of(reason))
        line = add_line(row, Kind.DECLINED, said, by=by, now=now)
    if mailed:
        _tell(gone, line, words, alternatives)
    return gone


def _tell(row: Appointment, line: ReviewLine, words: str, alternatives: Sequence[datetime]) -> None:
    facts: dict[str, str | int] = {"words": words, "start": minutes_of(row.start_at)}
    facts["line"] = line.code
    facts |= {f"other{n}": minutes_of(start) for n, start in enumerate(sorted(alternatives))}
    outbox.queue(
        topic=DECLINED,
        key=f"{row.code}:{line.code}",  # taken back and declined anew it is told anew
        due=line.at + UNDO,  # as every cancellation: until then it may be taken back
        now=line.at,
        client=row.client,
        facts=facts,
        urgent=True,
        channel="mail",
        about=row.code,
    )
