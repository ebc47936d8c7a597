"""What can be done next with a session on its day: what its pages offer, best first."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.core.lifecycle import COMING

EARLY = timedelta(hours=12)  # so long before the start a visit may be marked


def steps(state: str, *, start: datetime, now: datetime, treats: bool) -> tuple[str, ...]:
    """The states that may be marked next (`state` as `state_at` has it).

    The first is the likely one, but a no-show is never: it comes behind. Only who treats the
    client accepts what waits for a therapist's look.
    """
    if state == "review":
        return ("confirmed",) if treats else ()
    if now + EARLY < start:
        return ("confirmed",) if state == "arrived" else ()
    if state == "confirmed":
        return ("arrived", "no_show") if now >= start else ("arrived",)
    if state == "done":
        return ("no_show",) if now >= start else ()
    return {
        "arrived": ("in_session", "confirmed"),
        "in_session": ("done", "arrived"),
        "no_show": ("arrived",),
    }.get(state, ())


def likely(offered: tuple[str, ...]) -> str:
    """The one step that a list shows as its button; "" where nothing is likely to come next."""
    return offered[0] if offered and offered[0] != "no_show" else ""


def changeable(state: str, *, start: datetime, now: datetime) -> bool:
    """Whether it can still be moved and cancelled."""
    return state in COMING and start > now
