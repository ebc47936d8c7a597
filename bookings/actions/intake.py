"""Answers that come in, and the sessions to come that they may turn: one transaction for both."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from bookings.actions import reviewing
from bookings.queries.intakes import PURPOSE
from clinic.foundation.actions import tokens
from clinic.foundation.models import Client, User
from protocols.actions import intake as sittings
from protocols.actions import screenings
from protocols.models import Intake, Screening


@transaction.atomic
def submit(
    *,
    by: User | None,
    intake: Intake,
    sections: Collection[str],
    secret: str = "",
    now: datetime,
) -> tuple[str, ...]:
    """Send a sitting in; sessions that it speaks against wait for a therapist. A link is spent.

    Says which flags were raised. Raises `NotFound`, of two that use one link for the later one;
    `Conflict` for what was sent in before, `Invalid` where an answer is missing.
    """
    if secret:
        tokens.spend(secret=secret, purpose=PURPOSE, now=now)
    row, codes = sittings.submit(by=by, intake=intake, sections=sections, now=now)
    reviewing.reopen(client=row.client, by=by, now=now, codes=codes)
    return codes


@transaction.atomic
def give(*, by: User, client: Client, codes: Iterable[str], now: datetime) -> Screening:
    """Keep answers to all red flags, on the page or by telephone, likewise.

    Raises `NotFound`, `Invalid`.
    """
    told = list(codes)
    made = screenings.give(by=by, client=client, codes=told, now=now)
    reviewing.reopen(client=client, by=by, now=now, codes=told)
    return made
