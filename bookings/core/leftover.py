"""How many sessions of one kind still fit in: beside each other, and one after another.

Free starts overlap: of nine in a row, a quarter of an hour apart, one therapist can give three. So
sessions are put in, the earliest first, and counted.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter

from bookings.core.fitting import at_work, free, on, too_far
from bookings.core.hours import DAY, grid, local_day
from bookings.core.limits import Load
from bookings.core.resources import Block, Place, Room, Want, Worker
from bookings.core.spans import Span, common, merged, without

NEAR = 2 * DAY  # limits count whole local days, pauses reach over midnight


@dataclass(frozen=True)
class Opening:
    """The free starts of a kind of session at one place, in order, with who and which rooms could.

    Instants are minutes.
    """

    want: Want
    place: Place
    starts: Sequence[int]
    able: Mapping[int, Sequence[Worker]]
    seats: Mapping[int, Sequence[int]]


def opening(
    want: Want,
    place: Place,
    workers: Iterable[Worker],
    rooms: Iterable[Room],
    spans: Iterable[Span],
) -> Opening:
    """What is free at a place within these spans; reckoned once, asked of many parts of them."""
    starts = _grid(want, place, merged(spans))
    able: dict[int, list[Worker]] = {}
    for worker in workers:
        if want.skills <= worker.skills:
            for start in on(starts, _fits(want, place, worker)):
                able.setdefault(start, []).append(worker)
    seats: dict[int, list[int]] = {}
    for room in _fitting(want, place, rooms):
        for start in on(starts, free(want, room.blocks)):
            seats.setdefault(start, []).append(room.key)
    return Opening(want, place, sorted(able), able, seats)


def left(openings: Sequence[Opening], spans: Iterable[Span]) -> int:
    """How many can start within these spans, given that nothing else is booked.

    With a day's limits and pauses of each worker, those put in counted. For a team only rooms with
    tables enough count. Ways between what is put in at two places are not asked.
    """
    inside = sorted(
        (start, at)
        for at, each in enumerate(openings)
        for low, high in merged(spans)
        for start in each.starts[bisect_left(each.starts, low) : bisect_left(each.starts, high)]
    )
    put = _Put(inside)
    for start, at in inside:
        put.at(start, openings[at])
    return put.count


class _Put:
    """What has been put in: until when workers and rooms are taken."""

    def __init__(self, inside: Sequence[tuple[int, int]]) -> None:
        self.count = 0
        self._until: dict[int, int] = {}
        self._loads: dict[int, Load] = {}
        self._begin = inside[0][0] - NEAR if inside else 0
        self._end = inside[-1][0] + NEAR if inside else 0

    def at(self, start: int, where: Opening) -> None:
        """Put in as many as can start then, of those who could."""
        want = where.want
        begin, end = start - want.before, start + want.minutes + want.after
        rooms = where.seats.get(start, ())
        seats = [(room,) for room in rooms if self._until.get(room, begin) <= begin]
        if want.rooms and not seats:
            return
        idle = (w for w in where.able[start] if self._until.get(w.key, begin) <= begin)
        ready = [w for w in idle if self._bears(w, where, start)]
        teams = zip(*[iter(ready)] * want.workers, strict=False)
        for team, seat in zip(teams, seats if want.rooms else [()] * len(ready), strict=False):
            self.count += 1
            self._until |= dict.fromkeys((*(w.key for w in team), *seat), end)
            for worker in team:
                self._note(worker, where, start)

    def _bears(self, worker: Worker, where: Opening, start: int) -> bool:
        if worker.most_minutes is worker.most_deep is worker.pause_after is None:
            return True
        if worker.key not in self._loads:
            low = bisect_left(worker.blocks, self._begin, key=attrgetter("end"))
            high = bisect_left(worker.blocks, self._end, key=attrgetter("begin"))
            near = replace(worker, blocks=worker.blocks[low:high])
            days = partial(local_day, where.place.zone)
            self._loads[worker.key] = Load(where.want, near, days)
        return self._loads[worker.key].bears(start)

    def _note(self, worker: Worker, where: Opening, start: int) -> None:
        load, want = self._loads.get(worker.key), where.want
        if load is not None:
            finish = start + want.minutes
            insort(load.starts, start)
            insort(load.sessions, Block(start, finish, start, finish, where.place.key, want.deep))
            day = load.day_of(start)
            load.minutes[day] += want.minutes
            load.deep[day] += want.deep


def _fits(want: Want, place: Place, worker: Worker) -> list[Span]:
    spans = at_work(want, place, worker.hours.get(place.key, ()))
    spans = common(spans, free(want, worker.blocks))
    far = too_far(want, place.key, worker)
    return without(spans, far) if far else spans


def _fitting(want: Want, place: Place, rooms: Iterable[Room]) -> list[Room]:
    """Rooms that are enough, the smallest first."""
    here = (room for room in rooms if room.place == place.key and want.features <= room.features)
    enough = (room for room in here if room.tables >= want.workers)
    return sorted(enough, key=lambda room: (room.tables, len(room.features)))


def _grid(want: Want, place: Place, spans: Iterable[Span]) -> list[int]:
    ends = ((max(low, want.earliest), min(high, want.latest + 1)) for low, high in spans)
    return [start for low, high in ends for start in grid(place.zone, low, high, want.step)]
