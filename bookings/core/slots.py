"""Where a session fits: workers × rooms × hours × buffers × limits, on the grid of start times.

Instead of trying each start, the spans of starts that fit are computed: hours, shortened by the
session's length, without the starts at which something would be in the way. The grid is then looked
up in them. Only limits and pauses are asked start by start, and only where they are set.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from operator import itemgetter

from bookings.core.fitting import at_work, free, on, seats, teams, too_far, within
from bookings.core.hours import grid, local_day
from bookings.core.limits import Load
from bookings.core.resources import Block, Place, Room, Slot, Want, Worker
from bookings.core.spans import Span, common, holding, merged, without

__all__ = [
    "Block",
    "Place",
    "Room",
    "Slot",
    "Span",
    "Want",
    "Worker",
    "find",
    "gap_left",
    "hindrance",
]

Days = Callable[[int], int]


def find(
    want: Want,
    places: Sequence[Place],
    workers: Sequence[Worker],
    rooms: Sequence[Room],
    begin: int,
    end: int,
    *,
    only: int | None = None,
) -> list[Slot]:
    """The slots that start in [begin, end), by start, then in the order of places and workers.

    For one worker there is a slot for each who can; for several, one a start and place: the first
    who are free. `only`: no slot without that worker, who is then named first.
    """
    found: list[Slot] = []
    for place in places:
        first, last = max(begin, want.earliest), min(end, want.latest + 1)
        starts = grid(place.zone, first, last, want.step)
        found += _slots_at(want, place, workers, rooms, starts, only)
    found.sort(key=itemgetter(0))  # by start; stable: the other orders stay
    return found


def hindrance(
    want: Want,
    places: Sequence[Place],
    workers: Sequence[Worker],
    rooms: Sequence[Room],
    start: int,
    place: int,
    only: int | None = None,
) -> str:
    """Why there is no slot at this start and place, in one word; "" if there is one.

    notice, horizon, grid (no start time), closed, nobody (who could works then), busy (they are
    taken), limit (of their day, or a pause), travel, room: the first that leaves too few.
    """
    there = next((one for one in places if one.key == place), None)
    if there is None:
        return "closed"
    early = _clock_says(want, there, start)
    if early:
        return early
    days = partial(local_day, there.zone)
    tests: dict[str, Callable[[Worker], bool]] = {
        "nobody": lambda worker: _works(want, there, worker, start),
        "busy": lambda worker: within(free(want, worker.blocks), start),
        "limit": lambda worker: Load(want, worker, days).bears(start),
        "travel": lambda worker: not within(too_far(want, place, worker), start),
    }
    left = list(workers)
    for cause, test in tests.items():
        left = [worker for worker in left if test(worker)]
        if not list(teams(want, [(worker.key,) for worker in left], only)):
            return cause
    return "" if start in seats(want, there, rooms, [start]) else "room"


def _clock_says(want: Want, place: Place, start: int) -> str:
    """What stands against a start whoever gives the session."""
    if not want.earliest <= start <= want.latest:
        return "notice" if start < want.earliest else "horizon"
    if not grid(place.zone, start, start + 1, want.step):
        return "grid"
    if place.opened is None or holding(merged(place.opened), start, start + want.minutes):
        return ""
    return "closed"


def _works(want: Want, place: Place, worker: Worker, start: int) -> bool:
    hours = worker.hours.get(place.key, ())
    return want.skills <= worker.skills and within(at_work(want, place, hours), start)


def gap_left(slot: Slot, worker: Worker, want: Want, shortest: int) -> bool:
    """Whether a slot leaves its worker a gap too short for anything, before or after it.

    A gap lies between the slot with its buffers and the neighbouring block or the end of hours,
    whose spans neither overlap nor touch.
    """
    spans = worker.hours.get(slot.place, ())
    hours = holding(spans, slot.start, slot.start + want.minutes)
    if hours is None:
        return False
    begin, end = slot.start - want.before, slot.start + want.minutes + want.after
    left, right = hours
    at = bisect_left(worker.blocks, slot.start, key=lambda block: block.begin)
    if at > 0:
        left = max(left, worker.blocks[at - 1].end)
    if at < len(worker.blocks):
        right = min(right, worker.blocks[at].begin)
    return 0 < begin - left < shortest or 0 < right - end < shortest


def _slots_at(
    want: Want,
    place: Place,
    workers: Sequence[Worker],
    rooms: Sequence[Room],
    starts: Sequence[int],
    only: int | None,
) -> Iterator[Slot]:
    """The slots of one place, each start's together."""
    able: dict[int, list[tuple[int]]] = {}
    days = cache(partial(local_day, place.zone))
    fits = cache(partial(at_work, want, place))  # many work the same hours
    for worker in workers:
        if want.skills <= worker.skills and (want.workers > 1 or only in {None, worker.key}):
            key, hours = (worker.key,), tuple(worker.hours.get(place.key, ()))
            for start in _starts(want, place, worker, fits(hours), starts, days):
                able.setdefault(start, []).append(key)
    where = seats(want, place, rooms, sorted(able))
    for start, seat in where.items():
        for team in teams(want, able[start], only):
            yield Slot(start, place.key, team, seat)


def _starts(
    want: Want,
    place: Place,
    worker: Worker,
    fits: Sequence[Span],
    starts: Sequence[int],
    days: Days,
) -> Iterable[int]:
    """Those of the starts within the worker's hours (`fits`) at which they could give the session."""
    spans = common(fits, free(want, worker.blocks))
    if far := too_far(want, place.key, worker):
        spans = without(spans, far)
    found = on(starts, spans)
    if worker.most_minutes is worker.most_deep is worker.pause_after is None:
        return found
    load = Load(want, worker, days)
    return [start for start in found if load.bears(start)]
