"""Which of the things in a calendar an event means: the same race once more, the race that was run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clinic.foundation.core.texts import plain
from protocols.core import walls, zones
from protocols.core.races import RaceEntry

NEAR = 0.10  # of two distances of the same race
RUN_NEAR = 0.15  # of a race's distance, by a watch
EARLY, LATE = (
    timedelta(hours=2),
    timedelta(minutes=30),
)  # a race starts so long around its recording
ENOUGH = 0.6  # of the shorter name's words
WORDS = re.compile(r"[^\W_]+")
SAY_NOTHING = frozenset(
    [
        "the",
        "a",
        "b",
        "c",
        "of",
        "and",
        "in",
        "race",
        "run",
        "event",
        "day",
        "der",
        "die",
        "das",
        "lauf",
        "le",
        "la",
        "les",
    ]
)


@dataclass(frozen=True, slots=True)
class Mine:
    """A race in the runner's calendar. `key` is its row; `linked`: some source's event stands for it."""

    key: int
    entry: RaceEntry
    linked: bool = False


def same_race(entry: RaceEntry, mine: Sequence[Mine]) -> Mine | None:
    """The race that is there already: on the same local day, as long or with much the same name."""
    day = entry.local_start.date()
    found = [each for each in mine if each.entry.local_start.date() == day]
    alike_ones = [each for each in found if _same(entry, each.entry)]
    return min(alike_ones, key=lambda each: (each.linked, each.key), default=None)


def alike(one: str, other: str) -> bool:
    """Whether two names may mean the same race: a name that says nothing may mean any."""
    left, right = _words(one), _words(other)
    fewer = min(len(left), len(right))
    return not fewer or len(left & right) >= ENOUGH * fewer


def race_run(start: datetime, metres: int | None, mine: Iterable[Mine]) -> Mine | None:
    """The race whose recording begins at `start` (UTC), the nearest one. None if there is none."""
    found = [each for each in mine if _fits(each.entry, start, metres)]
    return min(found, key=lambda each: (_apart(each.entry, start), each.key), default=None)


def near(one: int | None, other: int | None, share: float) -> bool | None:
    """Whether two distances are much the same; None where one is not known."""
    return None if not one or not other else abs(one - other) <= share * max(one, other)


def _same(one: RaceEntry, other: RaceEntry) -> bool:
    close = near(one.distance_m, other.distance_m, NEAR)
    if close is False:  # the half and the ten of one event are two races
        return _words(one.name) == _words(other.name) != frozenset()
    return close is True or alike(one.name, other.name)


def _fits(race: RaceEntry, start: datetime, metres: int | None) -> bool:
    if near(race.distance_m, metres, RUN_NEAR) is False or race.start_at is None:
        return False
    if not race.time_known:
        zone = race.zone if race.zone in zones.names() else "UTC"
        return walls.wall_of(start, zone).date() == race.local_start.date()
    return start - EARLY <= race.start_at <= start + LATE


def _apart(race: RaceEntry, start: datetime) -> timedelta:
    return abs((race.start_at or start) - start)


def _words(name: str) -> frozenset[str]:
    found = WORDS.findall(plain(name))
    return frozenset(word for word in found if not _year(word)) - SAY_NOTHING


def _year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")
