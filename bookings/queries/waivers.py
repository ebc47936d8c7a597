"""Requests that a therapist waive a rule: who is asked, what for, and what is open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from bookings.models import Service, Therapist, WaiverRequest
from bookings.queries import plans, services
from bookings.queries.appointments import codes_of
from bookings.queries.day_health import nothing
from bookings.queries.plans import Wanted
from bookings.queries.services import Order
from clinic.foundation.models import User
from clinic.foundation.queries import access
from clinic.foundation.queries.prepared import Loaded
from protocols.core import walls


@dataclass(frozen=True, slots=True)
class Request:
    """One that is open; `at` and `before` (None unless it is moved) on the wall of the studio."""

    row: WaiverRequest
    at: datetime
    before: datetime | None

    @property
    def code(self) -> str:
        return self.row.code


def mine(by: User, now: datetime) -> list[Request]:
    """What a therapist is asked for, soonest first: one query."""
    rows: list[WaiverRequest] = _MINE.all(by=by.pk, now=now)
    return [told(row) for row in rows]


def open_for(clients: Collection[int], now: datetime) -> list[Request]:
    """What the desk has asked for these clients (by number), soonest first: one query."""
    rows = _open(now).filter(client__in=clients)
    return [told(row) for row in rows.select_related("therapist__user", "service")]


def one(code: str) -> WaiverRequest:
    """Raises `NotFound`. Whether it may be seen is another question."""
    rows = WaiverRequest.objects.select_related(*BESIDE, "moving__service", "moving__client")
    found = rows.select_related("therapist__user").filter(code=code).first()
    if found is None:
        raise nothing()
    return found


def theirs(by: User, code: str, now: datetime) -> WaiverRequest:
    """A request to this therapist about a client whom they treat. Else `NotFound`."""
    found = one(code)
    must_be_theirs(by, found, now)
    return found


def must_be_theirs(by: User, request: WaiverRequest, now: datetime) -> None:
    """Raises `NotFound` for everybody but the therapist who is asked, and treats the client."""
    whom = request.therapist
    if not whom.active or whom.user_id != by.pk or not access.treats(by, request.client, now):
        raise nothing()


def wanted_of(request: WaiverRequest) -> Wanted:
    """The session that is asked for, with nothing waived; what is moved is what it is by now.

    Those who work together stay together, if one of them is asked. Three queries at most.
    """
    where, with_whom = request.location.code, _with_whom(request)
    if request.moving is not None:
        return plans.as_booked(request.moving, start=request.start_at, waivers=(), **with_whom)
    return Wanted(request.client, _order(request), where, request.start_at, **with_whom)


def beside(request: WaiverRequest) -> list[str]:
    """The names of those who would give it together with whom is asked. Two queries at most."""
    codes = {*_with_whom(request).get("team", ())} - {request.therapist.code}
    rows = Therapist.objects.select_related("user").filter(code__in=codes)
    return [str(row) for row in rows] if codes else []


def givers(wanted: Wanted) -> tuple[str, ...]:
    """The codes of those who would give a session: whoever is named is first. One query at most."""
    team = codes_of(wanted.moving)[0] if wanted.moving else wanted.team
    if wanted.therapist and wanted.therapist not in team:
        return (wanted.therapist,)
    return tuple(sorted(team, key=lambda code: code != wanted.therapist))


def _with_whom(request: WaiverRequest) -> dict[str, Any]:
    """As a wish names them."""
    whom = request.therapist.code
    team = codes_of(request.moving)[0] if request.moving else tuple(request.team)
    return {"team": team} if len(team) > 1 and whom in team else {"therapist": whom}


def _order(request: WaiverRequest) -> Order:
    service: Service = request.service
    return services.order(
        service,
        minutes=request.minutes,
        depth=request.depth,
        group_size=request.group_size,
        staff=True,
    )


def columns(wanted: Wanted) -> dict[str, Any]:
    """What a request keeps of a wish."""
    order = wanted.order
    return {
        "service": order.service,
        "minutes": order.minutes,
        "depth": order.depth,
        "group_size": order.group_size,
        "start_at": wanted.start,
        "team": [] if wanted.moving else list(wanted.team),
        "moving": wanted.moving,
    }


BESIDE = ("client", "service", "location", "asked_by", "moving")


def _open(now: datetime) -> QuerySet[WaiverRequest]:
    rows = WaiverRequest.objects.select_related(*BESIDE)
    return rows.filter(state="open", start_at__gt=now).order_by("start_at", "pk")


def _mine(*, by: int, now: datetime) -> QuerySet[WaiverRequest]:
    return _open(now).filter(therapist__user=by, therapist__active=True)


_MINE = Loaded(_mine, {"by": -77, "now": datetime(1901, 1, 1, tzinfo=UTC)})


def told(row: WaiverRequest) -> Request:
    """A request as people are told of it: no query, of rows with what stands beside them."""
    zone = row.location.zone
    before = walls.wall_of(row.moving.start_at, zone) if row.moving else None
    return Request(row, walls.wall_of(row.start_at, zone), before)
