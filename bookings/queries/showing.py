"""One appointment as pages show it: wall clock, words for people and price, and its terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.core import money
from bookings.core.lifecycle import COMING, cancelled_as, fee
from bookings.models import Appointment
from bookings.queries import appointments
from bookings.queries.appointments import Session
from bookings.queries.offers import together, wall
from protocols.core.zones import load


@dataclass(frozen=True, slots=True)
class Terms:
    """Until when (wall clock) a change is free, and what is due after that. `late`: it is after."""

    until: datetime
    hours: int
    percent: int
    fee: str
    late: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A session. `start` and `end` are the studio's wall clock, naive; so is `held_until`."""

    row: Appointment
    state: str
    start: datetime
    end: datetime
    whom: str
    therapist: str
    price: str
    fee: str
    terms: Terms
    coming: bool
    held_until: datetime | None

    @property
    def code(self) -> str:
        return self.row.code


def card(session: Session, now: datetime) -> Card:
    """A session found before: no query."""
    row, zone = session.row, load(session.row.zone)
    return Card(
        row=row,
        state=session.state,
        start=wall(row.start_at, zone),
        end=wall(row.end_at, zone),
        whom=together(session.therapists),
        therapist=session.therapist_codes[0] if session.therapist_codes else "",
        price=money.told(row.price, row.currency),
        fee=money.told(row.fee, row.currency) if row.fee else "",
        terms=terms(row, now),
        coming=session.state in COMING and row.start_at > now,
        held_until=wall(row.expires_at, zone) if row.expires_at else None,
    )


def one(row: Appointment, now: datetime) -> Card:
    """An appointment found before, with its people: two queries."""
    return card(appointments.one(row, now), now)


def terms(row: Appointment, now: datetime) -> Terms:
    """What moving and cancelling cost, by the terms it was booked on."""
    hours, percent = row.change_hours, row.late_fee_percent
    return Terms(
        until=wall(row.start_at - timedelta(hours=hours), load(row.zone)),
        hours=hours,
        percent=percent,
        fee=money.told(fee(row.price, percent), row.currency),
        late=cancelled_as(row.start_at, change_hours=hours, now=now) == "late_cancelled",
    )
