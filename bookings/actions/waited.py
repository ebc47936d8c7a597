"""Who was on the waitlist for a session, when it is taken back, and when that is taken back too."""

from __future__ import annotations

from datetime import datetime

from bookings.models import Appointment, WaitlistEntry


def again(row: Appointment) -> None:
    """They are there again, in their old place."""
    _answered(row, was="booked", becomes="waiting", ended_at=None)


def no_more(row: Appointment, now: datetime) -> None:
    """They have it after all, and wait no more."""
    _answered(row, was="waiting", becomes="booked", ended_at=now)


def _answered(row: Appointment, *, was: str, becomes: str, ended_at: datetime | None) -> None:
    entries = WaitlistEntry.objects.filter(offers__appointment=row, state=was)
    for entry in entries.select_for_update(of=("self",)):
        entry.state, entry.ended_at = becomes, ended_at
        entry.save(update_fields=["state", "ended_at"])
