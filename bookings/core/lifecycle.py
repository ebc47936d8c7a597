"""The life of an appointment: its states, and which follows which.

A hold that ran out and a session whose end has passed need no worker: `state_at` says what they
are whenever somebody looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

HOLD = timedelta(minutes=10)
UNDO = timedelta(minutes=3)

STATES = (
    "held",
    "review",
    "confirmed",
    "arrived",
    "in_session",
    "done",
    "cancelled",
    "late_cancelled",
    "no_show",
)
LAPSED = "lapsed"  # a hold past its time: read so, never stored
NEXT: Mapping[str, frozenset[str]] = {
    "held": frozenset({"review", "confirmed", "cancelled"}),
    "review": frozenset({"confirmed", "cancelled", "late_cancelled"}),
    # An answer can come in that a therapist has to look at first: back to `review`.
    "confirmed": frozenset({"arrived", "review", "cancelled", "late_cancelled", "no_show"}),
    "arrived": frozenset({"in_session", "confirmed", "review"}),
    "in_session": frozenset({"done", "arrived"}),
    "done": frozenset({"no_show"}),
    "no_show": frozenset({"arrived", "review"}),  # who comes after all may have to wait for a look
    "cancelled": frozenset(),
    "late_cancelled": frozenset(),
}
TAKING = frozenset({"held", "review", "confirmed", "arrived", "in_session", "done"})
COMING = frozenset({"review", "confirmed"})  # may be moved and cancelled
OVER = frozenset({"cancelled", "late_cancelled", "no_show"})  # is no session of the runner
ENDS_BY_ITSELF = frozenset({"confirmed", "arrived", "in_session"})


def state_at(state: str, *, end: datetime, expires: datetime | None, now: datetime) -> str:
    """What an appointment is now: a hold past its time has lapsed, a session past its end is done."""
    if state == "held" and expires is not None and expires <= now:
        return LAPSED
    if state in ENDS_BY_ITSELF and end <= now:
        return "done"
    return state


def may_become(state: str, wanted: str) -> bool:
    """Whether `wanted` may follow on `state` (as `state_at` has it)."""
    return wanted in NEXT.get(state, frozenset())


def cancelled_as(start: datetime, *, change_hours: int, now: datetime) -> str:
    """`cancelled` until so many hours before the start, `late_cancelled` after that."""
    in_time = now + timedelta(hours=change_hours) <= start
    return "cancelled" if in_time else "late_cancelled"


def fee(price: int, percent: int) -> int:
    """What is due of a price, in minor units, rounded down: never more than the share."""
    return price * percent // 100
