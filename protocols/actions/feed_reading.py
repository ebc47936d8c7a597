"""Reading feeds: hour by hour, or because a runner asks; and what happens when one cannot be read.

What asks the world runs outside of transactions and in child processes; only then is it written.
A feed that is being read is claimed for a minute, so that nobody else reads it in between.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import outbox
from clinic.foundation.errors import Conflict, TooMany, Unavailable
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from clinic.foundation.refusals import out_of_reach
from protocols.actions import imports
from protocols.actions.feed_letters import TOPIC
from protocols.core.plans import feeds as core
from protocols.core.plans.shape import Ask, BadFile, Read
from protocols.models import Source
from protocols.queries import feeds as queries
from protocols.queries.whose import may_edit, nothing, zone_of
from protocols.sandbox.apart import fetch_apart, read_apart
from protocols.sandbox.fetching import Unreachable

LEASE = timedelta(minutes=1)  # longer than a fetch and a reading can take
BUSY = timedelta(minutes=5)
WELL: dict[str, Any] = {"failing_since": None, "fails": 0, "trouble": ""}
NAME = "feed.ics"  # the address says nothing about what comes

log = structlog.get_logger(__name__)


class Trouble(Exception):
    """A feed that gave nothing; `code` has its sentence in `queries.feed_words`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look(address: str, zone: str, now: datetime) -> Read:
    """What stands at an address. Raises `Trouble`, `Unavailable`."""
    try:
        return read_apart(fetch_apart(address).content, NAME, Ask(zone, now))
    except (Unreachable, BadFile) as fault:
        if fault.code != "no_event":
            raise Trouble(fault.code) from None
    return Read("ical", "", (), ())


def read_now(*, by: User, source: Source, now: datetime) -> None:
    """Read a feed because its runner asks. Raises `NotFound`, and `TooMany` within a minute."""
    if not may_edit(by, source.client, now):
        raise nothing()
    mine = _claim(source.code, now, if_due=False)
    if mine is None:
        raise TooMany(_("This was read less than a minute ago. Wait a moment."))
    _attempt(mine, by, now)


def refresh_next(*, now: datetime) -> bool:
    """Read the feed that is due first; False if none is. None of its faults gets out."""
    code = queries.due(now)
    if code is None:
        return False
    refresh(code=code, now=now)
    return True


def refresh(*, code: str, now: datetime) -> None:
    """Read one feed if it is due and nobody else is at it."""
    mine = _claim(code, now, if_due=True)
    if mine is None:
        return
    try:
        _attempt(mine, None, now)
    except Exception as error:  # one feed must not keep the others waiting
        log.exception("feed not read", code=code)
        _our_fault(mine, error, now)


def _claim(code: str, now: datetime, *, if_due: bool) -> Source | None:
    """Take a feed for a minute; None if somebody else has it.

    Until it is over it counts as done: one that takes its reader down is not the first in line.
    """
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    rows = Source.objects.filter(free, code=code, kind=Source.Kind.FEED)
    if if_due:
        rows = rows.filter(due_at__lte=now)
    if not rows.update(claimed_until=now + LEASE, due_at=core.due_again(code, now)):
        return None
    # None if it was removed in between.
    return Source.objects.select_related("client__user").filter(code=code).first()


def _attempt(source: Source, by: User | None, now: datetime) -> None:
    """Fetch, read, merge; or note what went wrong."""
    opened = access.open_unseen(source.client, [source])
    if not opened:
        return  # erased meanwhile
    try:
        read = look(opened[0]["address"], zone_of(source.client), now)
        if not read.items and queries.awaited(source, now):
            raise Trouble("no_event")
        _well(source, by, read, now)
    except Unavailable:
        _mine(source).update(due_at=now + BUSY)
        if by is not None:
            raise
    except (Trouble, Conflict) as fault:
        _failed(source, by, fault.code, now)


def _our_fault(source: Source, error: Exception, now: datetime) -> None:
    """Whoever is at fault, what comes of the feed is old: its page says so, and after a day a message."""
    if out_of_reach(error):
        return
    try:
        _failed(source, None, "broken", now)
    except Exception:
        log.exception("feed not noted", code=source.code)


@transaction.atomic
def _well(source: Source, by: User | None, read: Read, now: datetime) -> None:
    """Keep what came, as long as the feed is still this reader's."""
    Client.objects.select_for_update(no_key=True).get(pk=source.client_id)
    if not _mine(source).update(**WELL):
        return
    with audit.acting(by, "read feed"):
        imports.keep(by=by, client=source.client, read=read, now=now, source=source)


@transaction.atomic
def _failed(source: Source, by: User | None, code: str, now: datetime) -> None:
    """Try again later; after a day its runner is told, once.

    A runner who asks now and now again does not have it tried the later for it.
    """
    since, fails = source.failing_since or now, source.fails
    if by is None or not fails:
        fails = min(fails + 1, 1_000)
    due = core.due_after_failure(fails, since, now)
    noted = {"failing_since": since, "fails": fails, "trouble": code[:20], "due_at": due}
    if not _mine(source).update(**noted) or not core.to_tell(since, now):
        return
    stamp = queries.stamp(since)
    outbox.queue(
        topic=TOPIC,
        key=f"{source.code}:{stamp}",
        due=now,
        now=now,
        client=source.client,
        facts={"feed": source.code, "since": stamp, "trouble": code[:20]},
        channel="mail",
    )


def _mine(source: Source) -> QuerySet[Source]:
    """The row, as long as nobody else has claimed it."""
    return Source.objects.filter(pk=source.pk, claimed_until=source.claimed_until)
