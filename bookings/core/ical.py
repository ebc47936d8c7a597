"""A session as a calendar file: where and when, and nothing about health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress

from clinic.foundation.core.texts import one_line

CANCELLED = ("cancelled", "late_cancelled")
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


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a mail puts the session into the calendar of, and who asks: names and addresses."""

    clinic: str
    organizer: str
    attendee: str


def file(entry: Entry, guest: Guest | None = None) -> bytes:
    """The calendar file of one session, folded and escaped, UTF-8 with CRLF.

    With a guest it is an invitation that their calendar takes by itself, and a later one follows:
    it has been accepted already, and nobody has to answer.
    """
    event = Event()
    event.add("uid", f"{entry.code}@legwork")
    event.add("dtstamp", entry.changed.astimezone(UTC))
    event.add("last-modified", entry.changed.astimezone(UTC))
    event.add("sequence", entry.changes)
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("dtend", entry.end.astimezone(UTC))
    event.add("summary", clean(entry.title))
    event.add("location", clean(entry.place))
    if entry.url:
        event.add("url", entry.url)
    event.add("status", "CANCELLED" if _over(entry) else STATUS.get(entry.state, "CONFIRMED"))
    if guest:
        _invite(event, guest)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Legwork//Sessions//EN")
    calendar.add("method", method(entry, invites=guest is not None))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def method(entry: Entry, *, invites: bool) -> str:
    """What a calendar does with the file: PUBLISH, REQUEST or CANCEL."""
    return "CANCEL" if _over(entry) else ("REQUEST" if invites else "PUBLISH")


def clean(text: str) -> str:
    """One line without control characters: nothing in a name may begin a line of its own."""
    return one_line(text)


def _over(entry: Entry) -> bool:
    return entry.state in CANCELLED


def _invite(event: Event, guest: Guest) -> None:
    organizer = vCalAddress(f"mailto:{clean(guest.organizer)}")
    organizer.params["CN"] = clean(guest.clinic).replace(
        '"', "'"
    )  # not every program reads it else
    event.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{clean(guest.attendee)}")
    attendee.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", attendee)
