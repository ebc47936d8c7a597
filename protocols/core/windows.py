"""Windows of start times: what every rule kind yields, and the frame they are found in.

A window says: a session of this shape that starts in `[begin, end)` meets this rule, with this
effect. `evaluate`, searching, "when it becomes possible" and the pictures all read these.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from protocols.core.facts import Away, Calendar, Race, Session, Shape, Workout
from protocols.core.phases import phase_at, phase_edges
from protocols.core.rules import RANK, Band, PhaseBounds, Rule
from protocols.core.units import HOUR

Thing = Race | Workout | Session | Away
Stretch = tuple[int, int]
DayPiece = tuple[int, int, int]
PhasePiece = tuple[int, int, int, str]
Piece = TypeVar("Piece", DayPiece, PhasePiece)


class Window(NamedTuple):
    """`thing` is what the rule fired for; `gap(start)` is the rule's own measure to it.

    `towards` is +1 where the measure shrinks as the start comes later (before a race), -1 where it
    grows (after one), 0 where the rule measures nothing. `figures` are further numbers for words.
    A tuple, for a year has thousands of them.
    """

    rule: Rule
    effect: str
    begin: int
    end: int
    band: Band | None = None
    thing: Thing | None = None
    towards: int = 0
    anchor: int = 0
    waived: bool = False
    figures: Mapping[str, int | str] = MappingProxyType({})

    def gap(self, start: int) -> int:
        """Microseconds between session and thing, for a session that starts then."""
        return self.towards * (self.anchor - start)

    def within(self, begin: int, end: int) -> Window:
        """The same for other starts."""
        return self._replace(begin=begin, end=end)

    def waiving(self) -> Window:
        """The same for a runner who was allowed it nevertheless."""
        return self._replace(effect="caution", waived=True)

    def nearness(self, start: int) -> tuple[int, int, int, int]:
        """Worst effect first, then nearest, then the earlier start, then the order given."""
        thing = self.thing
        return (
            RANK["blocked" if self.waived else self.effect],  # the waiver comes after the choice
            self.gap(start),
            thing.start if thing else 0,
            thing.order if thing else 0,
        )


@dataclass(frozen=True)
class Frame:
    """A calendar, a shape and the starts `[begin, end)` that are asked about."""

    calendar: Calendar
    shape: Shape
    bounds: PhaseBounds
    begin: int
    end: int

    @cached_property
    def pieces(self) -> tuple[DayPiece, ...]:
        """The asked starts cut at local midnights: (from, to, local day)."""
        return tuple(self.calendar.days.pieces(self.begin, self.end))

    @cached_property
    def phases(self) -> tuple[PhasePiece, ...]:
        """The asked starts cut where the phase may change: (from, to, local day, phase)."""
        edges = sorted(phase_edges(self.calendar, self.bounds))
        return tuple(
            (begin, end, day, phase_at(self.calendar, self.bounds, begin, day))
            for piece_begin, piece_end, day in self.pieces
            for begin, end in cut((piece_begin, piece_end), edges)
        )

    def shaped(self, shape: Shape) -> Frame:
        """The same starts for another shape; what was cut for the one serves the other."""
        other = replace(self, shape=shape)
        vars(other).update(pieces=self.pieces, phases=self.phases)
        return other

    def near_full_race(self, before_hours: int, after_hours: int) -> tuple[Stretch, ...]:
        """Starts that end less than so long before a full race, overlap it, or follow it so soon."""
        length = self.shape.length
        return tuple(
            (race.start - length - before_hours * HOUR + 1, race.finish + after_hours * HOUR)
            for race in self.calendar.full
        )

    def clip(self, begin: int, end: int) -> Stretch | None:
        """The part of a stretch that is asked about."""
        if begin >= self.end or end <= self.begin or begin >= end:
            return None
        return max(begin, self.begin), min(end, self.end)

    def before(self, anchor: int, band: Band) -> Stretch | None:
        """Starts whose session ends `[start, until)` hours before the anchor."""
        last = anchor - self.shape.length + 1
        return self.clip(last - band.until * HOUR, last - band.start * HOUR)

    def after(self, anchor: int, band: Band) -> Stretch | None:
        """Starts `[start, until)` hours after the anchor."""
        return self.clip(anchor + band.start * HOUR, anchor + band.until * HOUR)

    def overlapping(self, begin: int, end: int) -> Stretch | None:
        """Starts whose session shares time with `[begin, end)`; touching ends do not."""
        return self.clip(begin - self.shape.length + 1, end)


def cut(stretch: Stretch, edges: Sequence[int]) -> Iterator[Stretch]:
    """A stretch cut at every edge inside it; the edges stand in order."""
    begin, end = stretch
    for edge in edges[bisect_right(edges, begin) : bisect_left(edges, end)]:
        if edge > begin:  # one may stand there twice
            yield begin, edge
            begin = edge
    yield begin, end


def common(stretch: Stretch, pieces: Sequence[Piece]) -> Iterator[tuple[int, int, Piece]]:
    """The parts of a stretch that lie in one of the pieces, and which: these stand in order, apart."""
    begin, end = stretch
    for place in range(bisect_right(pieces, begin, key=itemgetter(1)), len(pieces)):
        piece = pieces[place]
        if piece[0] >= end:
            return
        yield max(piece[0], begin), min(piece[1], end), piece


def without(stretch: Stretch, holes: Iterable[Stretch]) -> Iterator[Stretch]:
    """The parts of a stretch that lie in none of the holes."""
    begin, end = stretch
    for hole_begin, hole_end in sorted(holes):
        if hole_end <= begin:
            continue
        if hole_begin >= end:
            break
        if hole_begin > begin:
            yield begin, hole_begin
        begin = max(begin, hole_end)
    if begin < end:
        yield begin, end


def trimmed(window: Window, holes: Iterable[Stretch]) -> Iterator[Window]:
    """A window without the holes."""
    for begin, end in without((window.begin, window.end), holes):
        yield window.within(begin, end)
