"""What happened to an appointment, line by line; and what an undo goes back to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.actions import resources
from bookings.core.holders import Holder
from bookings.models import Appointment, HistoryLine
from clinic.foundation.actions.inserting import insert
from clinic.foundation.errors import Conflict
from clinic.foundation.fields import Sealed
from clinic.foundation.models import User
from protocols.core.zones import load


def wall(moment: datetime, zone: str) -> str:
    """A moment on the wall of its place: 2026-12-06T14:30."""
    return moment.astimezone(load(zone)).strftime("%Y-%m-%dT%H:%M")


def snapshot(appointment: Appointment, keys: Iterable[int] | None = None) -> dict[str, Any]:
    """Codes and figures of an appointment as it stands; never a text of the client's.

    `keys` are the resources that it takes, where they are known: else one query.
    """
    return {
        "state": appointment.state,
        "start": appointment.start_at.isoformat(),
        "end": appointment.end_at.isoformat(),
        "local": appointment.local_start,
        "fee": appointment.fee,
        "resources": resources.keys_of(appointment) if keys is None else sorted(keys),
    }


def line(
    appointment: Appointment,
    *,
    by: User | Holder | None,
    did: str,
    before: dict[str, Any],
    now: datetime,
    keys: Iterable[int] | None = None,
    why: str = "",
    also: Mapping[str, str | int] | None = None,
) -> HistoryLine:
    """Write one line: who did what, when, and what it was before. A link is nobody by name.

    `why` is one of `core.reasons`; `also` are more codes and figures of what was done.
    """
    row = HistoryLine(
        appointment=appointment,
        at=now,
        by=None if isinstance(by, Holder) else by,
        did=did,
        before=before,
        after=snapshot(appointment, keys) | ({"why": why} if why else {}) | dict(also or {}),
    )
    insert(row)
    return row


def as_seen(appointment: Appointment, seen: int | None) -> None:
    """Refuse to act on a session, locked, of which so many lines have been seen and it has more.

    Raises `Conflict` *changed* with who did what since; with None nobody asks.
    """
    if seen is None:
        return
    since = list(appointment.history.select_related("by")[seen:])
    if since:
        last = since[-1]
        who = last.by.name if last.by else _("Somebody with a link")
        sentence = _("%(who)s has changed this session since you looked. Decide once more.")
        told = {"did": last.did, "at": last.at.isoformat(), "by": who}
        raise Conflict("changed", sentence % {"who": who}, field="seen", last=told)


def verdict(appointment: Appointment) -> dict[str, Any]:
    """What an appointment was judged by, sealed as it is, and its buffers then: for an undo."""
    sealed = appointment.judged
    return {
        "judged": sealed.token if sealed else None,
        "rules_version": appointment.rules_version,
        "buffers": [appointment.buffer_before, appointment.buffer_after],
    }


def judge_as(appointment: Appointment, was: dict[str, Any]) -> None:
    """Go back to what an appointment was judged by before; the caller saves it."""
    appointment.judged = Sealed(was["judged"]) if was["judged"] else None
    appointment.rules_version = was["rules_version"]
