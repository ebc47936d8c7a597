"""Carrying out what is due in the outbox: errands within the database, messages to the world.

A message is made in one transaction and sent in another: what its making wrote, such as a link
that works once, is there before anybody can read of it.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.conf import settings
from django.db import Error, transaction

from clinic.foundation.actions import breakers, claims
from clinic.foundation.channels import Opened
from clinic.foundation.channels.trouble import Down, Refusal
from clinic.foundation.core import zones
from clinic.foundation.core.messages import Message
from clinic.foundation.core.quiet import next_loud
from clinic.foundation.handed import Handler, Notice, given
from clinic.foundation.models import OutboxRow
from clinic.foundation.queries.people import practice

BATCH = 20
TURN = 10.0  # seconds; then `now` is too old to say what has begun, or what is still wanted
NOBODY = "Nobody"  # has an address that the message could go to
TICK = timedelta(microseconds=1)
State = OutboxRow.State

log = structlog.get_logger(__name__)


def work(
    *,
    now: datetime,
    lane: claims.Lane = "any",
    limit: int = BATCH,
    passed: Callable[[], float] = monotonic,
) -> int:
    """Carry out a batch of what is due; says how many rows were taken, 0 when nothing is left.

    `lane` is "urgent", "bulk" (all others) or "any". A way that is down is asked first, with one
    message; if that gets through, the rest of its messages go as if nothing had been. What is not
    begun within a turn of seconds, counted by `passed`, is let go for the next batch and its `now`.
    """
    batch, begun = _Batch(), passed()
    try:
        for name in breakers.to_probe(now=now):
            batch.probe(name, now)
        if batch.working:  # it answers again: what waits for it may be of the other lane
            lane = "any"
        rows = claims.claim(now=now, lane=lane, limit=limit)
        if rows:
            _die_at("claimed")
        for number, row in enumerate(rows):
            if number and passed() - begun > TURN:
                claims.let_go(row)
                continue
            # Each at a moment of its own: so it is known what was sent before what was refused.
            batch.carry_out(row, now + (batch.probed + number) * TICK)
    finally:
        batch.ways.close_all()
    return batch.probed + len(rows)


class _Batch:
    """One batch: the ways it has open, and those that turned out to be down."""

    def __init__(self) -> None:
        self.ways, self.stopped, self.working, self.probed = Opened(), set[str](), set[str](), 0

    def probe(self, name: str, now: datetime) -> None:
        """One message that is really sent: those that nobody wants any more say nothing."""
        self.stopped.add(name)
        asked = False
        while not asked and (row := claims.claim_to_probe(channel=name, now=now)):
            asked = self.carry_out(row, now + self.probed * TICK, probing=True)
            self.probed += 1

    def carry_out(self, row: OutboxRow, now: datetime, *, probing: bool = False) -> bool:
        """One row. Says whether its way was asked."""
        handler = given.handlers.get(row.topic)
        if isinstance(handler, Notice) and not row.channel:
            claims.name_way(row, "mail")  # it was left before ways had names
        if row.channel in self.stopped and not probing:
            claims.let_go(row)
            return False
        if not claims.begin(row):
            return False
        try:
            if isinstance(handler, Notice):
                return self._send(handler, row, now, probing=probing)
            _run(handler, row, now)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the others go on
            # The name of the exception and never its text, which may quote what it choked on.
            log.warning("outbox row failed", code=row.code, topic=row.topic, error=_kind(error))
            claims.try_later(row, now, _kind(error))
        return False

    def _send(self, notice: Notice, row: OutboxRow, now: datetime, *, probing: bool) -> bool:
        message, name = _composed(notice, row, now), row.channel
        if message is None:
            return False
        try:
            self.ways.reach(name)
        except Down as fault:
            self._down(row, fault, now)
            return True
        try:
            sent = _hand_over(self.ways, row, message, now)
        except Down as fault:
            # A message that brings its way down each time is at fault itself in the end. One that
            # may have got through twice already does not go out with every probe.
            unsure = not fault.answered
            own = (_brought_it_down(row) and not probing) or (unsure and row.may_have_left)
            self._down(row, fault, now, own=own, unsure=unsure)
        except Refusal as fault:
            self._refused(row, fault, now)
        else:
            if sent:
                self._works(name, now, sent=True)
        return True

    def _down(
        self,
        row: OutboxRow,
        fault: Down,
        now: datetime,
        *,
        own: bool = False,
        unsure: bool = False,
    ) -> None:
        self._stop(row.channel)
        breakers.went_down(name=row.channel, kind=fault.kind, now=now)
        unsure = unsure or row.may_have_left
        error = f"{row.UNSURE if unsure else breakers.AT_FAULT} {fault.kind}"
        if own:
            claims.try_later(row, now, error)
        else:
            claims.give_back(row, now, error)

    def _refused(self, row: OutboxRow, fault: Refusal, now: datetime) -> None:
        log.warning("message refused", code=row.code, topic=row.topic, error=fault.kind)
        self.working.discard(row.channel)
        if not fault.temporary:  # an answer all the same
            claims.try_later(row, now, f"{breakers.REFUSED} {fault.kind}")
            if row.channel in self.stopped:
                self._works(row.channel, now, sent=False)
        elif breakers.refused_for_now(row=row, kind=fault.kind, now=now):
            self._stop(row.channel)

    def _works(self, name: str, now: datetime, *, sent: bool) -> None:
        if name in self.stopped or name not in self.working:
            breakers.works(name=name, now=now, sent=sent)
        self.stopped.discard(name)
        self.working.add(name)

    def _stop(self, name: str) -> None:
        self.stopped.add(name)
        self.working.discard(name)
        self.ways.close(name)


def _run(handler: Handler | None, row: OutboxRow, now: datetime) -> None:
    """An errand within the database: its work and its end are one transaction."""
    if handler is None:
        raise LookupError(row.topic)
    with transaction.atomic():
        if not claims.hold(row):
            return
        if handler.wanted(row, now):
            handler.carry_out(row, now)
            claims.end(row, State.DONE, now)
        else:
            claims.end(row, State.DROPPED, now)


@transaction.atomic
def _composed(notice: Notice, row: OutboxRow, now: datetime) -> Message | None:
    """The message, or None where none is to be sent now: the row says why."""
    if not claims.hold(row):
        return None
    if not notice.wanted(row, now):
        unsure = row.last_error if row.may_have_left else ""
        claims.end(row, State.DROPPED, now, error=unsure)
    elif (until := _quiet_until(notice, row, now)) > now:
        claims.put_off(row, until)
    elif isinstance(message := notice.compose(row, now), Message):
        return message
    else:
        claims.end(row, State.DROPPED, now, error=message or NOBODY)
    return None


def _quiet_until(notice: Notice, row: OutboxRow, now: datetime) -> datetime:
    """When the client may be written to; `now` for what cannot wait so long."""
    if not notice.quiet or row.client is None:
        return now
    clinic, latest = practice(), notice.latest(row)
    zone = zones.known(row.client.zone)
    until = next_loud(now, zone, clinic.quiet_from, clinic.quiet_until)
    return now if latest is not None and latest < until else until


def _hand_over(ways: Opened, row: OutboxRow, message: Message, now: datetime) -> bool:
    """Send it with the row held, so that nobody else does; then note that it was sent.

    A worker killed between the two leaves a row that is sent once more, as the same message. A
    database that was restarted between hears it on a new connection.
    """
    sent = False
    try:
        with transaction.atomic():
            if not claims.hold(row, outlast=claims.FROZEN):
                return False
            ways.send(row.channel, message, row.code)
            sent = True
            _die_at("sent")
            claims.end(row, State.DONE, now)
    except Error:
        if not sent:
            raise
        claims.end(row, State.DONE, now)
    _die_at("recorded")
    return True


def _brought_it_down(row: OutboxRow) -> bool:
    return row.last_error.startswith((breakers.AT_FAULT, row.UNSURE))


def _kind(error: Exception) -> str:
    return type(error).__name__


def _die_at(point: str) -> None:
    """For the tests of faults: a worker that is killed at the worst of moments (LEGWORK_KILL_AT)."""
    if point == settings.KILL_AT:
        os.kill(os.getpid(), signal.SIGKILL)
