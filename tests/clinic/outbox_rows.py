"""Rows of the outbox in any state, for tests of what people see of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from clinic.foundation.models import Channel, OutboxRow, Pulse
from tests.clinic import make

NOW = make.NOW  # Mon 23 Nov 2026, 09:00 UTC: 10:00 in Berlin
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
State = OutboxRow.State


def message(state: State = State.WAITING, **other: Any) -> OutboxRow:
    """A mail about a session: left an hour ago, sent at once, or due in an hour."""
    number = OutboxRow.objects.count()
    over = state in (State.DONE, State.DROPPED)
    told: dict[str, Any] = {
        "topic": "session_booked",
        "key": f"row {number}",
        "channel": "mail",
        "state": state,
        "due_at": NOW + HOUR if state == State.WAITING else NOW - HOUR,
        "created_at": NOW - HOUR,
        "ended_at": NOW - HOUR if over else None,
        "tries": 8 if state == State.ASIDE else 0,
        "last_error": "Refused 550" if state == State.ASIDE else "",
    }
    return OutboxRow.objects.create(**(told | other))


def alive() -> None:
    """A beat just now, and mail that works."""
    Pulse.objects.create(name="beat", at=NOW - timedelta(seconds=5))
    Channel.objects.create(name="mail", worked_at=NOW - 3 * MINUTE)
