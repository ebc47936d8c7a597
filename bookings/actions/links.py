"""The single-use link of a mail: issued with it, and spent by moving or cancelling its session."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.actions import changing
from bookings.core.holders import Holder
from bookings.models import Appointment
from bookings.queries import plans
from bookings.queries.links import PURPOSE
from clinic.foundation.actions import mails, tokens
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import OutboxRow


def issue(*, appointment: Appointment, row: OutboxRow, now: datetime) -> str:
    """The address of the link that one message about an appointment carries.

    The same for the same row, however often the message is made. It works once, until the
    session's end; "" where that has passed: nothing is left to look at, move or cancel.
    """
    if appointment.end_at <= now:
        return ""
    secret = tokens.issue_for(
        errand=row.code,
        purpose=PURPOSE,
        about=appointment.code,
        until=appointment.end_at,
        now=now,
    )
    return mails.link(reverse("link", args=[secret]))


@transaction.atomic
def move(*, by: Holder, start: datetime, therapist: str = "", now: datetime) -> Appointment:
    """Move the link's session to another start, with a therapist or with anybody, and spend the link.

    Raises what `changing.move` raises, and `Invalid` *sign_in*, without a reason, for what the
    runner's calendar speaks against. Whatever fails leaves the link as it was.
    """
    row = _spent(by, now)
    wanted = plans.as_booked(row, start=start, therapist=therapist, waivers=())
    try:
        return changing.move(by=by, wanted=wanted, now=now)
    except Invalid as fault:
        if fault.code not in ("blocked", "caution"):
            raise
        sentence = _("This time cannot be chosen here. Sign in to see more.")
        raise Invalid("sign_in", sentence, field="start") from None


@transaction.atomic
def cancel(*, by: Holder, now: datetime, accept_late: bool = False) -> Appointment:
    """Cancel the link's session and spend the link. Raises what `changing.cancel` raises."""
    row = _spent(by, now)
    return changing.cancel(by=by, appointment=row, now=now, accept_late=accept_late)


def _spent(by: Holder, now: datetime) -> Appointment:
    """The appointment of a link that is spent with this transaction: of two at once one gets here."""
    code = tokens.spend(secret=by.secret, purpose=PURPOSE, now=now)
    rows = Appointment.objects.select_related("client", "service", "location")
    row = rows.filter(code=code, pk=by.appointment).first()
    if row is None:
        raise NotFound("not_found", _("There is no such record."))
    return row
