"""Several sessions that start at once, side by side: who gives which, and in which room.

Whoever is asked first does not take what another one cannot do without: as many find a place as can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bookings.core.fitting import free, within
from bookings.core.resources import Place, Room, Want, Worker
from bookings.core.slots import find
from bookings.core.spans import Span


@dataclass(frozen=True, slots=True)
class Guest:
    """What one of them could have: by start who is able, best first; and rooms that suit, the
    smallest first, with the starts at which each is free.
    """

    want: Want
    able: dict[int, list[int]]
    rooms: list[tuple[Room, list[Span]]]
    only: int | None = None  # who has to be among those who give it


@dataclass(frozen=True, slots=True)
class Seat:
    """Who and which rooms are theirs; or in `lacks` what is left to none: "people" or "room"."""

    workers: tuple[int, ...] = ()
    rooms: tuple[int, ...] = ()
    lacks: str = ""


def guest(
    want: Want,
    place: Place,
    workers: Sequence[Worker],
    rooms: Iterable[Room],
    begin: int,
    end: int,
    *,
    only: int | None = None,
    rank: Callable[[int], int] = int,
) -> Guest:
    """One of a party, for starts in `[begin, end)` at this place; the lower rank is asked first."""
    able: dict[int, list[int]] = {}
    alone = replace(want, workers=1, rooms=False)
    for slot in find(alone, [place], workers, (), begin, end):
        able.setdefault(slot.start, []).extend(slot.workers)
    for keys in able.values():
        keys.sort(key=rank)
    suiting = [r for r in rooms if r.place == place.key and want.features <= r.features]
    suiting.sort(key=lambda room: (room.tables, len(room.features)))
    return Guest(want, able, [(room, free(want, room.blocks)) for room in suiting], only)


def side_by_side(guests: Sequence[Guest], start: int) -> list[Seat]:
    """What each of them has at a start. Who comes earlier keeps something, if not the best."""
    people = _shared([_teams(one, start) for one in guests])
    having = zip(guests, people, strict=True)
    rooms = _shared([[] if keys is None else _rooms(one, start) for one, keys in having])
    return [_seat(*both) for both in zip(people, rooms, strict=True)]


def rank(favourites: Sequence[int], key: int, client: int) -> int:
    """Favourites first; then turn about, so that not everybody asks the same one first."""
    if key in favourites:
        return favourites.index(key)
    return 1_000 + (key * 7 + client * 13) % 997


Units = list[list[int]]  # so many are needed, of each of these lists one


def _teams(one: Guest, start: int) -> list[Units]:
    able = one.able.get(start, [])
    if one.only is None:
        return [[able] * one.want.workers]
    return [[[one.only], *[able] * (one.want.workers - 1)]] if one.only in able else []


def _rooms(one: Guest, start: int) -> list[Units]:
    """A room that is enough alone, else one a worker."""
    if not one.want.rooms:
        return [[]]
    many = one.want.workers
    open_ = [room for room, spans in one.rooms if within(spans, start)]
    alone = [room.key for room in open_ if room.tables >= many]
    parts = [room.key for room in open_ if room.tables < many]
    return [[alone], [parts] * many]


def _shared(wishes: Sequence[Sequence[Units]]) -> list[tuple[int, ...] | None]:
    """Keys for each wish, by the first of its ways that can be, nobody's twice; None where none can.

    Who is asked for what is taken may hand it on, if there is something else for whoever has it.
    """
    units: Units = []
    holds: dict[int, int] = {}  # the unit that has a key

    def take(unit: int, asked: set[int]) -> bool:
        for key in units[unit]:
            if key not in asked:
                asked.add(key)
                if key not in holds or take(holds[key], asked):
                    holds[key] = unit
                    return True
        return False

    spans: list[range | None] = []
    for ways in wishes:
        spans.append(None)
        for way in ways:
            before, first = holds.copy(), len(units)
            units += way
            if all(take(unit, set()) for unit in range(first, len(units))):
                spans[-1] = range(first, len(units))
                break
            del units[first:]
            holds.clear()
            holds.update(before)
    had = {unit: key for key, unit in holds.items()}
    return [None if span is None else tuple(had[unit] for unit in span) for span in spans]


def _seat(people: tuple[int, ...] | None, rooms: tuple[int, ...] | None) -> Seat:
    if people is None or rooms is None:
        return Seat(lacks="people" if people is None else "room")
    return Seat(people, rooms)
