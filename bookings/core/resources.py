"""What a session takes and what it wants: people, rooms, places, and the service asked for.

Instants are whole minutes since 1970 UTC; lengths are minutes. Resources are named by a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bookings.core.spans import Span


class Block(NamedTuple):  # there are thousands in a search: a tuple is made ten times as fast
    """What somebody or a room is taken for, buffers included: [begin, end).

    Where it is a session, [start, finish) is the session itself; without a place it is nowhere that
    is searched.
    """

    begin: int
    end: int
    start: int = 0
    finish: int = 0
    place: int | None = None
    deep: bool = False


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who gives sessions. Limits that are None do not hold.

    `most_minutes` and `most_deep` count the sessions that start on a local day of the place asked
    for. `pause_after` is how many minutes of sessions may follow each other with less than `pause`
    between; `travel` is the time to another place.
    """

    key: int
    skills: frozenset[str] = frozenset()
    hours: Mapping[int, Sequence[Span]] = field(default_factory=dict)  # by place
    blocks: tuple[Block, ...] = ()  # sorted, none in another
    most_minutes: int | None = None
    most_deep: int | None = None
    pause_after: int | None = None
    pause: int = 0
    travel: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    key: int
    place: int
    features: frozenset[str] = frozenset()
    tables: int = 1
    blocks: tuple[Block, ...] = ()  # likewise


@dataclass(frozen=True, slots=True)
class Place:
    """`opened` are the spans in which anybody may be there; None if only the workers' hours count."""

    key: int
    zone: ZoneInfo
    opened: Sequence[Span] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """The service asked for. Sessions start in [earliest, latest]: notice and horizon.

    `rooms` is False at a company's place: no room of ours is taken.
    """

    minutes: int
    earliest: int
    latest: int
    deep: bool = False
    before: int = 0
    after: int = 0
    skills: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    workers: int = 1
    rooms: bool = True
    step: int = 15


class Slot(NamedTuple):
    """A start at a place, and who and which rooms are taken for it."""

    start: int
    place: int
    workers: tuple[int, ...]
    rooms: tuple[int, ...]
