"""`/api/v1/slots`: free times, judged by a runner's calendar where there is one to ask."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal import ratelimit  # the one beside it counts no GET
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from bookings.api.shapes import Code, Day, SlotsOut
from bookings.queries import search, services, standing, telling
from bookings.queries.search import Ask
from clinic.foundation.api import ErrorBody, refuse_unknown
from clinic.foundation.errors import Invalid, NotFound, TooMany
from clinic.foundation.http import roles
from clinic.foundation.models import Client, User
from clinic.foundation.queries import people
from clinic.foundation.roles import STAFF, Role

router = Router(tags=["bookings"])
STRANGERS_DAYS = 14


class SlotsAsked(Schema):
    """What is looked for."""

    service: Code
    minutes: int = Field(ge=1, le=1440)
    depth: str | None = Field(None, max_length=10, description="The service's first, if not given.")
    location: Code | None = Field(None, description="All, if not given.")
    therapist: Code | None = Field(None, description="Any, if not given.")
    first: Day = Field(alias="from")
    days: int = Field(ge=1, le=search.MOST_DAYS, description="Strangers: at most 14.")
    client: Code | None = Field(None, description="Staff: whose calendar is asked.")
    group_size: int = Field(1, ge=1, le=500)
    include_blocked: bool = False


PARAMETERS = tuple(field.alias or name for name, field in SlotsAsked.model_fields.items())


@router.get(
    "/slots",
    response={200: SlotsOut, 401: ErrorBody, 404: ErrorBody, 422: ErrorBody, 429: ErrorBody},
    summary="Free times",
)
def slots(request: HttpRequest, asked: Query[SlotsAsked]) -> HttpResponse:
    """Your own calendar judges; staff name a client; strangers hear no verdict."""
    refuse_unknown(request, *PARAMETERS)
    now = timezone.now()
    if not request.user.is_authenticated:
        _stranger(request, asked)
    ask, discreet = _ask(request, asked, now)
    found = search.search(ask, now=now)
    # Answered as it is: a schema's look at thousands of times would cost more than the search.
    told = telling.slots_json(found, blocked=asked.include_blocked, now=now, discreet=discreet)
    return HttpResponse(told, content_type="application/json")


def _ask(request: HttpRequest, asked: SlotsAsked, now: datetime) -> tuple[Ask, bool]:
    """What is looked for, and whether its reasons are told discreetly."""
    client, staff, discreet = _whose(request, asked, now)
    service = services.one(asked.service)
    order = services.order(
        service,
        minutes=asked.minutes,
        depth=asked.depth or service.depths[0],
        group_size=asked.group_size,
        staff=staff,
    )
    where, whom = asked.location or "", asked.therapist or ""
    ask = Ask(order, asked.first, asked.days, where, whom, client, staff=staff)
    return ask, discreet


def _stranger(request: HttpRequest, asked: SlotsAsked) -> None:
    """Whoever is not signed in asks less far, less often, and for nobody."""
    counted = ratelimit.consume(request, app="allauth.account", action="slots", limit_get=True)
    if counted is None:
        raise TooMany("Too many questions in a minute. Wait a moment, then ask again.")
    if asked.days > STRANGERS_DAYS:
        raise Invalid("invalid", "At most 14 without signing in.", field="days")
    if asked.client is not None:
        raise NotFound("not_found", "There is no such record.")


def _whose(
    request: HttpRequest, asked: SlotsAsked, now: datetime
) -> tuple[Client | None, bool, bool]:
    """Whose calendar is asked, whether for the clinic, and whether reasons are discreet."""
    if not isinstance(request.user, User):
        return None, False, False
    if asked.client is not None:
        client, stands = standing.client(request.user, asked.client, now=now)
        return client, stands.staff, stands.discreet
    roles_now = roles(request)
    own = people.client_of(request.user) if Role.CLIENT in roles_now else None
    return own, bool(roles_now & STAFF), False
