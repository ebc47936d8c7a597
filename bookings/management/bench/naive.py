"""The answers as they must be: every start tried against every session of what was drawn.

Nothing of the product finds times here; verdicts come from `evaluate`, one case a start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import zip_longest
from typing import Any

from bookings.core.load import AFTER, CLOSES, MINUTES, OPENS, STEP, Plan, Sitting
from protocols.core import evaluate
from protocols.core.rules import Ruleset
from protocols.core.walls import instant_of

Start = tuple[int, int]  # a day's number, a minute of the wall clock


def free(plan: Plan, days: Iterable[int], whom: int | None = None) -> dict[Start, list[int]]:
    """Who could give a session, start by start; in a room of ours, so one has to be free."""
    found: dict[Start, list[int]] = {}
    for day in days:
        that_day = [sitting for sitting in plan.sittings if sitting.day == day]
        for start in range(OPENS, CLOSES - MINUTES + 1, STEP):
            near = [sitting for sitting in that_day if _overlap(start, sitting)]
            busy = {sitting.therapist for sitting in near}
            taken = {sitting.room for sitting in near if sitting.room is not None}
            able = [n for n in range(plan.size.therapists) if n not in busy and whom in (None, n)]
            if able and len(taken) < plan.size.rooms:
                found[day, start] = able
    return found


def moment(plan: Plan, start: Start) -> datetime:
    """The instant of a start."""
    day, minute = start
    wall = datetime.combine(plan.first, time()) + timedelta(days=day, minutes=minute)
    return instant_of(wall, plan.zone)


class Judge:
    """One runner's whole calendar, judged start by start."""

    def __init__(self, plan: Plan, ruleset: Ruleset, asked: Mapping[str, Any]) -> None:
        self.plan, self.ruleset, self.asked = plan, ruleset, dict(asked)
        self.calendar = _calendar(plan)
        self.said = cache(self._said)

    def _said(self, start: Start) -> dict[str, Any]:
        candidate = {**self.asked, "start": _rfc(moment(self.plan, start))}
        return evaluate({**self.calendar, "candidate": candidate}, self.ruleset)


def _calendar(plan: Plan) -> dict[str, Any]:
    """What the runner was given, in the contract's form."""
    races = [
        {
            "name": race.name,
            "start": _rfc(instant_of(race.local_start, race.zone)),
            "expected_minutes": race.expected_minutes,
            "priority": race.priority,
            "terrain": race.terrain,
        }
        for race in plan.races
    ]
    workouts = [
        {"start": _rfc(one.start_at), "minutes": one.minutes, "kind": one.kind}
        for one in plan.workouts
        if one.start_at is not None
    ]
    return {"timezone": plan.zone, "races": races, "workouts": workouts}


def bookable(plan: Plan, days: Iterable[int]) -> list[tuple[Start, int]]:
    """Starts, and who could, none in another one's way: they could all be booked at once.

    In turn from each day, so that neighbours in the list have little to do with each other.
    """
    held: dict[int, list[tuple[Start, int]]] = {}
    for start, able in free(plan, days).items():
        that_day = held.setdefault(start[0], [])
        if not that_day or start[1] - that_day[-1][0][1] >= MINUTES + AFTER:
            that_day.append((start, able[0]))
    turns = zip_longest(*held.values())
    return [one for turn in turns for one in turn if one is not None]


def day_of(plan: Plan, day: int) -> date:
    return plan.first + timedelta(days=day)


def _overlap(start: int, sitting: Sitting) -> bool:
    """Whether two sessions, each with the time after it, share a minute; all are equally long."""
    return abs(start - sitting.start) < MINUTES + AFTER


def _rfc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
