"""`/api/v1/appointments`: booking, looking, moving, cancelling, undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import Field

from bookings.actions import booking, changing
from bookings.api.shapes import (
    BOOKING,
    AppointmentIn,
    AppointmentInFull,
    AppointmentOut,
    Appointments,
    CancelIn,
    Code,
    Day,
    MoveIn,
    NothingIn,
)
from bookings.models import Appointment
from bookings.queries import appointments, lists, plans, services, standing, telling
from bookings.queries.plans import Wanted
from clinic.foundation.api import ErrorBody, refuse_unknown
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.api.shared import Page, asking, cursor_of, mark_of, moment, once
from protocols.queries.paging import page

router = Router(tags=["bookings"])
BOOK = "POST appointments"
GONE = {404: ErrorBody, 422: ErrorBody}


class Listed(Page):
    """Which appointments: from one local day to another, both included."""

    client: Code | None = Field(None, description="Staff: the code of the client.")
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")


@router.post("/appointments", response={201: AppointmentOut, **BOOKING}, summary="Book a time")
def appointment_book(request: HttpRequest, body: AppointmentIn) -> Any:
    """For yourself, or as staff for a client. A caution is booked once it is accepted."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> Appointment:
        return booking.book(by=by, wanted=_wanted(by, body, now), now=now)

    return _answer(request, by, now, BOOK, do)


@router.get("/appointments", response={200: Appointments, **GONE}, summary="Appointments, by start")
def appointments_list(request: HttpRequest, asked: Query[Listed]) -> dict[str, Any]:
    """Your own; for staff those of their role."""
    refuse_unknown(request, "client", "from", "to", "limit", "cursor")
    by, now = asking(request)
    client = standing.client(by, asked.client, now=now)[0] if asked.client else None
    rows = lists.listed(by, client=client, first=asked.first, last=asked.last, now=now)
    found, mark = page(rows, "start_at", limit=asked.limit, after=mark_of(asked.cursor))
    told = [telling.appointment(appointments.session(row, now)) for row in found]
    return {"items": told, "next": cursor_of(mark)}


@router.get(
    "/appointments/{slug:code}",
    response={200: AppointmentInFull, **GONE},
    summary="One appointment",
)
def appointment_one(request: HttpRequest, code: str) -> dict[str, Any]:
    """With its note for its client and for those who treat them: that is a look on file."""
    refuse_unknown(request)
    by, now = asking(request)
    row, stands = standing.appointment(by, code, now=now)
    told = telling.appointment(appointments.one(row, now)) | {"note": None}
    if row.note is not None and (stands.own or stands.treats):
        told["note"] = access.read_health(by, row, _("An appointment"), now=now).get("note")
    return told


@router.post(
    "/appointments/{slug:code}/move",
    response={200: AppointmentOut, **BOOKING},
    summary="Move an appointment",
)
def appointment_move(request: HttpRequest, code: str, body: MoveIn) -> Any:
    """To another start, with the same therapist or another. Judged as if it were not there."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> Appointment:
        row, _stands = standing.appointment(by, code, now=now)
        wanted = plans.as_booked(
            row,
            start=moment(body.start, "start"),
            therapist=body.therapist or "",
            accept_caution=body.accept_caution,
            waivers=tuple(body.waivers),
            reason=body.reason,
        )
        return changing.move(by=by, wanted=wanted, now=now)

    return _answer(request, by, now, f"POST appointments/{code}/move", do)


@router.post(
    "/appointments/{slug:code}/cancel",
    response={200: AppointmentOut, **BOOKING},
    summary="Cancel an appointment",
)
def appointment_cancel(request: HttpRequest, code: str, body: CancelIn | None = None) -> Any:
    """Free of charge until the change window; inside it a fee is due."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> Appointment:
        row, _stands = standing.appointment(by, code, now=now)
        late = body is not None and body.accept_late
        return changing.cancel(by=by, appointment=row, now=now, accept_late=late)

    return _answer(request, by, now, f"POST appointments/{code}/cancel", do)


@router.post(
    "/appointments/{slug:code}/undo",
    response={200: AppointmentOut, **BOOKING},
    summary="Take the last move or cancellation back",
)
def appointment_undo(request: HttpRequest, code: str, body: NothingIn | None = None) -> Any:
    """For three minutes, while the time is still free."""
    refuse_unknown(request)
    by, now = asking(request)

    def do() -> Appointment:
        row, _stands = standing.appointment(by, code, now=now)
        return changing.undo(by=by, appointment=row, now=now)

    return _answer(request, by, now, f"POST appointments/{code}/undo", do)


def _answer(
    request: HttpRequest, by: User, now: datetime, call: str, do: Callable[[], Appointment]
) -> Status[Any]:
    """Carry a call out once, and tell of the appointment as it is now."""
    made: list[Appointment] = []

    def once_only() -> tuple[int, str]:
        made.append(do())
        return (201 if call == BOOK else 200), made[0].code

    done = once(request, by, now, call, once_only)
    if made:
        session = appointments.written(made[0], now)
    else:
        row, _stands = standing.appointment(by, done.code, now=now)
        session = appointments.one(row, now)
    return Status(done.status, telling.appointment(session))


def _wanted(by: User, body: AppointmentIn, now: datetime) -> Wanted:
    """What a body asks for. Raises `Invalid` and `NotFound`."""
    client = _client(by, body.client, now)
    service = services.one(body.service)
    order = services.order(
        service,
        minutes=body.minutes,
        depth=body.depth or service.depths[0],
        group_size=body.group_size,
        staff=standing.standing(by, client, now).staff,
    )
    return Wanted(
        client=client,
        order=order,
        location=body.location,
        start=moment(body.start, "start"),
        therapist=body.therapist or "",
        note=body.note,
        venue=body.venue,
        accept_caution=body.accept_caution,
        waivers=tuple(body.waivers),
        reason=body.reason,
    )


def _client(by: User, code: str | None, now: datetime) -> Client:
    """Whom a booking is for: the client named, else the one that asks."""
    if code is not None:
        return standing.client(by, code, now=now)[0]
    try:
        return access.own_record(by)
    except NotFound:
        raise Invalid("invalid", _("Say for whom."), field="client") from None
