"""Leaving the messages that follow from a line of a session's history, with the line itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bookings.core import notices
from bookings.core.lifecycle import UNDO
from bookings.core.notices import Quiet, Reach, WhenTold
from bookings.models import Appointment, HistoryLine
from bookings.queries.notices import reach
from clinic.foundation import channels
from clinic.foundation.actions import outbox
from clinic.foundation.actions.outbox import Errand
from clinic.foundation.core import zones
from clinic.foundation.core.quiet import next_loud
from clinic.foundation.models import Practice
from clinic.foundation.queries.people import practice

NOW = timedelta(0)
# What a line says was done: the topic that tells it, and how long it may still be taken back.
TOLD = {
    "booked": (notices.BOOKED, NOW),
    "confirmed": (notices.ACCEPTED, NOW),
    "moved": (notices.CHANGED, UNDO),
    "resized": (notices.CHANGED, UNDO),
    "swapped": (notices.CHANGED, UNDO),
    "changed": (notices.CHANGED, NOW),
    "review": (notices.CHANGED, NOW),
    "clock_changed": (notices.CHANGED, NOW),
    "undone": (notices.CHANGED, NOW),
    "cancelled": (notices.CANCELLED, UNDO),
    "late_cancelled": (notices.CANCELLED, UNDO),
    "paid": (notices.RECEIPT, NOW),
}
NEW_START = ("booked", "moved", "swapped", "clock_changed")


def tell(
    line: HistoryLine,
    *,
    ours: bool = False,
    settings: Practice | None = None,
    how: WhenTold = "at once",
) -> None:
    """Leave what a client hears of this line, and the reminders of a new start: one insert.

    `ours`: the clinic cancelled by its own doing; `settings` are the clinic's, where they are in
    hand. A line that a client need not hear of leaves nothing. `how`: *soon* waits until it cannot
    be taken back any more; *not* leaves the reminders alone.
    """
    if line.did not in TOLD or (line.did == "confirmed" and line.before["state"] != "review"):
        return
    row, now = line.appointment, line.at
    reached = reach(row.client, sms=channels.available("sms"))
    quiet = _quiet(row, settings) if line.did in NEW_START else None
    topic, wait = TOLD[line.did]
    due = now + (UNDO if how == "soon" else wait)
    if quiet and line.did == "clock_changed":  # by a program, at any hour
        due = next_loud(due, quiet.zone, quiet.begins, quiet.ends)
    errands = [
        Errand(
            topic=topic,
            key=f"{row.code}:{line.pk}",
            due=due,
            client=row.client,
            facts={"line": line.pk, "start": notices.minutes_of(row.start_at), "ours": int(ours)},
            urgent=topic in notices.TELLING and line.did != "clock_changed",
            channel=notices.way(topic, reached),
            about=row.code,
        )
    ]
    if how == "not":
        errands.clear()
    if quiet:
        errands += _reminders(line, quiet, reached)
    outbox.leave(errands=errands, now=now)


def _quiet(row: Appointment, settings: Practice | None) -> Quiet:
    """The clinic's quiet hours where the client lives: one query, unless they are in hand."""
    settings = settings or practice()
    return Quiet(zones.known(row.client.zone), settings.quiet_from, settings.quiet_until)


def _reminders(line: HistoryLine, quiet: Quiet, reached: Reach) -> Iterator[Errand]:
    """Those of an earlier start stay, and drop out when they are due."""
    row = line.appointment
    start = notices.minutes_of(row.start_at)
    for topic, due in notices.reminders(row.start_at, told_at=line.at, quiet=quiet):
        yield Errand(
            topic=topic,
            key=f"{row.code}:{start}",
            due=due,
            client=row.client,
            facts={"start": start},
            urgent=topic == notices.SOON,
            channel=notices.way(topic, reached),
            about=row.code,
        )
