"""Taking what a client says after a session or a race: signed in, or by the link of a mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from bookings.actions import reviewing
from bookings.queries import checkins as queries
from bookings.queries.checkins import About
from clinic.foundation.models import User
from protocols.actions import checkins
from protocols.core.checkins import SIGNS, Answers
from protocols.models import CheckIn


@dataclass(frozen=True, slots=True)
class Answered:
    """What was kept. `doctor`: it says that a doctor comes first."""

    row: CheckIn
    doctor: bool


@transaction.atomic
def answer(*, by: User, kind: str, code: str, answers: Answers, now: datetime) -> Answered:
    """Keep the answer of a client who is signed in.

    Raises `NotFound` where nothing of theirs asks for one now, `Invalid`, `Conflict` (*answered*).
    """
    return _keep(by, queries.one(kind, code, now), answers, now)


@transaction.atomic
def answer_by_link(*, secret: str, answers: Answers, now: datetime) -> Answered:
    """Keep the answer of whoever holds the link: once a day. Raises as `answer` does."""
    return _keep(None, queries.opened(secret, now), answers, now)


def _keep(by: User | None, about: About, answers: Answers, now: datetime) -> Answered:
    """Signs after a race raise a flag: sessions to come wait for a therapist from then on."""
    row = checkins.give(
        by=by,
        client=about.client,
        kind=about.kind,
        about=about.code,
        of=about.of,
        answers=answers,
        now=now,
    )
    doctor = bool(answers.get("signs"))
    if doctor:
        reviewing.reopen(client=about.client, by=by, now=now, codes=[SIGNS])
    return Answered(row, doctor)
