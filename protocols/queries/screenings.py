"""Answers to the red flags: whether there are fresh ones. What they say opens elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from clinic.foundation.models import Client
from clinic.foundation.queries import access
from protocols.core import walls
from protocols.core.engine import judge
from protocols.core.parsing.case import read_case
from protocols.core.runners import answers_held
from protocols.models import Screening
from protocols.queries import rules

HOLDS = timedelta(days=7)
MOST = 50  # of the newest are looked at


def fresh(now: datetime) -> QuerySet[Screening]:
    """Everybody's answers of the last 7 days, newest first."""
    return between(now - HOLDS, now)


def between(since: datetime, until: datetime) -> QuerySet[Screening]:
    """Everybody's answers after `since` and up to `until`, newest first."""
    lately = Screening.objects.filter(answered_at__gt=since, answered_at__lte=until)
    return lately.order_by("-answered_at", "-pk")


def fresh_screening(client: Client, now: datetime) -> Screening | None:
    """The client's newest answers, if they are less than 7 days old: one query."""
    return fresh(now).filter(client=client).first()


def must_screen(client: Client, type: str, now: datetime) -> bool:  # noqa: A002 - the engine's word
    """Whether the red flags come before a session of this type: for an injury, unless answered."""
    return type == "injury" and fresh_screening(client, now) is None


def held(client: Client, now: datetime) -> list[str]:
    """The codes that hold for a client now, for the engine: two queries at most."""
    told = access.open_unseen(client, list(fresh(now).filter(client=client)[:MOST]))
    return answers_held(answers["answers"] for answers in told)


def stops(codes: Sequence[str], now: datetime) -> bool:
    """Whether no session at all can be given with these answers, by the rules in force.

    Asked of the engine: the mildest session there is, right now, with nothing else in the calendar.
    """
    mildest = {"type": "general", "depth": "light", "minutes": 30, "start": walls.rfc3339(now)}
    case = read_case({"timezone": "UTC", "screening": list(codes), "candidate": mildest})
    reasons = judge(rules.current(), case).as_json(case)["reasons"]
    return any(r["rule"] == "FLAG-7" and r["effect"] == "blocked" for r in reasons)
