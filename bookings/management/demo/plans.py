"""What runners bring along from elsewhere: a plan as a file, and days on which they are away."""

from __future__ import annotations

from datetime import datetime, timedelta

from bookings.management.demo.clinic import Clinic
from bookings.management.demo.places import ZONE
from bookings.management.demo.runners import MARA
from bookings.management.demo.story import Story
from clinic.foundation.queries import access
from protocols.actions import absences, imports
from protocols.core.absences import AbsenceEntry
from protocols.core.plans.reading import read
from protocols.core.plans.shape import Ask

NAME = "mara-spring-plan.ics"
CLUB_NIGHTS = range(-3, 5)  # weeks from this one
# Events that may be races: days from today, start ("" for the day alone), title.
MAYBE = ((18, "10:30", "Advent Trail 10K"), (33, "", "New Year half marathon"))
# Who is out of town, or was unwell: (kind, from day, to day, title, away), in days from today.
ABSENT = {
    5: (("travel", 16, 22, "Visiting my sister in Lisbon", True),),
    3: (("holiday", 30, 37, "", True),),
    2: (("sick", -11, -8, "A cold", False),),
}
GUESTS = (31, 28, 32, 33, 34, 35, 36, 38, 39)  # one of them told Ana on the telephone


def plan(story: Story) -> None:
    """Mara uploads her club's plan; some say when they are away."""
    clinic = story.clinic
    story.then(clinic.at(-9, 21), lambda now: _upload(clinic, now))
    story.then(clinic.at(-2, 8), lambda now: _heard(clinic, now))
    for number, stretches in ABSENT.items():
        client = clinic.clients[number]
        for kind, first, last, title, away in stretches:
            entry = AbsenceEntry(kind, title, clinic.day(first), clinic.day(last), ZONE, away)
            by = clinic.actor(client)
            absences.add(by=by, client=client, absence=entry, now=clinic.opened)


def _upload(clinic: Clinic, now: datetime) -> None:
    """A file as many a club hands it out: two races that want an answer, and a title of its own."""
    mara = clinic.clients[MARA]
    found = read(_file(clinic).encode(), NAME, Ask(ZONE, now))
    imports.keep(by=clinic.actor(mara), client=mara, read=found, now=now, name=found.name)


def _file(clinic: Clinic) -> str:
    monday = clinic.today - timedelta(days=clinic.today.weekday())
    fridays = [monday + timedelta(weeks=week, days=4) for week in CLUB_NIGHTS]
    club = [
        _event(f"club-{day:%Y%m%d}", f"DTSTART:{day:%Y%m%d}T183000", "Club night", "PT1H15M")
        for day in fridays
    ]
    races = []
    for days, start, title in MAYBE:
        day = f"{clinic.day(days):%Y%m%d}"
        at = f"DTSTART:{day}T{start.replace(':', '')}00" if start else f"DTSTART;VALUE=DATE:{day}"
        races.append(_event(f"race-{day}", at, title))
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Eastside Runners//Plan//EN"]
    return "\r\n".join([*head, "X-WR-CALNAME:Eastside Runners", *club, *races, "END:VCALENDAR", ""])


def _event(uid: str, at: str, title: str, lasts: str = "") -> str:
    length = [f"DURATION:{lasts}"] if lasts else []
    told = [f"UID:{uid}@eastside.example", at, *length, f"SUMMARY:{title}"]
    return "\r\n".join(["BEGIN:VEVENT", *told, "END:VEVENT"])


def _heard(clinic: Clinic, now: datetime) -> None:
    """Ana notes what a client of hers told her; who that is hangs on the hour that it is made at."""
    ana = clinic.hands["Ana"].user
    guests = (clinic.clients[number] for number in GUESTS)
    client = next((one for one in guests if access.treats(ana, one, now)), None)
    if client is not None:
        said = AbsenceEntry("injured", "Calf, after hills", clinic.day(-12), clinic.day(-5), ZONE)
        absences.add(by=ana, client=client, absence=said, now=now)
