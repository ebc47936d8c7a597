"""What the page of the calendar knows before any session: studios, rooms, people, lengths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bookings.models import Location, Room, Service, Shift, Therapist
from clinic.foundation.queries import people
from protocols.core import walls


@dataclass(frozen=True)
class Shop:
    """The columns of the calendar and what they are chosen by, in the clinic's order.

    `lengths` are the minutes a service is offered at, by its name: the feed names services so.
    `works` are the codes of the studios in which a therapist has hours at all.
    """

    today: date
    studios: list[Location]
    rooms: list[Room]
    therapists: list[Therapist]
    works: dict[str, list[str]]
    lengths: dict[str, list[int]]

    @property
    def skills(self) -> list[str]:
        """Every skill that somebody has, by its code."""
        return sorted({skill for one in self.therapists for skill in one.skills})

    def lead(self, *, location: str, skill: str) -> str:
        """The first therapist of that studio with that skill, by code: whose week is shown first."""
        for one in self.therapists:
            there = not location or location in self.works.get(one.code, [])
            if there and (not skill or skill in one.skills):
                return one.code
        return ""

    def told(self) -> dict[str, Any]:
        """All of it as the page's script reads it: codes, names, minutes of the wall clock."""
        return {
            "today": self.today.isoformat(),
            "studios": [{"c": s.code, "n": s.name, "h": s.hours} for s in self.studios],
            "rooms": [{"c": r.code, "n": r.name, "l": r.location.code} for r in self.rooms],
            "therapists": [
                {"c": t.code, "n": str(t), "s": t.skills, "l": self.works.get(t.code, [])}
                for t in self.therapists
            ],
            "lengths": self.lengths,
        }


def shop(now: datetime, *, location: str = "") -> Shop:
    """Everything in use; today on the wall of that studio, else of the practice. Six queries."""
    studios = list(Location.objects.filter(active=True))
    here = next((studio for studio in studios if studio.code == location), None)
    rooms = Room.objects.filter(active=True, location__active=True).select_related("location")
    works: dict[str, list[str]] = {}
    shifts = Shift.objects.filter(location__active=True, therapist__active=True)
    for therapist, studio in shifts.values_list("therapist__code", "location__code"):
        works.setdefault(therapist, []).append(studio)
    return Shop(
        today=walls.today(now, here.zone if here else people.practice().zone),
        studios=studios,
        rooms=list(rooms.order_by("location__position", "location_id", "name", "pk")),
        therapists=list(Therapist.objects.filter(active=True).select_related("user")),
        works=works,
        lengths={
            name: sorted({minutes for minutes, _price in lengths})
            for name, lengths in Service.objects.filter(active=True).values_list("name", "lengths")
        },
    )
