"""The ordinary weeks: who comes for what, weeks back and weeks ahead, until the days are full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle

from bookings.core.slots import Want
from bookings.management.demo.clinic import Clinic
from bookings.management.demo.runners import RARE, RUNNERS
from bookings.management.demo.share import share
from bookings.management.demo.story import Story
from bookings.management.demo.times import Plea
from bookings.queries.services import Order
from clinic.foundation.models import Client

# Parts of a hundred of a week that are booked, from this week on; the weeks before were quieter.
AHEAD = (84, 80, 76, 72, 62, 52)
BACK = 34
PLANNED = 74  # of those, what is planned beforehand; the rest is filled up at the end
WARY = (6, 7, 8, 9, 10, 11, 12)  # with answers to the red flags: they have scenes of their own
STILL = frozenset({0, *WARY, *RARE})  # who does not come again and again

# (service, minutes, depth, how often)
RUNNING = (
    ("Sports massage", 90, "moderate", 8),
    ("Sports massage", 60, "moderate", 3),
    ("Sports massage", 90, "deep", 2),
    ("Deep tissue", 90, "deep", 3),
    ("Deep tissue", 90, "moderate", 2),
    ("Trigger point work", 60, "moderate", 1),
    ("Myofascial release", 90, "light", 1),
    ("Myofascial release", 90, "moderate", 2),
    ("Assisted stretching", 45, "light", 1),
    ("Ashiatsu", 90, "deep", 2),
    ("Ashiatsu", 90, "moderate", 1),
)
BODY = (
    ("Swedish massage", 90, "moderate", 4),
    ("Hot stone massage", 90, "light", 3),
    ("Couples massage", 90, "moderate", 3),
    ("Facial", 60, "light", 2),
    ("Waxing", 30, "light", 1),
    ("Spa day", 180, "light", 1),
)
FATES = ("kept",) * 24 + ("moved", "moved", "cancelled", "late", "no_show", "ours", "undone")
OFFICE = "Dock 9, Quay Street 4, 3rd floor"


@dataclass
class Weeks:
    """Plans the weeks of one story."""

    story: Story

    @property
    def clinic(self) -> Clinic:
        return self.story.clinic

    def plan(self) -> None:
        """Bookings for every week, each made some days before."""
        turn = cycle(self._regulars())
        back, ahead = self.clinic.weeks
        for number in range(-back, ahead):
            whole = AHEAD[number] * PLANNED // 100 if number >= 0 else BACK
            _booked, bookable = share(self.clinic, number * 7, 7)
            left = bookable * whole // 100
            while left > 0:
                left -= self._one(next(turn), number)

    def fill(self) -> None:
        """Whoever calls these days gets what is left, until each week is as full as it should be."""
        turn = cycle(self._regulars())
        for number, whole in enumerate(AHEAD[: self.clinic.weeks[1]]):
            for client in self._until(number, whole, turn):
                self._call(client, number)

    def _until(self, week: int, whole: int, turn: Iterator[Client]) -> Iterator[Client]:
        """Clients to try with, until the week is full or it does not get any fuller."""
        for _round in range(12):
            booked, bookable = share(self.clinic, week * 7, 7)
            missing = bookable * whole // 100 - booked
            if missing <= 0:
                return
            for _try in range(max(1, missing // 100)):
                yield next(turn)

    def _regulars(self) -> list[Client]:
        people = [self.clinic.clients[r.number] for r in RUNNERS if r.number not in STILL]
        self.clinic.chance.shuffle(people)
        return people

    def _one(self, client: Client, week: int) -> int:
        """Plan a session of that week; the minutes that it will take of all therapists."""
        chance = self.clinic.chance
        order, venue = self._wants(), ""
        if order.service.off_site:
            venue = OFFICE
        when = min(self._moment(week * 7 - chance.randint(4, 24)), self._lately())
        plea = Plea(
            client=client,
            order=order,
            first=self.clinic.day(week * 7 + chance.randint(0, 3)),
            days=4,
            careful=chance.random() < 0.8,
            venue=venue,
        )
        self.story.plan(when, plea, chance.choice(FATES))
        return taken(order)

    def _call(self, client: Client, week: int) -> None:
        plea = Plea(
            client=client,
            order=self._wants(),
            first=self.clinic.day(week * 7),
            careful=False,
            not_before=self.clinic.now + timedelta(hours=2),
            venue=OFFICE,
        )
        self.story.book(plea, self._lately())

    def _lately(self) -> datetime:
        """Some moment of yesterday or the day before."""
        return self._moment(-self.clinic.chance.randint(1, 2))

    def _moment(self, days: int) -> datetime:
        """A time at which the desk is there, so many days from today."""
        chance = self.clinic.chance
        return self.clinic.at(days, chance.randint(9, 19), chance.randint(0, 59))

    def _wants(self) -> Order:
        """What somebody asks for, when nothing else is on their mind."""
        chance = self.clinic.chance
        if chance.random() < 0.012:
            return self.clinic.order("Chair massage at your company", 120, "light", guests=8)
        menu = BODY if chance.random() < 0.3 else RUNNING
        name, minutes, depth, _often = chance.choices(menu, [often for *_, often in menu])[0]
        return self.clinic.order(name, minutes, depth)


def taken(order: Order) -> int:
    """Minutes that an order takes of all its therapists, buffers included."""
    want: Want = order.want(now=0, staff=True)
    return (want.before + want.minutes + want.after) * want.workers
