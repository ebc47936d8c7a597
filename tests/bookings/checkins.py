"""Sessions and races that are over, for tests of how it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bookings.actions import checkins
from bookings.models import Appointment
from bookings.queries import plans
from bookings.queries.standing import Standing
from clinic.foundation.models import Client
from protocols.models import CheckIn, Race
from tests.bookings import season
from tests.bookings.studio import wanted
from tests.clinic import make

OWN = Standing(own=True, desk=False, treats=False)
H, DAY = timedelta(hours=1), timedelta(days=1)
FINE: dict[str, Any] = {"sore": 1, "stairs": "easy", "signs": False}


def session(mara: Client, day: int = 1) -> Appointment:
    """A deep hour at 14:00 in Berlin."""
    return season.book(mara, day)


def race(mara: Client, day: int = 1, **more: Any) -> Race:
    """A marathon from ten in the morning in Berlin until 13:30."""
    return season.race(mara, day, **more)


def finish(row: Race) -> datetime:
    return row.start_at + timedelta(minutes=row.expected_minutes or 0)


def say(about: Appointment | Race, now: datetime, kind: str = "", **answers: Any) -> CheckIn:
    """Its client answers, signed in."""
    race = isinstance(about, Race)
    told = FINE | answers if race else {"sore": 0, "bruised": False} | answers
    by = make.login_of(about.client)
    kind = kind or ("race" if race else "session")
    return checkins.answer(by=by, kind=kind, code=about.code, answers=told, now=now).row


def fired(mara: Client, start: datetime, now: datetime, depth: str = "deep") -> set[str]:
    """The rules that speak of such an hour of general massage."""
    wish = wanted(mara, start, depth=depth)
    reasons = plans.judged(wish, OWN, now=now).said["reasons"]
    return {reason["rule"] for reason in reasons}
