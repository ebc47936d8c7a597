"""An event that was brought in before, told once more: what of it is written, and what is the runner's."""

from __future__ import annotations

from typing import Any

from protocols.core.absences import AbsenceEntry
from protocols.core.faults import Fault
from protocols.core.plans.entries import (
    Entry,
    columns,
    followed,
    overruled,
    race_from,
    reason,
    workout_from,
)
from protocols.core.plans.fresh import made_of
from protocols.core.plans.shape import Item, Skipped
from protocols.core.plans.steps import Known, Step, Way
from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry


def again(known: Known, item: Item, way: Way) -> Step | Skipped:
    """What is done about an event that its source tells again."""
    if known.removed or "run" in (known.what, item.what):
        return Step("same", known.what, item.uid, item, known)
    if way.digest(item) == known.digest and not known.taken:
        return _same(known, item)
    what = wanted(known, item)
    entry = made_of(item, what, way)
    if isinstance(entry, Fault):
        return Skipped(item.line, reason(entry), item.title)
    if known.state == "suggested" or known.taken:
        return _made(known, item, what, entry)
    if known.clean:
        return _follow(known, item, what, entry, way)
    return _theirs(known, item, entry, way) or _same(known, item)


def wanted(known: Known, item: Item) -> str:
    """What an event makes now: what the runner said of it holds, as a race or none."""
    if item.what == "absence":
        return "absence"
    if known.state == "declined":
        return "workout"
    if known.what == "race" and known.state == "made" and item.what == "maybe_race":
        return "race"
    return item.what


def sort_of(what: str) -> str:
    return "race" if what == "maybe_race" else what


def stands(known: Known) -> Entry | None:
    """The row as it stands, None of an absence and of what is not there."""
    if known.now is None or known.what == "absence":
        return None
    return race_from(known.now) if known.what == "race" else workout_from(known.now)


def said_then(known: Known, way: Way) -> Entry | None:
    """The row that the source's words made when it was last written."""
    if known.said is None:
        return None
    made = made_of(known.said, known.what, way)
    return None if isinstance(made, Fault) else made


def _same(known: Known, item: Item) -> Step:
    return Step("back" if known.gone else "same", known.what, item.uid, item, known)


def _made(known: Known, item: Item, what: str, entry: Entry) -> Step:
    """What nothing stands for at the moment: a suggestion, or what its feed had taken away."""
    if what == "maybe_race" and known.state == "suggested":
        return Step("back" if known.gone else "change", "race", item.uid, item, known, entry)
    do = "suggest" if what == "maybe_race" else "back" if known.taken else "add"
    return Step(do, sort_of(what), item.uid, item, known, entry)


def _follow(known: Known, item: Item, what: str, entry: Entry, way: Way) -> Step:
    """A row that nobody edited takes what its source says now."""
    if sort_of(what) == known.what and what != "maybe_race":
        return _written(known, item, entry, way)
    if known.what == "race":  # it counts until its runner says that it is none
        return Step("own", "race", item.uid, item, known, entry)
    do = "suggest" if what == "maybe_race" else "change"
    return Step(do, sort_of(what), item.uid, item, known, entry, remake=True)


def _written(known: Known, item: Item, entry: Entry, way: Way) -> Step:
    before, row = said_then(known, way), stands(known)
    anew: Entry | Fault = entry
    if isinstance(entry, RaceEntry) and isinstance(row, RaceEntry):
        anew = followed(row, before, entry) if isinstance(before, RaceEntry) else entry
    if isinstance(anew, Fault):  # such as moved behind its own finish
        return Step("own", known.what, item.uid, item, known, entry)
    alike = not isinstance(anew, AbsenceEntry) and columns(anew) == known.row
    do = "back" if known.gone else "same" if alike else "change"
    return Step(do, known.what, item.uid, item, known, anew)


def _theirs(known: Known, item: Item, entry: Entry, way: Way) -> Step | None:
    """The runner's own row: what the source would make of it, None where that is what it is."""
    if known.now is None:
        return None
    if isinstance(entry, AbsenceEntry):
        days: dict[str, Any] = {"from_day": entry.from_day, "to_day": entry.to_day}
        alike = all(known.now.get(name) == day.isoformat() for name, day in days.items())
        return None if alike else Step("own", known.what, item.uid, item, known, entry)
    before, row = said_then(known, way), stands(known)
    if before is not None and row is not None:
        anew = overruled(row, before, entry)
        if isinstance(anew, RaceEntry | WorkoutEntry):
            entry = anew
    if columns(entry) == known.now:
        return None
    return Step("own", known.what, item.uid, item, known, entry)
