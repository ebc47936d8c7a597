"""The outbox: leaving an errand or a message inside a transaction, and what people do to rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation.actions.carrying import BATCH, work
from clinic.foundation.actions.claims import LEASE, MOST_TRIES, claim
from clinic.foundation.actions.inserting import insert
from clinic.foundation.errors import Conflict, NotFound, Refused
from clinic.foundation.handed import given
from clinic.foundation.models import Client, OutboxRow, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import AT_DESK

__all__ = [
    "BATCH",
    "LEASE",
    "MOST_TRIES",
    "Errand",
    "claim",
    "drop",
    "leave",
    "queue",
    "retry",
    "work",
]

CODE = re.compile(r"[\w:.+@/-]{0,120}")  # codes, dates, zones; never a sentence
LET_GO = "Let go"
State = OutboxRow.State

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to be done when `due`; the same topic and key twice is one.

    A message names its `channel` ("mail", "sms"); `about` is the code of what it speaks of.
    """

    topic: str
    key: str
    due: datetime
    client: Client | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    urgent: bool = False
    channel: str = ""
    about: str = ""


def leave(*, errands: Iterable[Errand], now: datetime) -> None:
    """Leave errands, inside the change's transaction: one query for all of them.

    What is due at once is asked for as soon as the change is committed. Raises `ValueError` for a
    fact that is no code: texts could be health texts, and stay sealed.
    """
    rows = [_row(errand, now) for errand in errands]
    insert(*rows, unless_there=True)
    _nudge(row for row in rows if row.due_at <= now)


def queue(  # noqa: PLR0913 - an errand has so many sides, and each is named
    *,
    topic: str,
    key: str,
    due: datetime,
    now: datetime,
    client: Client | None = None,
    facts: Mapping[str, str | int] | None = None,
    urgent: bool = False,
    channel: str = "",
    about: str = "",
) -> None:
    """Leave one errand; see `leave`."""
    errand = Errand(topic, key, due, client, facts or {}, urgent, channel, about)
    leave(errands=[errand], now=now)


@transaction.atomic
def retry(*, by: User | None, code: str, now: datetime) -> None:
    """Have a row tried again at once, with all its tries: one set aside, or one that backs off.

    For the desk and the owner; nobody is the system. Raises `Conflict` for one that is over.
    """
    row = _waiting(by, code)
    row.state, row.tries, row.due_at = State.WAITING, 0, now
    row.claimed_until, row.last_error = None, ""
    row.save(update_fields=["state", "tries", "due_at", "claimed_until", "last_error"])
    log.info("outbox row sent again", code=row.code, user=by.code if by else None)
    _nudge([row])


@transaction.atomic
def drop(*, by: User | None, code: str, now: datetime) -> None:
    """Give a row up that waits or was set aside. For the desk and the owner; raises `Conflict`."""
    row = _waiting(by, code)
    row.state, row.ended_at = State.DROPPED, now
    row.claimed_until, row.last_error = None, LET_GO
    row.save(update_fields=["state", "ended_at", "claimed_until", "last_error"])
    log.info("outbox row let go", code=row.code, user=by.code if by else None)


def _row(errand: Errand, now: datetime) -> OutboxRow:
    facts = dict(errand.facts)
    if not all(isinstance(fact, int) or CODE.fullmatch(fact) for fact in facts.values()):
        raise ValueError(f"{errand.topic}: facts are codes and figures, never texts")
    return OutboxRow(
        topic=errand.topic,
        key=errand.key,
        client=errand.client,
        facts=facts,
        urgent=errand.urgent,
        channel=errand.channel,
        about=errand.about,
        due_at=errand.due,
        created_at=now,
    )


def _nudge(rows: Iterable[OutboxRow]) -> None:
    """Ask for a pass when the transaction is through; should that fail, the next tick finds them."""
    for lane in {"urgent" if row.urgent else "bulk" for row in rows}:
        transaction.on_commit(partial(given.nudge, lane), robust=True)


def _waiting(by: User | None, code: str) -> OutboxRow:
    """The row, locked: whoever is sending it just now is waited for."""
    if by is not None and not roles_of(by) & AT_DESK:
        raise Refused("refused", _("Only the front desk and the owner can do this."))
    row = OutboxRow.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound("not_found", _("There is no such message."))
    if row.state not in (State.WAITING, State.ASIDE):
        raise Conflict("message_over", _("This message was sent or dropped meanwhile."))
    return row
