"""What the panel tells of a session beside what the session's page tells."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bookings.core import money
from bookings.models import Appointment
from bookings.queries import panel, plans, services, together, waivers
from bookings.queries.appointments import Session, codes_of, undoable
from bookings.queries.busy import minutes
from bookings.queries.calendar_fit import in_rooms
from bookings.queries.panel import RaceDay
from bookings.queries.search import look
from bookings.queries.standing import Standing
from bookings.queries.waivers import Request
from clinic.foundation.errors import Invalid, NotFound

FEW = 8


@dataclass(frozen=True, slots=True)
class Other:
    """One that was booked together with a session, or (`here`) itself; `at` on its studio's wall."""

    code: str
    client: str
    at: datetime
    whom: str
    state: str
    here: bool


@dataclass(frozen=True, slots=True)
class More:
    """`seen` is its revision: whoever acts on it sends that along. `undo`: its last act can be undone.

    `others` are all of its series or party, itself among them, by start; [] for what stands alone.
    """

    seen: int
    undo: bool
    races: list[RaceDay]
    waivers: list[Request]
    others: list[Other]

    @property
    def ahead(self) -> bool:
        """Whether the others are few enough to stand there open."""
        return len(self.others) <= FEW


def more(row: Appointment, now: datetime, *, dids: Collection[str]) -> More:
    """Four queries, three more for a series or party. `dids` are the acts that can be taken back,
    as in `undoable`.
    """
    return More(
        seen=row.history.count(),
        undo=undoable(row, now, dids=dids) is not None,
        races=panel.races_of(row.client, now),
        waivers=waivers.open_for([row.client_id], now),
        others=[_other(one, row) for one in together.others(row, now)],
    )


def _other(one: Session, row: Appointment) -> Other:
    return Other(
        code=one.row.code,
        client=one.row.client.name,
        at=datetime.fromisoformat(one.row.local_start),
        whom=" + ".join(one.therapists),
        state=one.state,
        here=one.row.pk == row.pk,
    )


def lengths(row: Appointment) -> list[tuple[int, str]]:
    """The lengths a session can be made, with their prices; [] where no other is on the menu."""
    offered = [(length, money.told(price, row.currency)) for length, price in row.service.lengths]
    return offered if any(length != row.minutes for length, _price in offered) else []


def possible(row: Appointment, stands: Standing, now: datetime) -> list[int]:
    """The other lengths that a session can have where it is: its people and rooms are free, and the
    rules do not forbid it. Some queries for each length: asked only once one was refused.
    """
    return [
        length
        for length, _price in row.service.lengths
        if length != row.minutes and _fits(row, length, stands, now)
    ]


def _fits(row: Appointment, length: int, stands: Standing, now: datetime) -> bool:
    team, rooms = codes_of(row)
    told = {"depth": row.depth, "group_size": row.group_size}
    try:
        order = services.order(row.service, minutes=length, staff=True, **told)  # type: ignore[arg-type]
        wanted = plans.as_booked(row, order=order, waivers=())
        found = look(wanted.ask(staff=True), now=now)
    except (Invalid, NotFound):
        return False
    (place,) = found.field.places
    field = replace(
        in_rooms(found, rooms),
        workers=tuple(w for w in found.field.workers if found.setup.person[w.key].code in team),
    )
    if field.hindrance(found.want, minutes(row.start_at), place.key):
        return False
    said = plans.judged(wanted, stands, now=now, zone=row.zone).said["verdict"]
    return bool(said != "blocked")
