"""What an event of a plan makes in a calendar, and that as plain values that JSON can keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from protocols.core import absences, races, walls, workouts, zones
from protocols.core.absences import AbsenceEntry
from protocols.core.facts import PRIORITIES, TERRAINS, WORKOUT_KINDS
from protocols.core.faults import Fault
from protocols.core.plans import titles
from protocols.core.plans.shape import MOST_TITLE, Item
from protocols.core.races import UNKNOWN_START, RaceEntry
from protocols.core.texts import MOST_LETTERS
from protocols.core.workouts import WorkoutEntry

Json = dict[str, Any]
Entry = RaceEntry | WorkoutEntry | AbsenceEntry
USUAL_PRIORITY = "B"
USUAL_MINUTES = 60
RACE = tuple(field.name for field in fields(RaceEntry))
WORKOUT = tuple(field.name for field in fields(WorkoutEntry))
INSTANTS = ("start_at", "finish_at")
# What of a race follows its source field by field, as long as it stands as the source had it.
FOLLOWING = (
    *("name", "place", "zone", "distance_m", "finish_at"),
    *("expected_minutes", "priority", "terrain", "status"),
)
# Why an event cannot be used (`WHY`), by the fault that its entry has.
REASONS = {"zone": "zone", "years": "years", "missing": "no_title", "order": "length"}


def race_of(item: Item, zone: str) -> RaceEntry | Fault:
    """The race that an event is, in `zone` where it names none. Figures out of bounds are left out.

    Without a time it stands at `UNKNOWN_START`; without a duration a first guess is taken.
    """
    local = item.local or datetime.combine(item.day, UNKNOWN_START)
    metres = _within(item.distance_m, races.MOST_METRES)
    terrain = item.terrain if item.terrain in TERRAINS else "flat"
    entry = races.settled(
        RaceEntry(
            name=_line(item.title),
            zone=item.zone or zone,
            local_start=local,
            priority=item.priority if item.priority in PRIORITIES else USUAL_PRIORITY,
            distance_m=metres,
            expected_minutes=_within(item.minutes, races.MOST_MINUTES)
            or races.first_guess(metres, terrain),
            terrain=terrain,
            status="finished" if item.done or item.took_s else "planned",
            time_known=item.at is not None,
        )
    )
    took = _within(item.took_s, races.MOST_MINUTES * 60)
    if isinstance(entry, Fault) or entry.start_at is None or took is None:
        return entry
    return races.settled(replace(entry, finish_at=entry.start_at + timedelta(seconds=took)))


def workout_of(item: Item, zone: str, named: Mapping[str, str]) -> WorkoutEntry | Fault:
    """The workout that an event is. `named`: what the runner calls titles that say nothing."""
    where = item.zone or zone
    if where not in zones.names():
        return Fault("zone", "zone")
    kind = item.kind if item.kind in WORKOUT_KINDS else "unknown"
    took = item.took_s and max(1, round(item.took_s / 60))
    try:
        start = walls.instant_of(item.local, where) if item.local else None
    except OverflowError:
        return Fault("start", "years")
    return workouts.settled(
        WorkoutEntry(
            kind=named.get(titles.key(item.title), kind) if kind == "unknown" else kind,
            zone=where,
            start_at=start,
            day=None if start else item.day,
            minutes=_within(item.minutes or took, workouts.MOST_MINUTES) or USUAL_MINUTES,
            title=_line(item.title),
        )
    )


def absence_of(item: Item, zone: str) -> AbsenceEntry | Fault:
    """The stretch of days that an event is. Nobody is out of town before the runner says so."""
    last = item.until or item.day
    return absences.settled(
        AbsenceEntry(item.kind, _line(item.title), item.day, last, item.zone or zone)
    )


def followed(row: RaceEntry, said: RaceEntry, told: RaceEntry) -> RaceEntry | Fault:
    """A race that nobody edited, after its source said `told` where it had `said`.

    What the runner said of it when they confirmed it stays. So does a time of theirs: a source
    that knows the day alone moves the day.
    """
    changes: Json = {
        name: getattr(told, name)
        for name in FOLLOWING
        if getattr(said, name) == getattr(row, name) != getattr(told, name)
    }
    moment = ("local_start", "time_known")
    if _of(said, moment) != _of(told, moment):
        changes |= (
            dict(zip(moment, _of(told, moment), strict=True))
            if _of(said, moment) == _of(row, moment)
            else {"local_start": datetime.combine(told.local_start.date(), row.local_start.time())}
        )
    return _again(row, changes)


def overruled(row: Entry, said: Entry, told: Entry) -> Entry | Fault:
    """A row with all that its source changed from `said` to `told`, whoever edited it since."""
    if not type(row) is type(said) is type(told):
        return told
    changes = {
        part.name: getattr(told, part.name)
        for part in fields(told)
        if getattr(said, part.name) != getattr(told, part.name)
    }
    if isinstance(row, RaceEntry):
        return _again(row, changes)
    return replace(row, **changes)


def finished(race: RaceEntry, start: datetime, took_s: int) -> RaceEntry | Fault:
    """A race that was run in so many seconds from `start` on, which is its start if none is known."""
    changes: Json = {"status": "finished", "finish_at": start + timedelta(seconds=took_s)}
    if not race.time_known and race.zone in zones.names():
        wall = walls.wall_of(start, race.zone)
        changes |= {"start_at": start, "local_start": wall, "time_known": True}
    return races.settled(replace(race, **changes))


def columns(entry: RaceEntry | WorkoutEntry) -> Json:
    """An entry as plain values: what `kept` holds of a row, and what it is compared by."""
    names = RACE if isinstance(entry, RaceEntry) else WORKOUT
    return {name: _plain(getattr(entry, name)) for name in names}  # asdict would copy each deeply


def race_from(row: Mapping[str, Any]) -> RaceEntry:
    """The race of such plain values."""
    read = {name: row[name] for name in RACE}
    for name in (*INSTANTS, "local_start"):
        read[name] = read[name] and datetime.fromisoformat(read[name])
    return RaceEntry(**read)


def workout_from(row: Mapping[str, Any]) -> WorkoutEntry:
    """The workout of such plain values."""
    read = {name: row[name] for name in WORKOUT}
    read["start_at"] = read["start_at"] and datetime.fromisoformat(read["start_at"])
    read["day"] = read["day"] and date.fromisoformat(read["day"])
    return WorkoutEntry(**read)


def reason(fault: Fault) -> str:
    """Why (`WHY`) an event with this fault is not used."""
    return REASONS.get(fault.code, "unit")


def _again(race: RaceEntry, changes: Json) -> RaceEntry | Fault:
    """The race with these changes; a new wall clock or zone makes a new instant."""
    moved = {"local_start", "zone"} & changes.keys()
    anew: Json = {"start_at": None} if moved else {}
    return races.settled(replace(race, **(changes | anew)))


def _of(entry: RaceEntry, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(entry, name) for name in names)


def _within(value: int | None, most: int) -> int | None:
    return value if value is not None and 1 <= value <= most else None


def _line(text: str) -> str:
    return text[: min(MOST_TITLE, MOST_LETTERS)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
