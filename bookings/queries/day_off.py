"""A therapist's time off, with the sessions that stay in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bookings.models import Therapist, TimeOff
from bookings.queries import appointments
from bookings.queries.desk_lines import Line, lines
from clinic.foundation.errors import NotFound
from clinic.foundation.models import User
from protocols.core import walls


@dataclass(frozen=True)
class Off:
    """A time off on the wall of `zone`, and the sessions in it, which stay."""

    row: TimeOff
    at: datetime
    until: datetime
    clashes: list[Line]


def coming(me: Therapist, zone: str, now: datetime) -> list[Off]:
    """Time off that is not over, soonest first: four queries, one where there is none."""
    rows = list(TimeOff.objects.filter(therapist=me, state="granted", end_at__gt=now))
    if not rows:
        return []
    begin, end = min(r.start_at for r in rows), max(r.end_at for r in rows)
    inside = appointments.full().filter(start_at__lt=end, end_at__gt=begin)
    inside = inside.filter(occupancies__resource=me.resource_id)
    inside = inside.exclude(state__in=["cancelled", "late_cancelled", "no_show"])
    told = lines(appointments.sessions(inside.order_by("start_at", "pk"), now), now)
    return [
        Off(
            row=row,
            at=walls.wall_of(row.start_at, zone),
            until=walls.wall_of(row.end_at, zone),
            clashes=[
                one
                for one in told
                if one.row.start_at < row.end_at and one.row.end_at > row.start_at
            ],
        )
        for row in rows
    ]


def own(by: User, code: str) -> TimeOff:
    """One's own time off. Raises `NotFound` for somebody else's and for one taken back."""
    found = TimeOff.objects.filter(code=code, therapist__user=by, state="granted")
    row = found.select_related("therapist").first()
    if row is None:
        raise NotFound("not_found", _("There is no such time off."))
    return row
