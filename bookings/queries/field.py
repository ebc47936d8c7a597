"""From rows to the values that availability computes with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bookings.core.hours import Exceptions, Weekly, open_spans
from bookings.core.slots import Block, Place, Room, Slot, Want, Worker, find, hindrance
from bookings.core.spans import Span, common
from bookings.queries.setup import Setup, Studio

DAY = 24 * 60


@dataclass(frozen=True)
class Field:
    """Places, therapists and rooms over a stretch of time: what slots are found in."""

    places: tuple[Place, ...]
    workers: tuple[Worker, ...]
    rooms: tuple[Room, ...]

    def find(self, want: Want, begin: int, end: int, only: int | None = None) -> list[Slot]:
        """Slots that start in `[begin, end)`, by start, then place, then therapist."""
        return find(want, self.places, self.workers, self.rooms, begin, end, only=only)

    def hindrance(self, want: Want, start: int, place: int, only: int | None = None) -> str:
        """Why no slot starts then at that place; "" if one does."""
        return hindrance(want, self.places, self.workers, self.rooms, start, place, only)


def lay(
    setup: Setup,
    studios: Iterable[Studio],
    taken: Mapping[int, Sequence[Block]],
    begin: int,
    end: int,
) -> Field:
    """The field of these studios for starts in `[begin, end)`, with a day of hours to each side."""
    places, rooms = [], []
    hours: dict[int, dict[int, list[Span]]] = {}
    for studio in studios:
        opened = open_spans(studio.zone, studio.hours, studio.closed, begin - DAY, end + DAY)
        places.append(Place(studio.key, studio.zone, opened))
        rooms += [
            Room(r.key, studio.key, r.features, r.tables, tuple(taken.get(r.key, ())))
            for r in studio.rooms
        ]
        for key, works in _works(setup, studio, opened, begin - DAY, end + DAY):
            hours.setdefault(key, {})[studio.key] = works
    workers = [
        Worker(
            key=p.key,
            skills=p.skills,
            hours=hours.get(p.key, {}),
            blocks=tuple(taken.get(p.key, ())),
            most_minutes=p.most_minutes,
            most_deep=p.most_deep,
            pause_after=p.pause_after,
            pause=p.pause,
            travel=p.travel if setup.ways else 0,
        )
        for p in setup.people
    ]
    return Field(tuple(places), tuple(workers), tuple(rooms))


def _works(
    setup: Setup, studio: Studio, opened: list[Span], begin: int, end: int
) -> Iterator[tuple[int, list[Span]]]:
    """When each of the setup's people works at a studio while it is open. Many work the same hours."""

    def hours(weekly: Weekly, days: Exceptions) -> list[Span]:
        return common(opened, open_spans(studio.zone, weekly, days, begin, end))

    usual = cache(lambda weekly: hours(weekly, {}))
    for key, (weekly, days) in studio.shifts.items():
        if key in setup.person:
            yield key, hours(weekly, days) if days else usual(weekly)
