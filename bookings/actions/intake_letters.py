"""The link in a message that opens the questions before a session, without a password."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from bookings.core import notices
from bookings.models import Appointment
from bookings.queries.intakes import PURPOSE, open_of
from clinic.foundation.actions import mails, tokens
from clinic.foundation.models import OutboxRow

CARRY = (notices.BOOKED, notices.ASKED)


def issue(*, appointment: Appointment, row: OutboxRow, now: datetime) -> str:
    """The address of the questions for one message, the same for the same row.

    "" where the message is none of those that carry it, the session has begun, or nothing is open.
    """
    if row.topic not in CARRY or appointment.start_at <= now:
        return ""
    if not open_of(appointment, None, now):
        return ""
    secret = tokens.issue_for(
        errand=row.code,
        purpose=PURPOSE,
        about=appointment.code,
        until=appointment.start_at,
        now=now,
    )
    return mails.link(reverse("intake_link", args=[secret]))
