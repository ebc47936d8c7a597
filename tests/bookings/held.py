"""Bookings that wait for a therapist's look, for tests of reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.actions import booking
from bookings.models import Appointment, Service, Therapist
from clinic.foundation.models import Client, User
from tests.bookings import studio
from tests.bookings.studio import NOW, at
from tests.clinic import make
from tests.protocols import rows

START = at(1, 14)
NUMB = "numbness_below_knee"  # asks for a look at any depth and blocks none


def ana() -> User:
    """The therapist of `studio.clinic`."""
    return Therapist.objects.get(user__email="ana@example.org").user


def booked(
    client: Client, start: datetime = START, now: datetime = NOW, **other: Any
) -> Appointment:
    """An hour with Ana, booked by the client."""
    code = Therapist.objects.get(user__email="ana@example.org").code
    wish = studio.wanted(client, start, accept_caution=True, therapist=code, **other)
    return booking.book(by=make.login_of(client), wanted=wish, now=now)


def held(name: str = "mara", *codes: str, start: datetime = START, **other: Any) -> Appointment:
    """A booking in review for these answers, numbness without any."""
    client = make.client(name)
    rows.answers(client, list(codes or [NUMB]))
    row = booked(client, start, **other)
    assert row.state == "review"
    return row


def injury_service() -> Service:
    """An hour for an injury, at any depth."""
    return studio.service("Injury", type="injury", kind="deep_tissue")
