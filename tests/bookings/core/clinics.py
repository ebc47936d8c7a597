"""Random small clinics that crowd the edges: changes of the clock, lengths that just fit.

Hours are kept here as they stand on the wall. `computed` turns them into what `find` takes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bookings.core.hours import Exceptions, Weekly, open_spans
from bookings.core.slots import Block, Place, Room, Want, Worker
from bookings.core.spans import common
from protocols.core import zones

DAY = 1440
CHANGES = {  # zone -> an hour near which its clock changes, or an ordinary one
    "Europe/Berlin": ("2027-03-28T01", "2026-10-25T01"),
    "America/New_York": ("2027-03-14T07", "2026-11-01T06"),
    "Australia/Lord_Howe": ("2026-10-03T15", "2027-04-03T15"),  # by half an hour
    "America/Havana": ("2027-03-14T05", "2026-11-01T05"),  # at midnight
    "America/Santiago": ("2027-04-04T03", "2026-09-06T04"),  # back over midnight
    "Antarctica/Troll": ("2027-03-28T01", "2026-10-25T01"),  # by two hours
    "Pacific/Chatham": ("2026-09-26T14", "2027-04-03T14"),
    "Pacific/Apia": ("2011-12-30T10",),  # a whole day was left out
    "Asia/Kathmandu": ("2026-11-20T06",),
    "UTC": ("2026-11-20T10",),
}
SKILLS, FEATURES = ("deep", "prenatal"), ("bars", "warm")


@dataclass(frozen=True)
class Wall:
    """Hours by the wall clock."""

    weekly: Weekly
    exceptions: Exceptions


@dataclass(frozen=True)
class Clinic:
    """A clinic and what is asked of it; its workers' hours are on the wall, by worker and place."""

    want: Want
    zones: Mapping[int, ZoneInfo]
    open: Mapping[int, Wall]
    workers: tuple[Worker, ...]
    hours: Mapping[tuple[int, int], Wall]
    rooms: tuple[Room, ...]
    begin: int
    end: int
    only: int | None


Computed = tuple[Want, list[Place], list[Worker], list[Room]]


def computed(clinic: Clinic) -> Computed:
    """The clinic with its hours as spans."""
    low, high = clinic.begin - 2 * DAY, clinic.end + 2 * DAY

    def spans(place: int, wall: Wall) -> list[tuple[int, int]]:
        return open_spans(clinic.zones[place], wall.weekly, wall.exceptions, low, high)

    opened = {place: spans(place, wall) for place, wall in clinic.open.items()}
    hours: dict[int, dict[int, list[tuple[int, int]]]] = {}
    for (worker, place), wall in clinic.hours.items():
        hours.setdefault(worker, {})[place] = common(spans(place, wall), opened[place])
    places = [Place(key, zone, opened[key]) for key, zone in clinic.zones.items()]
    workers = [replace(worker, hours=hours.get(worker.key, {})) for worker in clinic.workers]
    return clinic.want, places, workers, list(clinic.rooms)


def random_clinic(chance: random.Random) -> Clinic:
    """One or two places, up to three workers and rooms, for up to two days."""
    names = chance.sample(list(CHANGES), chance.choice((1, 1, 2)))
    change = datetime.fromisoformat(chance.choice(CHANGES[names[0]])).replace(tzinfo=UTC)
    middle = int(change.timestamp()) // 60
    begin = middle - chance.randrange(0, 16 * 60, 5)
    end = begin + chance.randrange(4 * 60, 24 * 60, 5)
    places = {key: zones.load(name) for key, name in enumerate(names, 1)}
    quiet = chance.random() < 0.35  # else slots for several would be rare
    blocks = partial(_blocks, chance, begin, end, 2400 if quiet else 0)
    workers = tuple(
        _worker(chance, key, blocks()) for key in range(11, chance.choice((12, 13, 14, 14)))
    )
    rooms = tuple(_room(chance, key, blocks()) for key in range(21, chance.randint(23, 26)))
    return Clinic(
        want=_want(chance, begin, end),
        zones=places,
        open={place: random_wall(chance, begin, wide=True) for place in places},
        workers=workers,
        hours={
            (worker.key, place): random_wall(chance, begin, wide=quiet)
            for worker in workers
            for place in places
            if chance.random() < 0.9
        },
        rooms=rooms,
        begin=begin,
        end=end,
        only=chance.choice((None, None, None, None, 11, 12)),
    )


