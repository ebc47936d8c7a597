"""The sessions of a clinic to measure with, as booking would have left them; `load` says why."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bookings.actions import history, resources
from bookings.core.judging import case_at
from bookings.core.load import AFTER, MINUTES, OPENS, Plan, Sitting
from bookings.models import (
    Appointment,
    HistoryLine,
    Location,
    Occupancy,
    Room,
    Service,
    Therapist,
)
from bookings.queries.busy import minutes
from clinic.foundation.actions import vault
from clinic.foundation.core import sealing
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client, User
from protocols.core import evaluate
from protocols.core.walls import instant_of

HISTORY = 52  # weeks behind the first day in each of which the regular came once
BATCH = 1_000  # rows of one INSERT
BLANK: dict[str, object] = {
    "runner": {},
    "races": [],
    "workouts": [],
    "sessions": [],
    "injury": None,
    "screening": [],
}
Taken = tuple[Appointment, list[int]]  # and the resources that it takes


@dataclass(frozen=True)
class Clinic:
    """What the sessions are made of. Visits are of a service that is off the menu."""

    owner: User
    studio: Location
    ours: Service
    theirs: Service
    rooms: list[Room]
    therapists: list[Therapist]


def write(
    made: Clinic, plan: Plan, patrons: Sequence[Client], regular: Client, now: datetime
) -> None:
    """Everything planned, spread over the patrons, and the regular's year."""
    planned = [
        _session(made, plan, sitting, patrons[number % len(patrons)], now)
        for number, sitting in enumerate(plan.sittings)
    ]
    year = [_session(made, plan, sitting, regular, now) for sitting in _year(plan)]
    _keep([*planned, *year], made.owner, now)


def note(*, by: User | None, appointment: int, now: datetime) -> None:
    """One row and nothing else: the least that a booking could cost. `appointment` is its number."""
    HistoryLine.objects.create(appointment_id=appointment, at=now, by=by, did="noted")


def _year(plan: Plan) -> Iterator[Sitting]:
    """Once a week at the opening, with one after the other."""
    for week in range(1, HISTORY + 1):
        whom = week % plan.size.therapists
        yield Sitting(whom, -7 * week, OPENS, week % plan.size.rooms)


def _session(made: Clinic, plan: Plan, sitting: Sitting, client: Client, now: datetime) -> Taken:
    """A booked session, or one that is over; without a room it is a visit somewhere else."""
    away = sitting.room is None
    service = made.theirs if away else made.ours
    wall = datetime.combine(plan.first, time()) + timedelta(days=sitting.day, minutes=sitting.start)
    start = instant_of(wall, plan.zone)
    depth = service.depths[0] if away else service.depths[1]
    row = Appointment(
        client=client,
        service=service,
        location=made.studio,
        state="done" if sitting.day < 0 else "confirmed",
        start_at=start,
        end_at=start + timedelta(minutes=MINUTES),
        local_start=history.wall(start, plan.zone),
        zone=plan.zone,
        minutes=MINUTES,
        type=service.type,
        depth=depth,
        kind=service.kind,
        venue="At their company" if away else "",
        buffer_before=0,
        buffer_after=AFTER,
        price=service.lengths[0][1],
        currency=service.currency,
        change_hours=service.change_hours,
        late_fee_percent=service.late_fee_percent,
        rules_version=1,
        booked_by=made.owner,
        booked_at=now,
    )
    keys = [made.therapists[sitting.therapist].resource_id]
    return row, keys if sitting.room is None else [*keys, made.rooms[sitting.room].resource_id]


def _keep(taken: Sequence[Taken], by: User, now: datetime) -> None:
    """Appointments with their sealed verdict, what they take, and the line of their history."""
    words: dict[str, str] = {}
    lost = os.urandom(32)
    for row, _keys in taken:
        if row.type not in words:
            words[row.type] = _judged(row)
        row.judged = _sealed(row, words[row.type], lost)
    Appointment.objects.bulk_create((row for row, _keys in taken), batch_size=BATCH)
    Occupancy.objects.bulk_create(
        (
            Occupancy(resource_id=key, appointment=row, during=resources.around(row))
            for row, keys in taken
            for key in keys
        ),
        batch_size=BATCH,
    )
    HistoryLine.objects.bulk_create(
        (HistoryLine(appointment=row, at=now, by=by, did="booked") for row, _keys in taken),
        batch_size=BATCH,
    )


def _judged(row: Appointment) -> str:
    """What is kept of a verdict, for somebody without races: as long as a booking's own."""
    asked = {"type": row.type, "depth": row.depth, "minutes": row.minutes, "service": row.kind}
    case = case_at({"timezone": row.zone, **BLANK}, asked, minutes(row.start_at))
    return json.dumps({"case": case, "said": evaluate(case), "waivers": [], "reason": ""})


def _sealed(row: Appointment, words: str, lost: bytes) -> Sealed:
    """Patrons have no login and no key of their own, as erased clients have none.

    Their texts are sealed under one that is thrown away: to look up a key for each session would
    take longer than all the rest, and nobody reads them. They weigh what a booking's own weigh.
    """
    if row.client.user_id is not None:
        return vault.seal_text(row.client, Appointment, "judged", row.code, words)
    nonce = os.urandom(sealing.NONCE_BYTES)
    return Sealed(
        sealing.seal(words.encode(), key=lost, key_id="lost", nonce=nonce, about=row.code)
    )
