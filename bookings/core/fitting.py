"""Which starts suit one worker or room, as spans of starts; and who and where of those that do."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from bookings.core.resources import Block, Place, Room, Want, Worker
from bookings.core.spans import Span, common, merged, without

FAR = 10**12  # minutes: before and after everything


def at_work(want: Want, place: Place, hours: Iterable[Span]) -> list[Span]:
    """Starts with all of the session in one span of somebody's hours there."""
    spans = merged(hours)
    if place.opened is not None:
        spans = common(spans, merged(place.opened))
    late = want.minutes - 1  # the last start is at the span's end, less the session
    return [(begin, end - late) for begin, end in spans if begin < end - late]


def free(want: Want, blocks: Iterable[Block]) -> list[Span]:
    """Starts at which the session with its buffers overlaps none of the blocks: sorted, none in another."""
    found: list[Span] = []
    reach, before = want.minutes + want.after - 1, want.before
    begin = -FAR
    for block in blocks:
        if begin < block.begin - reach:
            found.append((begin, block.begin - reach))
        begin = block.end + before
    found.append((begin, FAR))
    return found


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
    fitting.sort(key=lambda room: (room.tables, len(room.features)))
    found: dict[int, tuple[int, ...]] = {}
    parts: dict[int, tuple[int, ...]] = {}
    left = [(starts[0], starts[-1] + 1)]  # where no room alone is enough, so far
    for room in (room for room in fitting if room.tables >= want.workers):
        spans = common(left, free(want, room.blocks))
        found.update(dict.fromkeys(on(starts, spans), (room.key,)))
        left = without(left, spans)
        if not left:
            return found
    for room in (room for room in fitting if room.tables < want.workers):
        for start in on(starts, common(left, free(want, room.blocks))):
            parts[start] = (*parts.get(start, ()), room.key)
    enough = {at: keys[: want.workers] for at, keys in parts.items() if len(keys) >= want.workers}
    return found | enough


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
