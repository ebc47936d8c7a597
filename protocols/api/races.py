"""`/api/v1/races`: a runner's races, for the runner and for staff."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field, StrictBool, StrictInt

from clinic.foundation.api import ErrorBody, refuse_unknown
from protocols.actions import races as actions
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
from protocols.core.races import MOST_METRES, MOST_MINUTES, RaceEntry
from protocols.models import Race
from protocols.queries import races
from protocols.queries.paging import page
from protocols.queries.whose import client_named, zone_of

router = Router(tags=["races"])
Priority = Literal["A", "B", "C"]
Terrain = Literal["flat", "hilly", "downhill", "trail"]
Standing = Literal["planned", "finished", "dns", "dnf", "cancelled"]
Minutes = Annotated[StrictInt, Field(ge=1, le=MOST_MINUTES)]
Metres = Annotated[StrictInt, Field(ge=1, le=MOST_METRES)]
Line = Annotated[str, Field(max_length=200)]
PLAIN = (
    "name",
    "place",
    "distance_m",
    "expected_minutes",
    "priority",
    "terrain",
    "status",
    "time_known",
)
GONE = {404: ErrorBody, 422: ErrorBody}


class RaceChange(Strict):
    """What is given is written anew. A start without a zone is read in the zone it has."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    place: Line = ""
    zone: Annotated[str, Field(max_length=64, description="IANA name of the race's zone.")] = ""
    start: Time = ""
    finish: Time | None = None
    expected_minutes: Minutes | None = None
    distance_m: Metres | None = None
    priority: Priority = "B"
    terrain: Terrain = "flat"
    status: Standing = "planned"
    time_known: Annotated[
        StrictBool, Field(description="False: the day alone is known. It stands at 08:00 then.")
    ] = True


class RaceIn(RaceChange):
    """A race. Needs `finish` or `expected_minutes`; a `dnf` needs `finish`."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    start: Time
    priority: Priority


class RaceOut(Strict):
    """A race; its times by the clock of its own zone. `listed`: picked from the clinic's list."""

    code: str
    name: str
    place: str
    zone: str
    start: Time
    finish: Time | None
    expected_minutes: int | None
    distance_m: int | None
    priority: Priority
    terrain: Terrain
    status: Standing
    time_known: bool
    listed: str | None


class Races(Strict):
    """One page; `next` is null on the last one."""

    items: list[RaceOut]
    next: str | None


@router.get("/races", response={200: Races, **GONE}, summary="Races, by their start")
def races_list(request: HttpRequest, asked: Query[Page]) -> dict[str, Any]:
    """Your own, or with `client` those of somebody you look after."""
    refuse_unknown(request, "client", "limit", "cursor")
    by, now = asking(request)
    rows = races.of_client(client_named(by, asked.client, now)).select_related("listed")
    found, mark = page(rows, "start_at", limit=asked.limit, after=mark_of(asked.cursor))
    return {"items": [_out(race) for race in found], "next": cursor_of(mark)}


@router.post("/races", response={201: RaceOut, **GONE}, summary="Add a race")
def race_add(request: HttpRequest, body: RaceIn, asked: Query[Whose]) -> Status[Any]:
    """Put a race into a calendar."""
    refuse_unknown(request, "client")
    by, now = asking(request)

    def do() -> tuple[int, str]:
        client = client_named(by, asked.client, now)
        at = moment(body.start, "start")
        zone = known_zone(body.zone) if body.zone else zone_of(client)
        entry = RaceEntry(
            zone=zone,
            start_at=at,
            local_start=at.replace(tzinfo=None),
            finish_at=moment(body.finish, "finish") if body.finish else None,
            **{name: getattr(body, name) for name in PLAIN},
        )
        return 201, actions.add(by=by, client=client, race=entry, now=now).code

    done = once(request, by, now, f"POST races {asked.client or ''}", do)
    return Status(done.status, _out(races.one(by, done.code, now)))


@router.get("/races/{slug:code}", response={200: RaceOut, **GONE}, summary="One race")
def race_one(request: HttpRequest, code: str) -> dict[str, Any]:
    """Its own code names it."""
    refuse_unknown(request)
    by, now = asking(request)
    return _out(races.one(by, code, now))


@router.patch("/races/{slug:code}", response={200: RaceOut, **GONE}, summary="Change a race")
def race_change(request: HttpRequest, code: str, body: RaceChange) -> Status[Any]:
    """What is not given stays."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> tuple[int, str]:
        race = races.one(by, code, now)
        actions.change(by=by, race=race, changes=_changes(body), now=now)
        return 200, code

    done = once(request, by, now, f"PATCH races/{code}", do)
    return Status(done.status, _out(races.one(by, code, now)))


@router.api_operation(
    ["DELETE"], "/races/{slug:code}", response={204: None, **GONE}, summary="Remove a race"
)
def race_remove(request: HttpRequest, code: str) -> Status[Any]:
    """For good. A race that is not started is better marked `dns`."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> tuple[int, str]:
        actions.remove(by=by, race=races.one(by, code, now), now=now)
        return 204, code

    return Status(once(request, by, now, f"DELETE races/{code}", do).status, None)


def _changes(body: RaceChange) -> dict[str, Any]:
    """The fields of an entry that a change names."""
    given = body.dict(exclude_unset=True)
    changes = {name: given[name] for name in PLAIN if name in given}
    if "zone" in given:
        changes["zone"] = known_zone(body.zone)
    if "start" in given:
        at = moment(body.start, "start")
        changes |= {"start_at": at, "local_start": at.replace(tzinfo=None)}
    if "finish" in given:
        changes["finish_at"] = moment(body.finish, "finish") if body.finish is not None else None
    return changes


def _out(race: Race) -> dict[str, Any]:
    return {
        "code": race.code,
        "zone": race.zone,
        "start": shown(race.start_at, race.zone),
        "finish": race.finish_at and shown(race.finish_at, race.zone),
        **{name: getattr(race, name) for name in PLAIN},
        "status": races.standing(race),
        "listed": race.listed.code if race.listed else None,
    }
