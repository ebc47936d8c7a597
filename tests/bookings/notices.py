"""Messages about sessions in tests: which wait, and what they would say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from icalendar import Calendar

from bookings.actions import booking, changing
from bookings.models import Appointment
from bookings.queries import plans
from clinic.foundation.core.messages import Message
from clinic.foundation.handed import Notice, given
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

PLACE = {
    "address": "Quay 1, 10115 Berlin",
    "directions": "Through the yard, second floor.",
    "phone": "+49 30 1234567",
}


def booked(start: datetime | None = None, **client: Any) -> Appointment:
    """Mara's hour in three days at 14:00, with Ana at Riverside; `client`: what her record says."""
    where = studio.clinic()
    type(where).objects.update(**PLACE)
    mara = make.client()
    type(mara).objects.filter(pk=mara.pk).update(**{"zone": "Europe/Berlin"} | client)
    mara.refresh_from_db()
    return booking.book(by=make.login_of(mara), wanted=wanted(mara, start or at(3, 14)), now=NOW)


def move(row: Appointment, start: datetime, now: datetime = NOW) -> Appointment:
    wish = plans.as_booked(row, start=start, accept_caution=True)
    return changing.move(by=make.login_of(row.client), wanted=wish, now=now)


def cancel(row: Appointment, now: datetime = NOW) -> Appointment:
    by = make.login_of(row.client)
    return changing.cancel(by=by, appointment=row, now=now, accept_late=True)


def undo(row: Appointment, now: datetime) -> Appointment:
    return changing.undo(by=make.login_of(row.client), appointment=row, now=now)


def rows(*topics: str) -> list[OutboxRow]:
    """What waits, soonest first; of these topics."""
    held = OutboxRow.objects.filter(state="waiting", topic__startswith="session_")
    return list((held.filter(topic__in=topics) if topics else held).order_by("due_at", "pk"))


def topics() -> list[str]:
    return [row.topic for row in rows()]


def notice(row: OutboxRow) -> Notice:
    handed = given.handlers[row.topic]
    assert isinstance(handed, Notice)
    return handed


def is_wanted(row: OutboxRow, now: datetime = NOW) -> bool:
    return notice(row).wanted(row, now)


def letter(row: OutboxRow, now: datetime = NOW) -> Message:
    """What a row says."""
    said = notice(row).compose(row, now)
    assert isinstance(said, Message)
    return said


def deliver(now: datetime) -> list[Message]:
    """What leaves by a moment, as the outbox does it; the last of it is the last in the list."""
    left = []
    for row in [row for row in rows() if row.due_at <= now]:
        said = notice(row).compose(row, now) if notice(row).wanted(row, now) else None
        told = [said] if isinstance(said, Message) else []
        row.state = "done" if told else "dropped"
        row.save(update_fields=["state"])
        left += told
    return left


def event(said: Message) -> Any:
    """The session in a message's calendar file."""
    return Calendar.from_ical(said.calendar).walk("VEVENT")[0]
