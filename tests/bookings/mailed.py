"""A message about a session for tests, and the link in it."""

from __future__ import annotations

from datetime import datetime

from bookings.actions import links
from bookings.core.holders import Holder
from bookings.models import Appointment
from bookings.queries.links import opened
from clinic.foundation.codes import new_code
from clinic.foundation.models import OutboxRow
from tests.bookings.studio import NOW


def message(about: Appointment) -> OutboxRow:
    """A row of the outbox about a session."""
    return OutboxRow.objects.create(
        topic="session_booked",
        key=new_code(),
        client=about.client,
        channel="mail",
        about=about.code,
        due_at=NOW,
        created_at=NOW,
    )


def secret_of(row: Appointment, now: datetime = NOW) -> str:
    """The secret of a new link to a session."""
    return secret_in(links.issue(appointment=row, row=message(row), now=now))


def secret_in(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def holder_of(row: Appointment, now: datetime = NOW) -> Holder:
    """Whoever holds a new link to a session."""
    return opened(secret_of(row, now), now).holder
