"""What the panel tells of a session beside what the session's page tells."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bookings.models import Appointment
from bookings.queries import panel, waivers
from bookings.queries.appointments import undoable
from bookings.queries.panel import RaceDay
from bookings.queries.waivers import Request


@dataclass(frozen=True, slots=True)
class More:
    """`seen` is its revision: whoever acts on it sends that along. `undo`: its last act can be undone."""

    seen: int
    undo: bool
    races: list[RaceDay]
    waivers: list[Request]


def more(row: Appointment, now: datetime, *, dids: Collection[str]) -> More:
    """Four queries. `dids` are the acts that can be taken back, as in `undoable`."""
    return More(
        seen=row.history.count(),
        undo=undoable(row, now, dids=dids) is not None,
        races=panel.races_of(row.client, now),
        waivers=waivers.open_for([row.client_id], now),
    )
