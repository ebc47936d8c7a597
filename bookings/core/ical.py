"""A session as a calendar file: where and when, and nothing about health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event

from clinic.foundation.core.texts import one_line

STATUS = {"confirmed": "CONFIRMED", "review": "TENTATIVE", "held": "TENTATIVE"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One session. Moments are aware; `changes` grows with each change, so that calendars follow."""

    code: str
    state: str
    start: datetime
    end: datetime
    changed: datetime
    changes: int
    title: str
    place: str
    url: str


def file(entry: Entry) -> bytes:
    """The calendar file of one session, folded and escaped, UTF-8 with CRLF."""
    over = entry.state in ("cancelled", "late_cancelled")
    event = Event()
    event.add("uid", f"{entry.code}@legwork")
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("sequence", entry.changes)
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("dtend", entry.end.astimezone(UTC))
    event.add("summary", clean(entry.title))
    event.add("location", clean(entry.place))
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if over else STATUS.get(entry.state, "CONFIRMED"))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Legwork//Sessions//EN")
    calendar.add("method", "CANCEL" if over else "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def clean(text: str) -> str:
    """One line without control characters: nothing in a name may begin a line of its own."""
    return one_line(text)
