"""The outbox: leaving an errand inside a transaction, and carrying out what is due."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from clinic.foundation.handed import given
from clinic.foundation.models import Client, OutboxRow

CLAIM = timedelta(minutes=2)
MOST_TRIES = 8

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
    """Leave one errand; the same topic and key twice leaves one. Call it inside the change's transaction."""
    OutboxRow.objects.bulk_create(
        [
            OutboxRow(
                topic=topic,
                key=key,
                client=client,
                facts=dict(facts or {}),
                urgent=urgent,
                due_at=due,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )


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
    handler = given.handlers.get(row.topic)
    try:
        if handler is None:
            raise LookupError("no handler for this topic")
        if not handler.wanted(row, now):
            return _end(row, OutboxRow.State.DROPPED, now)
        with transaction.atomic():
            handler.carry_out(row, now)
            _end(row, OutboxRow.State.DONE, now)
    except Exception as error:  # whatever a handler raises must not stop the other rows
        log.warning("outbox %s failed: %s", row.code, type(error).__name__)
        _try_later(row, now, error)


def _end(row: OutboxRow, state: OutboxRow.State, now: datetime) -> None:
    OutboxRow.objects.filter(pk=row.pk).update(state=state, ended_at=now, claimed_until=None)


def _try_later(row: OutboxRow, now: datetime, error: Exception) -> None:
    """Back off 1, 2, 4 … minutes; after the last try the row is set aside for a person."""
    aside = row.tries >= MOST_TRIES
    OutboxRow.objects.filter(pk=row.pk).update(
        state=OutboxRow.State.ASIDE if aside else OutboxRow.State.WAITING,
        due_at=now + timedelta(minutes=2 ** (row.tries - 1)),
        claimed_until=None,
        last_error=type(error).__name__,  # never the text: it may quote what it choked on
    )
