"""`/api/v1/workouts`: a runner's training, for the runner and for staff."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field, StrictInt

from clinic.foundation.api import ErrorBody, refuse_unknown
from clinic.foundation.errors import Invalid
from protocols.actions import workouts as actions
from protocols.api.shared import (
    Page,
    Strict,
    Time,
    Whose,
    asking,
    cursor_of,
    known_zone,
    mark_of,
    moment,
    once,
    shown,
)
from protocols.core.parsing import fields
from protocols.core.workouts import MOST_MINUTES, WorkoutEntry
from protocols.models import Workout
from protocols.queries import workouts
from protocols.queries.paging import page
from protocols.queries.whose import client_named, zone_of

router = Router(tags=["workouts"])
Kind = Literal[
    "intervals",
    "threshold",
    "race_pace",
    "long_run",
    "hills",
    "easy",
    "cross_training",
    "rest",
    "unknown",
]
Day = Annotated[str, Field(max_length=10, json_schema_extra={"format": "date"})]
PLAIN = ("kind", "minutes", "title")
GONE = {404: ErrorBody, 422: ErrorBody}


class WorkoutChange(Strict):
    """What is given is written anew. A start takes the place of a day, a day that of a start."""

    start: Time | None = None
    day: Day | None = None
    zone: Annotated[str, Field(max_length=64, description="Where you read the clock.")] = ""
    minutes: Annotated[StrictInt, Field(ge=1, le=MOST_MINUTES)] = 60
    kind: Kind = "unknown"
    title: Annotated[str, Field(max_length=200)] = ""


class WorkoutIn(WorkoutChange):
    """A workout. Needs `start`, or `day` alone for a plan without times."""

    kind: Kind


class WorkoutOut(Strict):
    """A workout: either `start`, by the clock of its zone, or `day` is null."""

    code: str
    start: Time | None
    day: Day | None
    zone: str
    minutes: int
    kind: Kind
    title: str


class Workouts(Strict):
    """One page; `next` is null on the last one."""

    items: list[WorkoutOut]
    next: str | None


@router.get("/workouts", response={200: Workouts, **GONE}, summary="Workouts, by their time")
def workouts_list(request: HttpRequest, asked: Query[Page]) -> dict[str, Any]:
    """Your own, or with `client` those of somebody you look after."""
    refuse_unknown(request, "client", "limit", "cursor")
    by, now = asking(request)
    rows = workouts.of_client(client_named(by, asked.client, now))
    found, mark = page(rows, "at", limit=asked.limit, after=mark_of(asked.cursor))
    return {"items": [_out(workout) for workout in found], "next": cursor_of(mark)}


@router.post("/workouts", response={201: WorkoutOut, **GONE}, summary="Add a workout")
def workout_add(request: HttpRequest, body: WorkoutIn, asked: Query[Whose]) -> Status[Any]:
    """Put a workout into a calendar."""
    refuse_unknown(request, "client")
    by, now = asking(request)

    def do() -> tuple[int, str]:
        client = client_named(by, asked.client, now)
        given = {"zone": zone_of(client), **_changes(body)}
        entry = WorkoutEntry(**{"kind": body.kind, **given})
        return 201, actions.add(by=by, client=client, workout=entry, now=now).code

    done = once(request, by, now, f"POST workouts {asked.client or ''}", do)
    return Status(done.status, _out(workouts.one(by, done.code, now)))


@router.get("/workouts/{slug:code}", response={200: WorkoutOut, **GONE}, summary="One workout")
def workout_one(request: HttpRequest, code: str) -> dict[str, Any]:
    """Its own code names it."""
    refuse_unknown(request)
    by, now = asking(request)
    return _out(workouts.one(by, code, now))


@router.patch("/workouts/{slug:code}", response={200: WorkoutOut, **GONE}, summary="Change it")
def workout_change(request: HttpRequest, code: str, body: WorkoutChange) -> Status[Any]:
    """What is not given stays."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> tuple[int, str]:
        workout = workouts.one(by, code, now)
        actions.change(by=by, workout=workout, changes=_changes(body), now=now)
        return 200, code

    done = once(request, by, now, f"PATCH workouts/{code}", do)
    return Status(done.status, _out(workouts.one(by, code, now)))


@router.api_operation(
    ["DELETE"], "/workouts/{slug:code}", response={204: None, **GONE}, summary="Remove a workout"
)
def workout_remove(request: HttpRequest, code: str) -> Status[Any]:
    """For good."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> tuple[int, str]:
        actions.remove(by=by, workout=workouts.one(by, code, now), now=now)
        return 204, code

    return Status(once(request, by, now, f"DELETE workouts/{code}", do).status, None)


def _changes(body: WorkoutChange) -> dict[str, Any]:
    """The fields of an entry that a body names."""
    given = body.dict(exclude_unset=True)
    changes = {name: given[name] for name in PLAIN if name in given}
    if given.get("zone"):
        changes["zone"] = known_zone(given["zone"])
    if "start" in given:
        changes["start_at"] = moment(body.start, "start") if body.start is not None else None
    if "day" in given:
        changes["day"] = _day(body.day) if body.day is not None else None
    return changes


def _day(text: str) -> date:
    try:
        return date.fromordinal(fields.day({"day": text}, "day"))
    except fields.Fault as fault:
        raise Invalid("invalid", fault.message, field="day") from None


def _out(workout: Workout) -> dict[str, Any]:
    return {
        "code": workout.code,
        "start": workout.start_at and shown(workout.start_at, workout.zone),
        "day": workout.day and workout.day.isoformat(),
        "zone": workout.zone,
        **{name: getattr(workout, name) for name in PLAIN},
    }
