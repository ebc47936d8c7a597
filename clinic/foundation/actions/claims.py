"""Whose a row of the outbox is just now, and what becomes of it.

A claim is a lease: `claimed_until` is its end, and the token by which a worker knows its own row.
Of a row that was let go it tells when that was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from clinic.foundation.models import Channel, OutboxRow

LEASE = timedelta(seconds=30)
FROZEN = timedelta(seconds=60)  # a worker that holds a row and says nothing has lost it then
MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST = timedelta(hours=1)
DIED = "Died"  # the worker, eight times

Lane = Literal["urgent", "bulk", "any"]
State = OutboxRow.State


@transaction.atomic
def claim(*, now: datetime, lane: Lane, limit: int) -> list[OutboxRow]:
    """Take due rows for half a minute; other workers pass over them. A dead worker's come back.

    What would leave by a way that is down stays where it is.
    """
    shut = Channel.objects.exclude(down_since=None).values("name")
    rows = _due(now).exclude(channel__in=shut)
    if lane != "any":
        rows = rows.filter(urgent=lane == "urgent")
    return _lease(rows.order_by("-urgent", "due_at", "pk")[:limit], now)


@transaction.atomic
def claim_to_probe(*, channel: str, now: datetime) -> OutboxRow | None:
    """Take the row of this way that was tried least lately: no bad one is the probe for ever."""
    rows = _due(now).filter(channel=channel)
    longest_ago = F("claimed_until").asc(nulls_first=True)
    return next(iter(_lease(rows.order_by(longest_ago, "tries", "due_at", "pk")[:1], now)), None)


def name_way(row: OutboxRow, name: str) -> None:
    """Have a message leave by this way, though whoever left it named none."""
    row.channel = name
    _mine(row).update(channel=name)


def begin(row: OutboxRow) -> bool:
    """Charge a try as the work on a row begins; False if it is another's by now.

    Charged before, not after: a row that kills its workers is set aside after eight of them. A
    message whose last try has no end may have left with it, and its row says so until it is sent.
    """
    if row.tries >= MOST_TRIES:
        _mine(row).update(state=State.ASIDE, last_error=DIED)
        return False
    if row.channel and row.tries and not row.last_error:
        row.last_error = row.UNSURE
    row.tries += 1
    return bool(_mine(row).update(tries=row.tries, last_error=row.last_error))


def hold(row: OutboxRow, *, outlast: timedelta | None = None) -> bool:
    """Lock the row to the end of the transaction; False if it is another's by now.

    Held while something happens outside, it comes back from a frozen worker after `outlast`.
    """
    if outlast is not None:
        with connection.cursor() as cursor:
            seconds = f"{outlast.total_seconds():.0f}s"
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = %s", [seconds])
    # Not SKIP LOCKED: whoever looks for rows to claim locks one for an instant, even where it then
    # turns out to be taken. It is waited for; nobody holds a row of this lease for long but us.
    return bool(_mine(row).select_for_update().values_list("pk"))


def end(row: OutboxRow, state: OutboxRow.State, now: datetime, *, error: str = "") -> None:
    """It is over: done, or dropped for a reason."""
    _mine(row).update(state=state, ended_at=now, claimed_until=None, last_error=error)


def put_off(row: OutboxRow, until: datetime) -> None:
    """It waits for its time; nothing was tried."""
    _mine(row).update(due_at=until, claimed_until=None, tries=row.tries - 1)


def let_go(row: OutboxRow) -> None:
    """Back among those that wait: its turn did not come."""
    _mine(row).update(claimed_until=None)


def give_back(row: OutboxRow, now: datetime, error: str) -> None:
    """Back among those that wait, due as it was, and not charged: it was no fault of its own."""
    _mine(row).update(claimed_until=now, tries=row.tries - 1, last_error=error)


def try_later(row: OutboxRow, now: datetime, error: str) -> None:
    """Back off ½, 1, 2, 4 … minutes; after the last try the row is set aside for a person.

    The first wait is short, so that what a server refused by mistake is out within a minute of its
    being mended.
    """
    aside = row.tries >= MOST_TRIES
    _mine(row).update(
        state=State.ASIDE if aside else State.WAITING,
        due_at=now + min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST),
        claimed_until=now,
        last_error=error[:200],
    )


def _due(now: datetime) -> QuerySet[OutboxRow]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = OutboxRow.objects.filter(free, state=State.WAITING, due_at__lte=now)
    return due.select_related("client").select_for_update(skip_locked=True, of=("self",))


def _lease(rows: QuerySet[OutboxRow], now: datetime) -> list[OutboxRow]:
    taken, until = list(rows), now + LEASE
    OutboxRow.objects.filter(pk__in=[row.pk for row in taken]).update(claimed_until=until)
    for row in taken:
        row.claimed_until = until
    return taken


def _mine(row: OutboxRow) -> QuerySet[OutboxRow]:
    return OutboxRow.objects.filter(pk=row.pk, claimed_until=row.claimed_until, state=State.WAITING)
