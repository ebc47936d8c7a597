"""The outbox: leaving an errand inside a transaction, and carrying out what is due."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from clinic.foundation.handed import Handler, given
from clinic.foundation.models import Client, OutboxRow

CLAIM = timedelta(minutes=2)
MOST_TRIES = 8
CODE = re.compile(r"[\w:.+@/-]{0,120}")  # codes, dates, zones; never a sentence

log = logging.getLogger(__name__)


def queue(
    *,
    topic: str,
    key: str,
    due: datetime,
    now: datetime,
    client: Client | None = None,
    facts: Mapping[str, str | int] | None = None,
    urgent: bool = False,
) -> None:
    """Leave one errand, inside the change's transaction; the same topic and key twice leaves one.

    Raises `ValueError` for a fact that is no code: texts could be health texts, and stay sealed.
    """
    if not all(isinstance(fact, int) or CODE.fullmatch(fact) for fact in (facts or {}).values()):
        raise ValueError(f"{topic}: facts are codes and figures, never texts")
    row = OutboxRow(
        topic=topic,
        key=key,
        client=client,
        facts=dict(facts or {}),
        urgent=urgent,
        due_at=due,
        created_at=now,
    )
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)


def work(*, now: datetime, limit: int = 100) -> int:
    """Carry out what is due, urgent first; says how many rows were taken."""
    rows = claim(now=now, limit=limit)
    for row in rows:
        _carry_out(row, now)
    return len(rows)


@transaction.atomic
def claim(*, now: datetime, limit: int) -> list[OutboxRow]:
    """Take due rows for two minutes; other workers pass over them. A dead worker's come back."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = OutboxRow.objects.filter(free, state=OutboxRow.State.WAITING, due_at__lte=now)
    rows = list(due.select_for_update(skip_locked=True).order_by("-urgent", "due_at", "pk")[:limit])
    OutboxRow.objects.filter(pk__in=[r.pk for r in rows]).update(
        claimed_until=now + CLAIM, tries=F("tries") + 1
    )
    for row in rows:
        row.tries += 1
    return rows


def _carry_out(row: OutboxRow, now: datetime) -> None:
    try:
        with transaction.atomic():
            # Slow rows before this one may have outlived the claim: then it is another worker's.
            mine = OutboxRow.objects.select_for_update(skip_locked=True).filter(
                pk=row.pk, tries=row.tries, state=OutboxRow.State.WAITING
            )
            if list(mine.values_list("pk")):
                _end(row, _outcome(_handler(row), row, now), now)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises, the others go on
        log.warning("outbox %s failed: %s", row.code, type(error).__name__)
        _try_later(row, now, type(error).__name__)


def _handler(row: OutboxRow) -> Handler:
    """Raises `LookupError` for a topic that nobody handles, and for a row that kills workers."""
    if row.topic not in given.handlers or row.tries > MOST_TRIES:
        raise LookupError(row.topic)
    return given.handlers[row.topic]


def _outcome(handler: Handler, row: OutboxRow, now: datetime) -> OutboxRow.State:
    if not handler.wanted(row, now):
        return OutboxRow.State.DROPPED
    handler.carry_out(row, now)
    return OutboxRow.State.DONE


def _end(row: OutboxRow, state: OutboxRow.State, now: datetime) -> None:
    OutboxRow.objects.filter(pk=row.pk).update(state=state, ended_at=now, claimed_until=None)


def _try_later(row: OutboxRow, now: datetime, error: str) -> None:
    """Back off 1, 2, 4 … minutes; after the last try the row is set aside for a person.

    `error` is the name of an exception and never its text, which may quote what it choked on.
    """
    aside = row.tries >= MOST_TRIES
    OutboxRow.objects.filter(pk=row.pk, tries=row.tries).update(
        state=OutboxRow.State.ASIDE if aside else OutboxRow.State.WAITING,
        due_at=now + timedelta(minutes=2 ** (row.tries - 1)),
        claimed_until=None,
        last_error=error[:200],
    )
