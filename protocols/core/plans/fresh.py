"""An event that its source had not told before: is it there already, and if not, what does it make?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from protocols.core import walls, zones
from protocols.core.faults import Fault
from protocols.core.plans import titles
from protocols.core.plans.choosing import Mine, race_run, same_race
from protocols.core.plans.entries import (
    Entry,
    absence_of,
    finished,
    race_of,
    reason,
    workout_of,
)
from protocols.core.plans.shape import Item, Skipped
from protocols.core.plans.steps import Known, Step, Way
from protocols.core.races import RaceEntry

OPEN = ("planned", "finished")  # a race that can be given its finish
Key = tuple[str, ...]


class Elsewhere:
    """The events of the client's other sources, each to be met once."""

    def __init__(self, others: Iterable[Known], way: Way) -> None:
        self._by: dict[Key, list[Known]] = defaultdict(list)
        self._asked: list[tuple[Known, Mine]] = []
        for known in sorted(others, key=lambda each: (not each.from_file, each.key)):
            for key in _keys(known):
                self._by[key].append(known)
            if known.state == "suggested" and known.told is not None:
                entry = race_of(known.told, way.zone)
                if isinstance(entry, RaceEntry):
                    self._asked.append((known, Mine(known.key, entry)))
        self._met: set[int] = set()

    def meet(self, item: Item) -> Known | None:
        """The event of another source that is this one: by its name there, or by title and day."""
        last = item.until or item.day
        by_days: Key = ("absence", "", item.day.isoformat(), last.isoformat())
        by_title: Key = (_sort(item.what), titles.key(item.title), item.day.isoformat())
        known_as = by_days if item.what == "absence" else by_title
        keys: list[Key] = [(_sort(item.what), "uid", item.uid), known_as]
        found = (known for key in keys for known in self._by.get(key, ()))
        free = next((known for known in found if known.key not in self._met), None)
        if free is not None:
            self._met.add(free.key)
        return free

    def settled(self, step: Step | Skipped) -> Step | Skipped:
        """With the open suggestions that an outright race answers."""
        if (
            isinstance(step, Skipped)
            or step.do == "suggest"
            or not isinstance(step.entry, RaceEntry)
        ):
            return step
        entry, item = step.entry, step.item
        if item is None or item.what != "race":
            return step
        called = (titles.key(item.title), item.day)
        answered = [
            known
            for known, asked in self._asked
            if same_race(entry, [asked])
            or (known.told and (titles.key(known.told.title), known.told.day) == called)
        ]
        return replace(step, settles=tuple(answered))


def fresh(item: Item, mine: Sequence[Mine], way: Way) -> Step | Skipped:
    """What an event makes that no source has told before."""
    entry = made_of(item, item.what, way)
    if isinstance(entry, Fault):
        return Skipped(item.line, reason(entry), item.title)
    if isinstance(entry, RaceEntry):
        if there := same_race(entry, mine):
            return _there(item, entry, there)
        do = "suggest" if item.what == "maybe_race" else "add"
        return Step(do, "race", item.uid, item, entry=entry)
    return Step("add", item.what, item.uid, item, entry=entry)


def runs(items: Sequence[Item], mine: Sequence[Mine], way: Way) -> list[Step | Skipped]:
    """Recordings: each fills in the race that it is of, the longest of several."""
    of: dict[int, list[tuple[Item, Mine]]] = defaultdict(list)
    found: list[Step | Skipped] = []
    for item in items:
        race = _run_of(item, mine, way)
        if race is None:
            found.append(Skipped(item.line, "no_race", item.title))
        else:
            of[race.key].append((item, race))
    for pairs in of.values():
        ranked = sorted(pairs, key=lambda pair: (_length(pair[0]), pair[0].uid), reverse=True)
        found.append(_finish(*ranked[0], way))
        found += [Skipped(item.line, "no_race", item.title) for item, _race in ranked[1:]]
    return found


def made_of(item: Item, what: str, way: Way) -> Entry | Fault:
    """The row that an event makes as a race, a workout or an absence."""
    if what in ("race", "maybe_race"):
        return race_of(item, way.zone)
    if what == "absence":
        return absence_of(item, way.zone)
    return workout_of(item, way.zone, way.named)


def _there(item: Item, entry: RaceEntry, there: Mine) -> Step:
    """A race that the runner has already: it is given its finish, if that is all it lacks."""
    if item.took_s and entry.start_at and there.entry.finish_at is None:
        done = finished(there.entry, entry.start_at, item.took_s)
        if there.entry.status in OPEN and not isinstance(done, Fault):
            return Step("finish", "race", item.uid, item, entry=done, target=there)
    return Step("link", "race", item.uid, item, entry=entry, target=there)


def _run_of(item: Item, mine: Sequence[Mine], way: Way) -> Mine | None:
    zone = item.zone or way.zone
    if item.local is None or not item.took_s or zone not in zones.names():
        return None
    return race_run(walls.instant_of(item.local, zone), item.distance_m, mine)


def _finish(item: Item, race: Mine, way: Way) -> Step | Skipped:
    if item.local is None or not item.took_s:
        raise ValueError(item)
    start = walls.instant_of(item.local, item.zone or way.zone)
    done = finished(race.entry, start, item.took_s)
    if isinstance(done, Fault):
        return Skipped(item.line, reason(done), item.title)
    held = race.entry.finish_at
    free = held is None and race.entry.status in OPEN
    do = "finish" if free else "same" if held == done.finish_at else "own"
    return Step(do, "run", item.uid, item, entry=done, target=race)


def _keys(known: Known) -> list[Key]:
    keys: list[Key] = [(_sort(known.what), "uid", known.uid)]
    if known.told is not None:
        day = known.told.day.isoformat()
        keys.append((_sort(known.what), titles.key(known.told.title), day))
    elif known.what == "absence" and known.now is not None:
        keys.append(("absence", "", known.now["from_day"], known.now["to_day"]))
    return keys


def _sort(what: str) -> str:
    return "race" if what == "maybe_race" else what


def _length(item: Item) -> tuple[int, int]:
    return item.distance_m or 0, item.took_s or 0