def _want(chance: random.Random, begin: int, end: int) -> Want:
    return Want(
        minutes=chance.choice((15, 30, 45, 60, 90)),
        earliest=begin + chance.choice((-60, 0, 5, 95)),
        latest=end - chance.choice((-60, 1, 5, 95)),
        deep=chance.random() < 0.5,
        before=chance.choice((0, 0, 5, 15)),
        after=chance.choice((0, 0, 10, 15)),
        skills=_some(chance, SKILLS, 0.15),
        features=_some(chance, FEATURES, 0.15),
        workers=chance.choice((1, 1, 1, 1, 2, 2, 3)),
        rooms=chance.random() < 0.85,
        step=chance.choice((15, 15, 15, 5, 20, 30)),
    )


def _worker(chance: random.Random, key: int, blocks: tuple[Block, ...]) -> Worker:
    return Worker(
        key,
        _some(chance, SKILLS, 0.95),
        blocks=blocks,
        most_minutes=chance.choice((None, None, None, 90, 240, 360)),
        most_deep=chance.choice((None, None, None, 1, 2)),
        pause_after=chance.choice((None, None, None, 90, 120, 180)),
        pause=chance.choice((5, 10, 15, 30)),
        travel=chance.choice((0, 0, 15, 30, 40)),
    )


def _room(chance: random.Random, key: int, blocks: tuple[Block, ...]) -> Room:
    features = _some(chance, FEATURES, 0.7)
    return Room(key, chance.choice((1, 1, 2)), features, chance.choice((1, 1, 1, 1, 2, 3)), blocks)


def _blocks(chance: random.Random, begin: int, end: int, rest: int) -> tuple[Block, ...]:
    """Sessions with their buffers, and times taken for something else; up to `rest` between."""
    found, at = [], begin - 240
    while at < end + 240:
        at += chance.choice((0, 15, 45, 60, 90, 120, 240, 480, 720, 960, rest))
        before, minutes, after = (chance.choice((0, 5, 15)), chance.choice((15, 45, 60, 90)), 5)
        start, finish = at + before, at + before + minutes
        place, deep = chance.choice((1, 1, 1, 2, None)), chance.random() < 0.4
        if chance.random() < 0.75:
            found.append(Block(at, finish + after, start, finish, place, deep))
        else:
            found.append(Block(at, finish))
        at = finish + after
    return tuple(found)


def random_wall(chance: random.Random, begin: int, *, wide: bool = False) -> Wall:
    """Hours of every weekday, and of some days near the beginning others or none."""
    weekly = [(day, *span) for day in range(7) for span in _day(chance, wide=wide)]
    first = datetime.fromtimestamp(begin * 60, UTC).toordinal() - 1
    odd = [day for day in range(first, first + 4) if chance.random() < 0.15]
    return Wall(tuple(weekly), {day: _day(chance, wide=wide) for day in odd})


def _day(chance: random.Random, *, wide: bool) -> tuple[tuple[int, int], ...]:
    """Closed, a stretch, a split shift, over midnight, all day."""
    if chance.random() < (0.9 if wide else 0.35):
        return ((0, DAY),)
    noon, night = chance.randrange(9 * 60, 15 * 60, 15), chance.randrange(17 * 60, DAY, 15)
    return chance.choice(
        (
            (),
            ((0, DAY),),
            ((noon - 5 * 60, noon), (noon + chance.choice((0, 15, 60)), night)),
            ((0, chance.choice((130, 150, 180))), (noon, night)),
            ((night, night + chance.randrange(60, 9 * 60, 10)),),
            ((noon, night), (night - 30, 2 * DAY - chance.choice((0, 600)))),
        )
    )


def _some(chance: random.Random, things: tuple[str, ...], how_likely: float) -> frozenset[str]:
    return frozenset(thing for thing in things if chance.random() < how_likely)
