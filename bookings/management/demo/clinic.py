"""The demo's clinic as it stands before its first day: studios, people, menu and race list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

from bookings.actions import places, portraits, rooms, services, therapists, times_off
from bookings.core.faces import portrait
from bookings.core.places import ClosureEntry
from bookings.management.demo.menu import MENU
from bookings.management.demo.people import PEOPLE, Hands
from bookings.management.demo.places import PLACES, ZONE, listed, week
from bookings.models import Location, Service, Therapist
from bookings.queries import setup
from bookings.queries.services import Order, order
from bookings.queries.setup import Setup
from clinic.foundation.actions import people
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import race_list
from protocols.core.walls import instant_of, today
from protocols.models import ListedRace

SEED = "legwork"
WEEKS = (8, 6)  # of the past, and ahead
TODAY_HOURS = week("0 10:00-18:00")[0][1:]


@dataclass
class Clinic:
    """What the demo is made of: who acts, what there is, and the moment that it is made for."""

    owner: User
    desk: User
    now: datetime
    weeks: tuple[int, int] = WEEKS
    chance: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - a seed, no secret
    studios: list[Location] = field(default_factory=list)
    hands: dict[str, Therapist] = field(default_factory=dict)  # by first name
    services: dict[str, Service] = field(default_factory=dict)
    listed: dict[str, ListedRace] = field(default_factory=dict)
    clients: dict[int, Client] = field(default_factory=dict)
    came: dict[Client, set[int]] = field(default_factory=dict)  # days of their sessions

    @cached_property
    def today(self) -> date:
        return today(self.now, ZONE)

    @cached_property
    def opened(self) -> datetime:
        """When its story begins."""
        return self.now - timedelta(weeks=WEEKS[0] + 1)

    @cached_property
    def known(self) -> Setup:
        """Rooms and hours, read once: nothing of them changes while the story goes on."""
        first, last = self.day(-7 * (WEEKS[0] + 1)), self.day(7 * (WEEKS[1] + 3))
        return setup.read(first=first, last=last)

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many days from today, on the wall."""
        return instant_of(datetime.combine(self.day(days), time(hour, minute)), ZONE)

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def order(self, name: str, minutes: int, depth: str, guests: int = 1) -> Order:
        """A line of the menu as staff order it."""
        service = self.services[name]
        return order(service, minutes=minutes, depth=depth, group_size=guests, staff=True)

    def actor(self, client: Client) -> User:
        """Who does what a client wants: themself, or the desk that they call."""
        return client.user or self.desk


def found(clinic: Clinic) -> None:
    """Studios, therapists with their portraits, the menu and the race list."""
    for place in PLACES:
        location = places.add(by=clinic.owner, entry=place.entry, hours=place.hours)
        clinic.studios.append(location)
        for room in place.rooms:
            rooms.add(by=clinic.owner, location=location, entry=room)
    for number, hands in enumerate(PEOPLE):
        clinic.hands[hands.name.split()[0]] = _therapist(clinic, number, hands)
    for entry in MENU:
        clinic.services[entry.name] = services.add(by=clinic.owner, entry=entry)
    for name, race in listed(clinic.today).items():
        clinic.listed[name] = race_list.add_listed(by=clinic.owner, race=race)
    _special_days(clinic)


def _therapist(clinic: Clinic, number: int, hands: Hands) -> Therapist:
    user = people.demo_login(
        email=hands.email,
        name=hands.name,
        password=None,
        role=Role.THERAPIST,
        now=clinic.opened,
    )
    made = therapists.add(by=clinic.owner, user=user, entry=hands.entry)
    for location, hours in zip(clinic.studios, hands.weeks, strict=True):
        therapists.keep_hours(by=clinic.owner, therapist=made, location=location, hours=week(hours))
    portraits.keep(by=clinic.owner, therapist=made, sent=portrait(number), now=clinic.opened)
    return made


def _special_days(clinic: Clinic) -> None:
    """Ana is here all of today; somebody goes on leave; a studio is closed, and one opens late."""
    harbour, park = clinic.studios
    ana, owner = clinic.hands["Ana"], clinic.owner
    for location, hours in ((harbour, [TODAY_HOURS]), (park, [])):
        therapists.keep_day(
            by=owner, therapist=ana, location=location, day=clinic.today, hours=hours
        )
    for name, first, days in (("Jonas", 9, 7), ("Tomás", 23, 2)):
        person = clinic.hands[name]
        begin, end = clinic.at(first, 0), clinic.at(first + days, 0)
        asked = clinic.at(-20, 9)
        off = times_off.ask(by=person.user, therapist=person, start=begin, end=end, now=asked)
        times_off.grant(by=owner, time_off=off, seen=(), now=clinic.at(-19, 9))
    work = next(d for d in range(16, 23) if (clinic.today + timedelta(days=d)).weekday() < 5)
    day = clinic.today + timedelta(days=work)
    places.add_closure(by=owner, location=park, entry=ClosureEntry("The park's fair", day, day))
    late = day + timedelta(days=7)
    open_late = ClosureEntry("Team morning", late, late, ((11 * 60, 21 * 60),))
    places.add_closure(by=owner, location=harbour, entry=open_late)
