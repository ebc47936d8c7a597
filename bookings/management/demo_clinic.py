"""The demo's clinic: two studios with everything in them, a race list, and a runner's calendar.

Names are invented; hours, menu and lengths are those of docs/protocols.md. Everything is made by
the product's own actions, in one transaction, and only where nothing is yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from bookings.actions import booking, places, rooms, services, therapists
from bookings.core.hands import TherapistEntry
from bookings.core.places import LocationEntry, RoomEntry
from bookings.management.demo_menu import MENU
from bookings.models import Location, Service
from bookings.queries.plans import Wanted
from bookings.queries.search import Ask, search
from bookings.queries.services import order
from clinic.foundation.actions import people
from clinic.foundation.models import User
from clinic.foundation.queries.people import client_of
from clinic.foundation.roles import Role
from protocols.actions import race_list, races, runners, workouts
from protocols.core.races import ListedEntry
from protocols.core.runners import ProfileEntry
from protocols.core.walls import instant_of
from protocols.core.workouts import WorkoutEntry
from protocols.core.zones import load
from protocols.models import ListedRace, Race

ZONE = "Europe/Berlin"
SUNDAY = 6
Week = tuple[tuple[int, int, int], ...]


def week(text: str) -> Week:
    """`"0-4 9:00-21:00, 6 10:00-18:00"` as rows of (weekday, from, until)."""
    rows = []
    for part in text.split(", "):
        days, hours = part.split()
        first, _dash, last = days.partition("-")
        begin, until = (int(t[:-3]) * 60 + int(t[-2:]) for t in hours.split("-"))
        rows += [(day, begin, until) for day in range(int(first), int(last or first) + 1)]
    return tuple(rows)


@dataclass(frozen=True)
class Place:
    """A studio with its hours and rooms."""

    entry: LocationEntry
    hours: Week
    rooms: tuple[RoomEntry, ...]


@dataclass(frozen=True)
class Hands:
    """A therapist: their login, what they can, and their weeks at the first and second studio."""

    email: str
    name: str
    entry: TherapistEntry
    weeks: tuple[str, str]


PLACES = (
    Place(
        LocationEntry(
            "Harbour Lane",
            ZONE,
            address="Harbour Lane 12, 2nd floor",
            directions="The blue door beside the bicycle shop; ring at Legwork.",
            position=1,
        ),
        week("0-4 9:00-21:00, 5 9:00-20:00, 6 10:00-18:00"),
        (
            RoomEntry("Beam room", features=("bars",)),
            RoomEntry("Long room", tables=2, features=("stone_heater",)),
            RoomEntry("Quiet room"),
        ),
    ),
    Place(
        LocationEntry(
            "North Park",
            ZONE,
            address="Park Row 3",
            directions="At the park's north gate, on the ground floor; no steps.",
            position=2,
        ),
        week("0-4 7:00-13:00, 0-4 15:00-20:00, 5 8:00-16:00"),
        (RoomEntry("Garden room", features=("stone_heater",)), RoomEntry("Corner room")),
    ),
)

PEOPLE = (
    Hands(
        "ana@demo.example",
        "Ana Kovač",
        TherapistEntry(
            about="Ran for a club for ten years; knows Achilles tendons and downhill quads.",
            languages=("en", "de", "hr"),
            gender="woman",
            skills=("ashiatsu", "trigger_point", "myofascial"),
            most_minutes=360,
            most_deep=4,
            pause_after=180,
            position=1,
        ),
        ("0-3 9:00-17:00, 6 10:00-16:00", "4 7:00-13:00"),
    ),
    Hands(
        "tomas@demo.example",
        "Tomás Rey",
        TherapistEntry(
            about="Trail runner. Works deep and slowly, and likes to explain why.",
            languages=("en", "es"),
            gender="man",
            skills=("ashiatsu", "hot_stone", "trigger_point"),
            most_minutes=420,
            most_deep=5,
            pause_after=240,
            position=2,
        ),
        ("1-4 12:00-21:00, 5 9:00-20:00", ""),
    ),
    Hands(
        "yuki@demo.example",
        "Yuki Mori",
        TherapistEntry(
            about="Calm hands for the week before a race, and for whoever expects a child.",
            languages=("en", "ja", "de"),
            gender="woman",
            skills=("facial", "hot_stone", "prenatal", "waxing"),
            most_minutes=420,
            pause_after=240,
            position=3,
        ),
        ("0-2 13:00-21:00", "3-4 7:00-13:00, 3-4 15:00-18:00, 5 8:00-16:00"),
    ),
    Hands(
        "leila@demo.example",
        "Leila Haddad",
        TherapistEntry(
            about="Physiotherapist by training; tendons, hips, and the way back after an injury.",
            languages=("en", "ar", "fr"),
            gender="woman",
            skills=("facial", "myofascial", "prenatal", "trigger_point"),
            most_minutes=360,
            most_deep=4,
            pause_after=180,
            position=4,
        ),
        ("5 9:00-15:00, 6 10:00-18:00", "0-2 7:00-13:00, 0-2 15:00-18:00"),
    ),
)

# (name, place, weeks ahead, start, metres, terrain); each on a Sunday
RACES = (
    ("Lantern 10K", "Harbour district", 2, "10:00", 10_000, "flat"),
    ("Old Mill Half Marathon", "Millbrook", 5, "09:30", 21_097, "flat"),
    ("Ridge and Valley Trail", "Highmoor", 11, "08:00", 32_000, "trail"),
    ("Spring Tide Marathon", "Harbour district", 20, "09:00", 42_195, "flat"),
)
GOAL = "Old Mill Half Marathon"

# (weekday, kind, start or "" for some time that day, minutes, title)
TRAINING = (
    (1, "intervals", "18:30", 60, "6 × 800 m"),
    (2, "easy", "", 45, ""),
    (3, "threshold", "18:30", 50, "3 × 10 min"),
    (5, "easy", "10:00", 40, "With strides"),
    (6, "long_run", "09:00", 110, ""),
)
TRAINED_WEEKS = 4  # the last one, this one and the next two


@transaction.atomic
def make(*, owner: User, runner: User, password: str, now: datetime) -> None:
    """Make what is missing. A clinic that has a studio, and a runner with a race, stay as they are."""
    if not Location.objects.exists():
        _studios(owner, password, now)
        for entry in MENU:
            services.add(by=owner, entry=entry)
    if not ListedRace.objects.exists():
        for listed in _listed(now):
            race_list.add_listed(by=owner, race=listed)
    client = client_of(runner)
    if client is not None and not Race.objects.filter(client=client).exists():
        _calendar(runner, now)
        _session(runner, now)


def _studios(owner: User, password: str, now: datetime) -> None:
    made = []
    for place in PLACES:
        location = places.add(by=owner, entry=place.entry, hours=place.hours)
        made.append(location)
        for room in place.rooms:
            rooms.add(by=owner, location=location, entry=room)
    for hands in PEOPLE:
        user = people.demo_login(
            email=hands.email, name=hands.name, password=password, role=Role.THERAPIST, now=now
        )
        therapist = therapists.add(by=owner, user=user, entry=hands.entry)
        for location, hours in zip(made, hands.weeks, strict=True):
            if hours:
                therapists.keep_hours(
                    by=owner, therapist=therapist, location=location, hours=week(hours)
                )


def _listed(now: datetime) -> list[ListedEntry]:
    today = _today(now)
    sunday = today + timedelta(days=SUNDAY - today.weekday())
    return [
        ListedEntry(
            name=name,
            zone=ZONE,
            local_start=datetime.combine(
                sunday + timedelta(weeks=weeks), time.fromisoformat(start)
            ),
            place=place,
            distance_m=metres,
            terrain=terrain,
        )
        for name, place, weeks, start, metres, terrain in RACES
    ]


def _calendar(runner: User, now: datetime) -> None:
    """A profile, the goal of the season, and four weeks of training round today."""
    client = client_of(runner)
    goal = ListedRace.objects.filter(name=GOAL).first()
    if client is None or goal is None:
        return
    told = ProfileEntry(birth_year=1993, load_rising=True, pre_event_preference="light")
    runners.keep_profile(by=runner, client=client, profile=told, now=now)
    races.pick_listed(by=runner, client=client, listed=goal, now=now, priority="A")
    today = _today(now)
    monday = today - timedelta(days=today.weekday() + 7)
    for weekday, kind, start, minutes, title in TRAINING:
        day = monday + timedelta(days=weekday)
        wall = datetime.combine(day, time.fromisoformat(start or "00:00"))
        at = instant_of(wall, ZONE) if start else None
        workout = WorkoutEntry(
            kind=kind,
            zone=ZONE,
            start_at=at,
            day=None if at else day,
            minutes=minutes,
            title=title,
        )
        workouts.add(by=runner, client=client, workout=workout, now=now, weeks=TRAINED_WEEKS)


def _session(runner: User, now: datetime) -> None:
    """One booking: the first good hour of sports massage from the day after tomorrow on."""
    client, service = client_of(runner), Service.objects.filter(name="Sports massage").first()
    if client is None or service is None:
        return
    hour = order(service, minutes=60, depth="moderate", group_size=1, staff=False)
    first = _today(now) + timedelta(days=2)
    found = search(Ask(order=hour, first=first, days=14, client=client), now=now)
    good = [offer for offer in found.open if offer.verdict in ("recommended", "fine")]
    if good:
        best = min(good, key=lambda offer: (offer.verdict != "recommended", offer.start))
        place = found.setup.studio[best.slot.place].code
        wanted = Wanted(client=client, order=hour, location=place, start=best.start)
        booking.book(by=runner, wanted=wanted, now=now)


def _today(now: datetime) -> date:
    return now.astimezone(load(ZONE)).date()
