"""What is told under a new name, or is in the calendar without any: pairs of old and new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from protocols.core import walls, zones
from protocols.core.plans import titles
from protocols.core.plans.entries import columns, workout_of
from protocols.core.plans.shape import Item
from protocols.core.plans.steps import Known, Loose, Step, Way
from protocols.core.workouts import WorkoutEntry

Old = TypeVar("Old", Known, Loose)
Keys = Sequence[Hashable]


def renamed(new: Iterable[Item], known: Iterable[Known], way: Way) -> dict[str, Known]:
    """What a feed tells under a new name and no more under its old one: new name -> what is known.

    By sort, title and day; those that say the same as before, or at the same time, come first.
    """
    free = sorted(known, key=lambda each: (each.gone, each.key))
    return _pairs(new, free, lambda item: _told_keys(item, way.digest(item)), _known_keys)


def own(new: Iterable[Item], loose: Sequence[Loose], way: Way) -> dict[str, Loose]:
    """Workouts and absences that are there and that no source stands for: name -> the runner's row.

    An absence has the same days. A workout has the same day, title and kind; those that are alike
    in every column, or begin at the same time, come first.
    """
    return _pairs(new, loose, lambda item: _item_keys(item, way), _loose_keys) if loose else {}


def have(item: Item, mine: Loose, way: Way) -> Step:
    """The runner has it: one that is just as its source says follows it, else theirs holds."""
    entry = workout_of(item, way.zone, way.named) if item.what == "workout" else None
    made = entry if isinstance(entry, WorkoutEntry) else None
    alike = made is not None and columns(made) == mine.now
    return Step("link", mine.what, item.uid, item, entry=made, thing=mine.key, adopted=alike)


def _pairs(
    new: Iterable[Item],
    free: Iterable[Old],
    of_new: Callable[[Item], Keys],
    of_old: Callable[[Old], Keys],
) -> dict[str, Old]:
    """Each to be met once, those that are most alike first: keys are in that order."""
    ordered = sorted(new, key=lambda item: (str(item.at or ""), item.uid))
    olds, asked = [(each, of_old(each)) for each in free], [(i, of_new(i)) for i in ordered]
    found: dict[str, Old] = {}
    met: set[int] = set()
    for rank in range(3):
        by: dict[Hashable, list[Old]] = defaultdict(list)
        for old, keys in olds:
            if keys and keys[rank] is not None and id(old) not in met:
                by[keys[rank]].append(old)
        for item, keys in asked:
            waiting = by.get(keys[rank]) if keys and item.uid not in found else None
            if waiting:
                found[item.uid] = waiting.pop(0)
                met.add(id(found[item.uid]))
    return found


def _told_keys(item: Item, digest: str) -> Keys:
    if item.what == "absence":
        days = ("absence", item.day.isoformat(), (item.until or item.day).isoformat())
        return ((*days, digest), days, days)
    sort = "race" if item.what == "maybe_race" else item.what
    called = (sort, titles.key(item.title), item.day)
    return ((*called, digest), (*called, item.at), called)


def _known_keys(known: Known) -> Keys:
    if known.told is not None:
        return _told_keys(known.told, known.digest)
    row: Mapping[str, Any] = known.now or known.row or {}
    if known.what != "absence" or "from_day" not in row:
        return ()
    days = ("absence", row["from_day"], row["to_day"])
    return ((*days, known.digest), days, days)


def _item_keys(item: Item, way: Way) -> Keys:
    if item.what == "absence":
        days = (item.day.isoformat(), (item.until or item.day).isoformat())
        return (days, days, days)
    entry = workout_of(item, way.zone, way.named) if item.what == "workout" else None
    return _workout_keys(columns(entry)) if isinstance(entry, WorkoutEntry) else ()


def _loose_keys(loose: Loose) -> Keys:
    if loose.what == "absence":
        days = (loose.now["from_day"], loose.now["to_day"])
        return (days, days, days)
    return _workout_keys(loose.now)


def _workout_keys(row: Mapping[str, Any]) -> Keys:
    """The whole row; its start; its day. A title that is empty is no title to know it by."""
    whole, title = tuple(sorted(row.items())), titles.key(row["title"])
    start, day = row["start_at"], row["day"]
    if not title:
        return (whole, None, None)
    if start is not None:
        zone = row["zone"] if row["zone"] in zones.names() else "UTC"
        day = walls.wall_of(datetime.fromisoformat(start), zone).date().isoformat()
    called = (title, row["kind"])
    return (whole, (*called, start or "", day), (*called, day))
