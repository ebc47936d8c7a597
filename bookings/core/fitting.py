"""Which starts suit one worker or room, as spans of starts; and who and where of those that do."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from bookings.core.resources import Block, Place, Room, Want, Worker
from bookings.core.spans import Span, common, merged, without


def at_work(want: Want, place: Place, worker: Worker) -> list[Span]:
    """Starts with all of the session in one span of the worker's hours there."""
    if not want.skills <= worker.skills:
        return []
    hours = merged(worker.hours.get(place.key, ()))
    if place.opened is not None:
        hours = common(hours, merged(place.opened))
    late = want.minutes - 1  # the last start is at the span's end, less the session
    return [(begin, end - late) for begin, end in hours if begin < end - late]


def taken(want: Want, blocks: Iterable[Block]) -> list[Span]:
    """Starts at which the session with its buffers would overlap a block."""
    reach = want.minutes + want.after - 1
    return [(block.begin - reach, block.end + want.before) for block in blocks]


def too_far(want: Want, place: int, worker: Worker) -> list[Span]:
    """Starts too near, with the way in mind, to a session somewhere else."""
    if not worker.travel:
        return []
    reach = want.minutes + worker.travel - 1
    return [
        (block.start - reach, block.finish + worker.travel)
        for block in worker.blocks
        if block.start < block.finish and block.place != place
    ]


def seats(
    want: Want, place: Place, rooms: Iterable[Room], starts: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """The rooms for each start that has some: the smallest that is enough, else one a worker."""
    if not want.rooms or not starts:
        return dict.fromkeys(starts, ())
    fitting = [r for r in rooms if r.place == place.key and want.features <= r.features]
    whole: dict[int, tuple[int, ...]] = {}
    parts: dict[int, tuple[int, ...]] = {}
    for room in sorted(fitting, key=lambda room: (room.tables, len(room.features))):
        for start in on(starts, without([(starts[0], starts[-1] + 1)], taken(want, room.blocks))):
            if room.tables >= want.workers:
                whole.setdefault(start, (room.key,))
            else:
                parts[start] = (*parts.get(start, ()), room.key)
    several = {at: keys[: want.workers] for at, keys in parts.items() if len(keys) >= want.workers}
    return several | whole


def teams(want: Want, able: Sequence[tuple[int]], only: int | None) -> Iterable[tuple[int, ...]]:
    """Who gives the session, of those who could, in their order."""
    if want.workers == 1:
        return able if only is None else [team for team in able if team == (only,)]
    keys = [key for (key,) in able]
    if only is not None:
        keys = [only, *(key for key in keys if key != only)] if only in keys else []
    return [tuple(keys[: want.workers])] if len(keys) >= want.workers else []


def on(starts: Sequence[int], spans: Iterable[Span]) -> Iterator[int]:
    """Those of the starts that lie in the spans."""
    for begin, end in spans:
        yield from starts[bisect_left(starts, begin) : bisect_left(starts, end)]


def within(spans: Iterable[Span], start: int) -> bool:
    return any(begin <= start < end for begin, end in spans)
