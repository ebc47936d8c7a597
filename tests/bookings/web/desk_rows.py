"""A clinic with its desk, and sessions that the desk has booked, for the pages of staff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import booking
from bookings.models import Appointment
from clinic.foundation.actions import clients
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW
from tests.clinic import make

MARKED = "zebrafinch"  # in every health text of `marked`; no page of the desk may hold it
# Of the whole word calf: the secrets of the forms are letters by chance, and once spelt its end.
HEALTH = rf"{MARKED}|\b[Cc]al(?:f|ves)\b|strain|physio|FLAG-|INJ-|blood thinner|anticoag"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Mon 23 Nov 2026, 10:00 in Berlin, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


def health_in(said: str) -> list[str]:
    """Every word of health in a page."""
    return re.findall(HEALTH, said)


def desk() -> User:
    """Jo at the desk, made once."""
    return User.objects.filter(email="jo@example.org").first() or make.user("jo", Role.DESK)


def caller(name: str = "Otto Berg", **more: str) -> Client:
    """A client of the telephone."""
    return clients.create(by=desk(), name=name, now=NOW, **more)


def booked(client: Client, start: datetime, **other: Any) -> Appointment:
    """A session that the desk books."""
    told = studio.wanted(client, start, accept_caution=True, **other)
    return booking.book(by=desk(), wanted=told, now=NOW)


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def once(page: Any, action: str) -> str:
    """The token of the form that is sent to this address."""
    _before, _found, form = page.text.partition(f'action="{action}"')
    _before, _found, rest = form.partition('name="once" value="')
    return str(rest.partition('"')[0])
