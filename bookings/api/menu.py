"""`/api/v1/services`, `/locations`, `/therapists`: what anybody may know of the clinic."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from bookings.api.shapes import Locations, Services, Therapists
from bookings.models import Location, Service, Therapist
from bookings.queries import catalogue
from clinic.foundation.api import ErrorBody, refuse_unknown
from clinic.foundation.errors import Invalid
from clinic.foundation.http import roles
from clinic.foundation.roles import STAFF

router = Router(tags=["clinic"])
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GONE = {422: ErrorBody}


class Part(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=200, description="As `next` of the page before.")


@router.get("/services", response={200: Services, **GONE}, summary="The menu")
def services(request: HttpRequest, part: Query[Part]) -> dict[str, Any]:
    """In the clinic's order. Staff see what is not booked online, too."""
    rows = catalogue.menu(staff=bool(roles(request) & STAFF))
    return _page(request, part, [(row.code, _service(row)) for row in rows])


@router.get("/locations", response={200: Locations, **GONE}, summary="The studios", by_alias=True)
def locations(request: HttpRequest, part: Query[Part]) -> dict[str, Any]:
    """In the clinic's order, with their ordinary hours."""
    return _page(request, part, [(row.code, _location(row)) for row in catalogue.studios()])


@router.get(
    "/therapists", response={200: Therapists, **GONE}, summary="The therapists", by_alias=True
)
def therapists(request: HttpRequest, part: Query[Part]) -> dict[str, Any]:
    """In the clinic's order, with their ordinary week."""
    return _page(request, part, [(row.code, _therapist(row)) for row in catalogue.therapists()])


def _page(
    request: HttpRequest, part: Part, rows: list[tuple[str, dict[str, Any]]]
) -> dict[str, Any]:
    """A part of a short list: the cursor is the last one's code."""
    refuse_unknown(request, "limit", "cursor")
    begin = 0
    if part.cursor is not None:
        codes = [_cursor(code) for code, _ in rows]
        if part.cursor not in codes:
            raise Invalid("invalid", "Give `next` of the page before.", field="cursor")
        begin = codes.index(part.cursor) + 1
    end = begin + part.limit
    more = _cursor(rows[end - 1][0]) if end < len(rows) else None
    return {"items": [told for _, told in rows[begin:end]], "next": more}


def _cursor(code: str) -> str:
    return base64.urlsafe_b64encode(code.encode()).decode()


def _service(row: Service) -> dict[str, Any]:
    lengths = sorted((length, price) for length, price in row.lengths)
    prices = [
        {"minutes": length, "amount": price, "currency": row.currency} for length, price in lengths
    ]
    return {
        "code": row.code,
        "name": row.name,
        "about": row.about,
        "kind": row.kind,
        "type": row.type,
        "depths": row.depths,
        "minutes": [length for length, _ in lengths],
        "price": prices[0],
        "prices": prices,
        "needs": {
            "skills": row.skills,
            "features": row.features,
            "therapists": row.therapists,
        },
        "off_site": row.off_site,
        "group_size": (row.group_least, row.group_most),
        "change_hours": row.change_hours,
    }


def _location(row: Location) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "zone": row.zone,
        "address": row.address,
        "hours": _hours(row.hours),
    }


def _therapist(row: Therapist) -> dict[str, Any]:
    works = [
        {"location": shift.location.code, "hours": _hours(shift.hours)}
        for shift in row.shifts.all()
        if shift.location.active
    ]
    return {
        "code": row.code,
        "name": str(row.user),
        "languages": row.languages,
        "gender": row.gender,
        "skills": row.skills,
        "locations": works,
    }


def _hours(hours: Iterable[Iterable[int]]) -> list[dict[str, str]]:
    return [
        {"weekday": WEEKDAYS[day], "from": _clock(begin), "until": _clock(end)}
        for day, begin, end in hours
    ]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
