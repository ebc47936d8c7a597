"""The calendar file of a message, read by two parsers that know nothing of each other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.test import Client as Browser
from icalendar import Calendar

from bookings.actions import visits
from bookings.core.lifecycle import UNDO
from bookings.models import Appointment, Service
from clinic.foundation.core.messages import Message
from clinic.foundation.models import Client, Practice
from tests.bookings.notices import booked, cancel, deliver, event, letter, move, rows, undo
from tests.bookings.studio import NOW, at
from tests.clinic import make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def by_icalendar(said: Message) -> dict[str, Any]:
    calendar = Calendar.from_ical(said.calendar)
    read: Any = calendar.walk("VEVENT")[0]
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(read["UID"]),
        "sequence": int(read["SEQUENCE"]),
        "start": read["DTSTART"].dt,
        "end": read["DTEND"].dt,
        "status": str(read["STATUS"]),
        "attendee": str(read["ATTENDEE"]),
        "organizer": str(read["ORGANIZER"]),
    }


def by_vobject(said: Message) -> dict[str, Any]:
    calendar = vobject.readOne(said.calendar.decode())
    read = calendar.vevent
    return {
        "method": calendar.method.value,
        "uid": read.uid.value,
        "sequence": int(read.sequence.value),
        "start": read.dtstart.value,
        "end": read.dtend.value,
        "status": read.status.value,
        "attendee": read.attendee.value,
        "organizer": read.organizer.value,
    }


def read(said: Message) -> dict[str, Any]:
    """What both parsers read of it; they have to agree."""
    one, other = by_icalendar(said), by_vobject(said)
    assert one == other
    assert said.method == one["method"]
    return one


def test_booked_and_moved_and_cancelled_is_one_session_that_grows() -> None:
    row = booked()
    (first,) = map(read, deliver(NOW))
    move(row, at(4, 10), NOW)
    (moved,) = map(read, deliver(NOW + UNDO))
    cancel(row, NOW + UNDO)
    (over,) = map(read, deliver(NOW + 2 * UNDO))

    assert {first["uid"], moved["uid"], over["uid"]} == {f"{row.code}@legwork"}
    assert first["sequence"] < moved["sequence"] < over["sequence"]
    assert [each["method"] for each in (first, moved, over)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert (first["start"], first["end"]) == (at(3, 14), at(3, 15))
    assert (moved["start"], over["start"]) == (at(4, 10), at(4, 10))
    assert [each["status"] for each in (first, over)] == ["CONFIRMED", "CANCELLED"]


def test_an_undo_that_is_told_counts_on() -> None:
    row = booked()
    (first,) = map(read, deliver(NOW))
    cancel(row, NOW)
    said = [read(letter(each)) for each in rows("session_cancelled")]
    undo(row, NOW + MINUTE)
    again = read(letter(rows("session_changed")[0]))
    assert first["sequence"] < said[0]["sequence"] < again["sequence"]
    assert (again["method"], again["status"]) == ("REQUEST", "CONFIRMED")


def test_the_client_is_asked_by_the_clinic_and_has_accepted(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Run well <hello@run.example>"
    Practice.objects.update_or_create(pk=1, defaults={"name": 'Run "well", Berlin; Ltd'})
    booked()
    said = letter(rows()[0])
    assert read(said)["attendee"] == "mailto:mara@example.org"
    assert read(said)["organizer"] == "mailto:hello@run.example"
    assert event(said)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event(said)["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event(said)["SUMMARY"] == 'Massage · Run "well", Berlin; Ltd'


def test_a_calendar_learns_where_it_is_and_where_its_page_is() -> None:
    row = booked()
    read_ = event(letter(rows()[0]))
    assert read_["LOCATION"] == "Riverside, Quay 1, 10115 Berlin"
    assert str(read_["URL"]).endswith(f"/appointments/{row.code}/")
    assert "VALARM" not in letter(rows()[0]).calendar.decode()


def test_a_calendar_leads_to_where_we_come_to_and_not_to_the_studio() -> None:
    row = booked()
    Service.objects.update(off_site=True)
    Appointment.objects.filter(pk=row.pk).update(venue="Mill Lane 4")
    assert event(letter(rows()[0]))["LOCATION"] == "Mill Lane 4"


def test_a_calendar_leads_nobody_to_a_page_that_they_cannot_open() -> None:
    booked()
    Client.objects.update(user=None)
    assert "URL" not in event(letter(rows()[0]))


def test_what_waits_for_a_look_is_tentative() -> None:
    row = booked()
    type(row).objects.filter(pk=row.pk).update(state="review")
    assert read(letter(rows("session_booked")[0]))["status"] == "TENTATIVE"


def test_a_reminder_changes_nothing_in_a_calendar() -> None:
    booked(at(4, 14))
    confirmed, *reminded = [letter(each).calendar for each in rows()]
    assert reminded == [confirmed, confirmed]


def test_what_is_told_late_has_the_number_of_its_own_change() -> None:
    """Lines that came after it are told by no message, and count for the next one."""
    row = booked(at(0, 15))
    before = read(letter(rows("session_booked")[0]))
    by = row.occupancies.get(resource__kind="therapist").resource.therapist.user
    visits.mark(by=by, appointment=row, state="arrived", now=NOW)
    assert read(letter(rows("session_booked")[0])) == before


def test_the_file_of_the_page_is_published_and_never_behind_the_mails() -> None:
    row = booked()
    move(row, at(4, 10), NOW)
    told = read(letter(rows("session_changed")[0]))
    browser = Browser()
    browser.force_login(make.login_of(row.client))
    file = browser.get(f"/appointments/{row.code}/session.ics").content
    published = Calendar.from_ical(file)
    shown = published.walk("VEVENT")[0]
    assert published["METHOD"] == "PUBLISH"
    assert (shown["UID"], shown["SEQUENCE"]) == (told["uid"], told["sequence"])
    assert "ATTENDEE" not in shown


def test_no_name_begins_a_line_of_its_own() -> None:
    row = booked()
    Practice.objects.update_or_create(pk=1, defaults={"name": "One\r\nATTENDEE:mailto:x@y.example"})
    type(row.location).objects.update(name="Quay\u2028URL:https://elsewhere.example")
    Client.objects.update(email="mara@example.org\r\nSTATUS:CANCELLED")
    file = letter(rows()[0]).calendar.decode().replace("\r\n ", "").split("\r\n")
    assert sum(line.startswith("ATTENDEE") for line in file) == 1
    assert sum(line.startswith("URL") for line in file) == 1
    assert sum(line.startswith("STATUS") for line in file) == 1
