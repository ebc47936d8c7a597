"""A session that was given, and its note, for tests of notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bookings.actions import booking, notes
from bookings.core.notes import Content, settled
from bookings.models import Appointment, Therapist, VisitNote
from clinic.foundation.models import User
from protocols.core.faults import Fault
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

START = at(1, 14)
AFTER = START + timedelta(hours=1)


def given(name: str = "mara", start: datetime = START, *, anew: bool = True) -> Appointment:
    """An hour of this client with Ana, confirmed. `anew` makes the clinic first."""
    if anew:
        studio.clinic()
    client = make.client(name)
    wish = wanted(client, start, accept_caution=True)
    return booking.book(by=make.login_of(client), wanted=wish, now=NOW)


def ana() -> User:
    return Therapist.objects.get(user__name="Ana").user


def content(s: str = "", **other: Any) -> Content:
    found = settled({"s": s, **other})
    assert not isinstance(found, Fault)
    return found


def saved(
    row: Appointment, s: str = "", rev: int = 0, now: datetime = AFTER, **other: Any
) -> VisitNote:
    """Saved by Ana after the session."""
    kept = content(s, **other)
    return notes.save(by=ana(), appointment=row, content=kept, rev=rev, now=now)


def signed(row: Appointment, s: str = "said", now: datetime = AFTER, **other: Any) -> VisitNote:
    note = saved(row, s, now=now, **other)
    return notes.sign(by=ana(), appointment=row, rev=note.rev, now=now)
