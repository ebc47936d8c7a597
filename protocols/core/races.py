"""A race as somebody puts it down: tidied, checked, with a first guess of how long it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from clinic.foundation.core.texts import one_line
from protocols.core import walls, zones
from protocols.core.facts import PRIORITIES, STATUSES, TERRAINS
from protocols.core.faults import Fault, first, outside
from protocols.core.texts import line_fault

MOST_MINUTES = 20_160
MOST_METRES = 1_000_000
MOST_URL = 500
UNKNOWN_MINUTES = 240
UNKNOWN_START = time(8)  # what a race is reckoned from while its runner knows the day alone
# A runner in the middle of the field: 10 km in an hour, and slower the longer it is.
PACE_METRES, PACE_MINUTES, TIRING = 10_000, 60, 1.06
SLOWER = {"hilly": 1.1, "trail": 1.25}
ADDRESS = re.compile(r"https?://[^\s/?#@:]+(?::[0-9]+)?(?:[/?#]\S*)?")


@dataclass(frozen=True, slots=True)
class RaceEntry:
    """One race. `local_start` (naive) in `zone` is what holds; `start_at` says which instant it is
    where a clock strikes an hour twice. None for what is not known; of a race whose time is not
    known (`time_known`) the day alone is meant, and it stands at `UNKNOWN_START`.
    """

    name: str
    zone: str
    local_start: datetime
    priority: str
    start_at: datetime | None = None
    place: str = ""
    distance_m: int | None = None
    finish_at: datetime | None = None
    expected_minutes: int | None = None
    terrain: str = "flat"
    status: str = "planned"
    time_known: bool = True


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One race of the clinic's list."""

    name: str
    zone: str
    local_start: datetime
    start_at: datetime | None = None
    place: str = ""
    distance_m: int | None = None
    terrain: str = "flat"
    url: str = ""
    cancelled: bool = False


def first_guess(distance_m: int | None, terrain: str = "flat") -> int:
    """Minutes that a race may take, in steps of five: a start for the runner to correct."""
    if not distance_m:
        return UNKNOWN_MINUTES
    flat = PACE_MINUTES * float(distance_m / PACE_METRES) ** TIRING
    guess: float = flat * SLOWER.get(terrain, 1)
    return min(max(5, round(guess / 5) * 5), MOST_MINUTES)


def changed(entry: RaceEntry, changes: Mapping[str, Any]) -> RaceEntry:
    """The entry with some fields anew. A new wall clock or zone makes a new instant, and a new
    wall clock is a known time.
    """
    moved = {"local_start", "zone"} & changes.keys() and "start_at" not in changes
    anew: dict[str, Any] = {"start_at": None} if moved else {}
    if changes.get("local_start", entry.local_start) != entry.local_start:
        anew["time_known"] = True
    return replace(entry, **(anew | dict(changes)))


def settled(entry: RaceEntry) -> RaceEntry | Fault:
    """The entry as it can stand in a table (whole seconds in UTC, `start_at` filled in), or its fault.

    One whose time is not known stands at `UNKNOWN_START` of its day, whatever was said.
    """
    placed = _placed(entry)
    if not isinstance(placed, Fault) and not placed.time_known:
        day_alone = datetime.combine(placed.local_start, UNKNOWN_START)
        placed = _placed(replace(placed, local_start=day_alone, start_at=None))
    if isinstance(placed, Fault):
        return placed
    try:
        found = replace(placed, finish_at=entry.finish_at and walls.kept(entry.finish_at))
    except OverflowError:
        return Fault("finish", "years")
    return _race_fault(found) or found


def settled_listed(entry: ListedEntry) -> ListedEntry | Fault:
    """The same for a race of the list."""
    placed = _placed(entry)
    if isinstance(placed, Fault):
        return placed
    return first([*_common(placed), ("url", not _is_address(placed.url))]) or placed


def _placed(entry: Any) -> Any:
    """The entry with tidy texts and both its times, or the fault of its zone or start."""
    if entry.zone not in zones.names():
        return Fault("zone", "zone")
    try:
        start = walls.kept(entry.start_at or walls.instant_of(entry.local_start, entry.zone))
        local = walls.wall_of(start, entry.zone)  # what a clock that skips an hour really shows
    except OverflowError:
        return Fault("start", "years")
    if outside(start):
        return Fault("start", "years")
    name, place = one_line(entry.name), one_line(entry.place)
    return replace(entry, name=name, place=place, start_at=start, local_start=local)


def _common(entry: Any) -> list[tuple[str, str | bool | None]]:
    metres = entry.distance_m
    return [
        ("name", line_fault(entry.name, needed=True)),
        ("place", line_fault(entry.place)),
        ("distance_m", metres is not None and not 1 <= metres <= MOST_METRES),
        ("terrain", entry.terrain not in TERRAINS),
    ]


def _race_fault(entry: RaceEntry) -> Fault | None:
    start, finish, minutes = entry.start_at, entry.finish_at, entry.expected_minutes
    return first(
        [
            *_common(entry),
            ("finish", finish is None and entry.status == "dnf" and "dnf"),
            ("finish", finish is None and minutes is None and "no_end"),
            ("finish", finish is not None and start is not None and finish <= start and "order"),
            ("finish", outside(finish)),
            ("expected_minutes", minutes is not None and not 1 <= minutes <= MOST_MINUTES),
            ("priority", entry.priority not in PRIORITIES),
            ("status", entry.status not in STATUSES),
        ]
    )


def _is_address(url: str) -> bool:
    """Nothing, or the address of a page that a browser may be led to."""
    return not url or (
        len(url) <= MOST_URL and one_line(url) == url and bool(ADDRESS.fullmatch(url))
    )
