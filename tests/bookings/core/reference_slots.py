"""Naive reference of the search: every minute is looked at, every rule is one small function.

It shares no code with what it judges: hours are what the clock on the wall shows, by `datetime`;
what is taken is a set of minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bookings.core.slots import Block, Room, Want, Worker
from tests.bookings.core.clinics import Clinic, Wall

Found = tuple[int, int, tuple[int, ...], tuple[int, ...]]  # start, place, workers, rooms


def clock(zone: ZoneInfo, at: int) -> datetime:
    """What a clock there shows, fold and all."""
    return datetime.fromtimestamp(at * 60, zone)


def in_hours(wall: Wall, shown: datetime) -> bool:
    """Whether hours of this day, or those of the day before that go on, hold what is shown."""
    shown = shown.replace(tzinfo=None)
    for day in (shown.date(), shown.date() - timedelta(days=1)):
        midnight = datetime.combine(day, time())
        usual = tuple((a, b) for weekday, a, b in wall.weekly if weekday == day.weekday())
        for a, b in wall.exceptions.get(day.toordinal(), usual):
            if midnight + timedelta(minutes=a) <= shown < midnight + timedelta(minutes=b):
                return True
    return False


def is_start(zone: ZoneInfo, at: int, step: int) -> bool:
    """A multiple of the step on the wall, not shown for the second time."""
    shown = clock(zone, at)
    return (shown.hour * 60 + shown.minute) % step == 0 and shown.fold == 0


def minutes_of(blocks: Iterable[Block]) -> set[int]:
    return {at for block in blocks for at in range(block.begin, block.end)}


def sessions(worker: Worker) -> list[Block]:
    return [block for block in worker.blocks if block.finish]


def day_bears(worker: Worker, want: Want, zone: ZoneInfo, start: int) -> bool:
    """The sessions of the local day, this one among them, are not too many."""
    day = clock(zone, start).date()
    that_day = [s for s in sessions(worker) if clock(zone, s.start).date() == day]
    minutes = want.minutes + sum(s.finish - s.start for s in that_day)
    deep = sum(1 for s in that_day if s.deep) + 1
    if worker.most_minutes is not None and minutes > worker.most_minutes:
        return False
    return not want.deep or worker.most_deep is None or deep <= worker.most_deep


def pauses_bear(worker: Worker, want: Want, start: int) -> bool:
    """The sessions, this one among them, in runs; its own is short enough or it is alone in it."""
    new = (start, start + want.minutes)
    runs: list[list[tuple[int, int]]] = []
    for session in sorted([*((s.start, s.finish) for s in sessions(worker)), new]):
        if runs and session[0] - runs[-1][-1][1] < worker.pause:
            runs[-1].append(session)
        else:
            runs.append([session])
    (run,) = (run for run in runs if new in run)
    minutes = sum(finish - begin for begin, finish in run)
    return run == [new] or worker.pause_after is None or minutes <= worker.pause_after


def can_travel(worker: Worker, want: Want, place: int, start: int) -> bool:
    for s in sessions(worker):
        near = start - s.finish < worker.travel and s.start - start - want.minutes < worker.travel
        if s.place != place and near:
            return False
    return True


class Reference:
    """A clinic, asked start by start."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic, self.want = clinic, clinic.want

    @cached_property
    def _taken(self) -> dict[int, set[int]]:
        """Minutes by worker or room; their numbers differ."""
        c = self.clinic
        workers = {worker.key: minutes_of(worker.blocks) for worker in c.workers}
        return workers | {room.key: minutes_of(room.blocks) for room in c.rooms}

    @cached_property
    def _hours(self) -> dict[tuple[int, int], set[int]]:
        """Minutes in hours, by worker (0: the place itself) and place."""
        c = self.clinic
        walls = {(0, place): wall for place, wall in c.open.items()} | {**c.hours}
        asked = range(c.begin, c.end + self.want.minutes)
        shown = {place: [(at, clock(zone, at)) for at in asked] for place, zone in c.zones.items()}
        return {
            (who, place): {at for at, seen in shown[place] if in_hours(wall, seen)}
            for (who, place), wall in walls.items()
        }

    def _held(self, who: int, place: int, start: int) -> bool:
        return set(range(start, start + self.want.minutes)) <= self._hours.get((who, place), set())

    def _free(self, key: int, start: int) -> bool:
        want = self.want
        range_ = range(start - want.before, start + want.minutes + want.after)
        return self._taken[key].isdisjoint(range_)

    def _rooms(self, start: int, place: int) -> tuple[int, ...] | None:
        """The smallest with enough tables; else the smallest, one for each worker."""
        want, order = self.want, list(self.clinic.rooms)
        if not want.rooms:
            return ()
        fit = [r for r in order if r.place == place and want.features <= r.features]
        free = [r for r in fit if self._free(r.key, start)]

        def size(room: Room) -> tuple[int, int, int]:
            return room.tables, len(room.features), order.index(room)

        enough = [r for r in free if r.tables >= want.workers]
        if enough:
            return (min(enough, key=size).key,)
        keys = tuple(r.key for r in sorted(free, key=size))
        return keys[: want.workers] if len(keys) >= want.workers else None

    def _team(self, able: list[Worker]) -> list[tuple[int, ...]]:
        """All who can for one; for several the first ones. `only` must be there and comes first."""
        keys, only, n = [w.key for w in able], self.clinic.only, self.want.workers
        if only is not None:
            keys = [k for k in keys if k == only] + [k for k in keys if k != only and only in keys]
        if n == 1:
            return [(key,) for key in keys if only in (None, key)]
        return [tuple(keys[:n])] if len(keys) >= n else []

    def judge(self, start: int, place: int) -> tuple[str, list[Found]]:
        """The first cause against this start, or "" and the slots."""
        early = {
            "notice": start < self.want.earliest,
            "horizon": start > self.want.latest,
            "grid": not is_start(self.clinic.zones[place], start, self.want.step),
            "closed": not self._held(0, place, start),
        }
        if any(early.values()):
            return next(cause for cause, holds in early.items() if holds), []
        able = list(self.clinic.workers)
        for cause in ("nobody", "busy", "limit", "travel"):
            able = [w for w in able if self._passes(cause, w, start, place)]
            if not self._team(able):
                return cause, []
        rooms = self._rooms(start, place)
        if rooms is None:
            return "room", []
        return "", [(start, place, team, rooms) for team in self._team(able)]

    def _passes(self, cause: str, worker: Worker, start: int, place: int) -> bool:
        want = self.want
        if cause == "nobody":
            return want.skills <= worker.skills and self._held(worker.key, place, start)
        if cause == "busy":
            return self._free(worker.key, start)
        if cause == "limit":
            day = day_bears(worker, want, self.clinic.zones[place], start)
            return day and pauses_bear(worker, want, start)
        return can_travel(worker, want, place, start)

    def slots(self) -> list[Found]:
        starts = range(self.clinic.begin, self.clinic.end)
        asked = [(at, place) for at in starts for place in self.clinic.zones]
        return [slot for at, place in asked for slot in self.judge(at, place)[1]]
