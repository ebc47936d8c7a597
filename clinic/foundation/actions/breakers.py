"""The breaker of each way out: while it is down, no message is charged a try for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.db.models import F, Q

from clinic.foundation.actions import claims
from clinic.foundation.handed import given
from clinic.foundation.models import Channel, OutboxRow

PROBE = timedelta(seconds=15)  # one message a tick asks whether it answers again
AT_FAULT, FOR_NOW, REFUSED = "Channel", "For now", "Refused"  # how `last_error` begins

log = structlog.get_logger(__name__)


def to_probe(*, now: datetime) -> list[str]:
    """The ways whose turn it is to be asked; of several who look at once one gets each."""
    down = Channel.objects.exclude(down_since=None)
    asked_before = Q(probed_at=None) | Q(probed_at__lte=now - PROBE)
    return [
        name
        for name in down.values_list("name", flat=True)
        if down.filter(asked_before, name=name).update(probed_at=now)
    ]


@transaction.atomic
def went_down(*, name: str, kind: str, now: datetime) -> None:
    """The way is at fault: nothing leaves by it until a probe gets through."""
    channel = _locked(name)
    if channel.down_since is None:
        channel.down_since = channel.probed_at = now
        log.warning("channel down", channel=name, error=kind)
    else:
        log.info("channel still down", channel=name, error=kind)
    channel.last_error = kind
    channel.save(update_fields=["down_since", "probed_at", "last_error"])


@transaction.atomic
def works(*, name: str, now: datetime, sent: bool) -> None:
    """The way answers: all that waits may go, also what backed off because its line was cut.

    A message `sent` ends a row of refusals too.
    """
    channel = _locked(name)
    if channel.down_since is not None:
        log.info("channel up", channel=name)
        waiting = OutboxRow.objects.filter(channel=name, state=OutboxRow.State.WAITING)
        waiting.filter(last_error__startswith=OutboxRow.UNSURE, due_at__gt=now).update(due_at=now)
        for lane in ("urgent", "bulk"):  # whoever passes over the other one has seen it down
            transaction.on_commit(partial(given.nudge, lane), robust=True)
    channel.down_since, channel.probed_at, channel.last_error = None, None, ""
    channel.worked_at = now if sent else channel.worked_at
    channel.save(update_fields=["down_since", "probed_at", "last_error", "worked_at"])


@transaction.atomic
def refused_for_now(*, row: OutboxRow, kind: str, now: datetime) -> bool:
    """One message was refused for now. Says whether the way is at fault, and notes it on the row.

    It is if another message was refused so, and none sent between: two in a row are no chance.
    Then neither is charged for it.
    """
    channel = _locked(row.channel)
    waiting = OutboxRow.objects.filter(channel=row.channel, state=OutboxRow.State.WAITING)
    others = waiting.filter(last_error__startswith=FOR_NOW, claimed_until__lte=now)
    others = others.exclude(pk=row.pk)
    if channel.worked_at is not None:
        others = others.filter(claimed_until__gt=channel.worked_at)
    if channel.down_since is None and not others.update(
        tries=F("tries") - 1, due_at=F("claimed_until"), last_error=f"{AT_FAULT} {kind}"
    ):
        claims.try_later(row, now, f"{FOR_NOW} {kind}")
        return False
    claims.give_back(row, now, f"{AT_FAULT} {kind}")
    went_down(name=row.channel, kind=kind, now=now)
    return True


def _locked(name: str) -> Channel:
    """Its row, made when first needed. One at a time decides about a way."""
    rows = Channel.objects.select_for_update().filter(name=name)
    if (channel := rows.first()) is None:
        Channel.objects.bulk_create([Channel(name=name)], ignore_conflicts=True)
        channel = rows.get()
    return channel
