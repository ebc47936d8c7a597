"""Round races: a tune-up some days before, a flush some days after. And what is booked seldom."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bookings.management.demo.clinic import Clinic
from bookings.management.demo.runners import RUNNERS
from bookings.management.demo.story import Story
from bookings.management.demo.times import Plea
from bookings.management.demo.weeks import OFFICE, STILL
from protocols.core.walls import wall_of
from protocols.models import ListedRace

EACH = 3  # of those who run a race, every so manieth comes before it, and another after it
BEFORE = ("Pre-race tune-up", 45, "light")
AFTER = (("After-race flush", 45, "light"), ("After-race flush", 60, "moderate"))
# (client, service, minutes, guests, first day that suits, booked so many days before)
SELDOM = (
    (40, "Spa day", 180, 1, -20, 9),
    (22, "Spa day", 180, 1, 8, 21),
    (35, "Chair massage at your company", 120, 8, -17, 14),
    (46, "Chair massage at your company", 120, 8, 12, 20),
    (43, "Hot stone massage", 75, 1, 15, 22),
    (53, "Waxing", 30, 1, 3, 12),
)


def plan(story: Story) -> None:
    """Sessions for races, and the rarer lines of the menu."""
    clinic = story.clinic
    back, ahead = clinic.weeks
    for name, race in clinic.listed.items():
        day = wall_of(race.start_at, race.zone).date()
        if clinic.day(-7 * back) < day < clinic.day(7 * ahead - 5):
            for place, number in enumerate(_entered(name)):
                _round(story, race, number, place)
    for number, service, minutes, guests, first, before in SELDOM:
        order = clinic.order(service, minutes, "light", guests)
        client, days = clinic.clients[number], clinic.day(first)
        plea = Plea(client, order, days, days=21, careful=False, often=True, venue=OFFICE)
        story.plan(_moment(clinic, days - timedelta(days=before), number), plea)


def _entered(name: str) -> list[int]:
    """Who runs a race of the list for more than the fun of it."""
    return [
        runner.number
        for runner in RUNNERS
        if runner.number not in STILL
        and any(race == name and priority != "C" for race, priority in runner.entries())
    ]


def _round(story: Story, race: ListedRace, number: int, place: int) -> None:
    clinic = story.clinic
    client, day = clinic.clients[number], wall_of(race.start_at, race.zone).date()
    if place % EACH == 0:
        plea = Plea(client, clinic.order(*BEFORE), day - timedelta(days=5), days=4)
        story.plan(_moment(clinic, day - timedelta(days=16), number), plea)
    if place % EACH == 1:
        order = clinic.order(*AFTER[place % 2])
        plea = Plea(client, order, day + timedelta(days=1), days=3)
        story.plan(_moment(clinic, day - timedelta(days=6), number), plea)


def _moment(clinic: Clinic, day: date, number: int) -> datetime:
    """An hour of that day, or of yesterday if it lies ahead."""
    days = min((day - clinic.today).days, -1)
    return clinic.at(days, 8 + number % 12, number)
