"""Where a session would fit, told whole: for a page that drags it and asks nobody on the way.

What is told is told of starts on the grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bookings.core.fitting import at_work, free, on, too_far
from bookings.core.limits import Load
from bookings.core.resources import Place, Room, Want, Worker
from bookings.core.spans import Span, common, merged, without

Piece = tuple[int, int, str, tuple[str, ...]]  # from, until, verdict, sentences


def of_place(want: Want, place: Place, starts: Sequence[int]) -> list[int]:
    """Those of the starts at which the house is open for as long."""
    if place.opened is None:
        return list(starts)
    return list(on(starts, at_work(want, place, place.opened)))


def of_worker(
    want: Want,
    place: Place,
    worker: Worker,
    starts: Sequence[int],
    day_of: Callable[[int], int],
) -> list[int]:
    """Those of the starts at which a worker could give the session, if a room is free.

    `day_of` is the local day of an instant there. They have the skills, work, are free, bear it,
    and have the time to come.
    """
    if not want.skills <= worker.skills:
        return []
    fits = at_work(want, place, worker.hours.get(place.key, ()))
    fits = without(common(fits, free(want, worker.blocks)), too_far(want, place.key, worker))
    if worker.most_minutes is worker.most_deep is worker.pause_after is None:
        return list(on(starts, fits))
    load = Load(want, worker, day_of)
    return [start for start in on(starts, fits) if load.bears(start)]


def of_room(want: Want, place: Place, room: Room, starts: Sequence[int]) -> list[int]:
    """Those of the starts at which a room is enough for the session, without another one."""
    alone = want.features <= room.features and room.tables >= want.workers
    if room.place != place.key or not alone:
        return []
    return list(on(starts, free(want, room.blocks)))


def runs(some: Iterable[int], step: int) -> list[Span]:
    """Starts of a grid, those `step` minutes apart as one: from the first to the last, both in it."""
    return [(first, end - step) for first, end in merged((s, s + step) for s in some)]


def pieces(
    starts: Sequence[int], step: int, told: Callable[[int], tuple[str, tuple[str, ...]]]
) -> list[Piece]:
    """Stretches of starts of which the same is told: verdict and sentences."""
    found: list[Piece] = []
    for start in starts:
        verdict, said = told(start)
        if found and found[-1][1] == start and found[-1][2:] == (verdict, said):
            found[-1] = (found[-1][0], start + step, verdict, said)
        else:
            found.append((start, start + step, verdict, said))
    return found


def once_each(sentences: Iterable[str]) -> tuple[str, ...]:
    """The same sentences in the same order, none twice."""
    return tuple(dict.fromkeys(sentences))
