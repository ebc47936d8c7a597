"""Times off, asked for and granted, with the sessions that stay in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bookings.core.lifecycle import OVER
from bookings.models import Appointment, Therapist, TimeOff
from bookings.queries import appointments
from bookings.queries.desk_lines import Line, lines
from clinic.foundation.errors import NotFound
from clinic.foundation.models import User
from protocols.core import walls

OPEN = ("asked", "granted")


@dataclass(frozen=True)
class Off:
    """A time off on the wall of its zone, and the sessions in it, which stay."""

    row: TimeOff
    at: datetime
    until: datetime
    clashes: list[Line]

    @property
    def words(self) -> str:
        """When it is."""
        return _words(self.at, self.until)

    @property
    def codes(self) -> str:
        """The sessions in it, as a form sends back what was seen."""
        return ",".join(line.code for line in self.clashes)


def coming(me: Therapist, zone: str, now: datetime) -> list[Off]:
    """One's own that are not over, the last refused among them, soonest first.

    Five queries at most, one where there is none.
    """
    rows = list(_ahead(now).filter(therapist=me))
    return _told(rows, {me.pk: zone}, now)


def waiting(now: datetime) -> tuple[list[Off], list[Off]]:
    """What the desk has to answer, and what is granted and not over; a fixed number of queries.

    On the wall of the first studio where its therapist works.
    """
    rows = [row for row in _ahead(now) if row.state != "refused"]
    pairs = Therapist.objects.filter(pk__in={row.therapist_id for row in rows})
    first = pairs.order_by("pk", "shifts__location__position").values_list(
        "pk", "shifts__location__zone"
    )
    zones: dict[int, str] = {}
    for pk, zone in first:
        zones.setdefault(pk, zone or "UTC")
    told = _told(rows, zones, now)
    asked = [off for off in told if off.row.state == "asked"]
    return asked, [off for off in told if off.row.state == "granted"]


def words_of(row: TimeOff, zone: str) -> str:
    """When a time off is, on the wall of a zone."""
    return _words(walls.wall_of(row.start_at, zone), walls.wall_of(row.end_at, zone))


def asked(now: datetime) -> int:
    """How many wait for an answer: one query."""
    return TimeOff.objects.filter(state="asked", end_at__gt=now).count()


def clashes(row: TimeOff, now: datetime) -> list[Appointment]:
    """Sessions of its therapist that lie in a time off: one query."""
    rows = _in(row.start_at, row.end_at).filter(occupancies__resource=row.therapist.resource_id)
    return [one for one in rows if one.state != "held" or (one.expires_at or now) > now]


def own(by: User, code: str) -> TimeOff:
    """One's own, asked for or granted. Raises `NotFound` for somebody else's and for one over."""
    found = TimeOff.objects.filter(code=code, therapist__user=by, state__in=OPEN)
    return _there(found)


def of_desk(code: str) -> TimeOff:
    """One that is asked for or granted, by its code. Raises `NotFound`."""
    return _there(TimeOff.objects.filter(code=code, state__in=OPEN))


def _words(at: datetime, until: datetime) -> str:
    """Whole days without times, the day once where it is one, years where there are two."""
    whole = at.time() == until.time() == time()
    last = until - timedelta(days=1) if whole else until
    day = "D j M" if at.year == last.year else "D j M Y"
    if whole:
        days = (at,) if last <= at else (at, last)
        return " – ".join(date_format(each, day) for each in days)
    ends = "H:i" if at.date() == until.date() else f"{day}, H:i"
    return f"{date_format(at, f'{day}, H:i')} – {date_format(until, ends)}"


def _there(found: QuerySet[TimeOff]) -> TimeOff:
    row = found.select_related("therapist").first()
    if row is None:
        raise NotFound("not_found", _("There is no such time off."))
    return row


def _ahead(now: datetime) -> QuerySet[TimeOff]:
    rows = TimeOff.objects.filter(end_at__gt=now).exclude(state="ended")
    return rows.select_related("therapist__user", "answered_by")


def _in(begin: datetime, end: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(start_at__lt=end, end_at__gt=begin)
    return rows.exclude(state__in=OVER)


def _told(rows: Sequence[TimeOff], zones: dict[int, str], now: datetime) -> list[Off]:
    if not rows:
        return []
    keys = {row.therapist.resource_id for row in rows}
    inside = _in(min(row.start_at for row in rows), max(row.end_at for row in rows))
    inside = inside.filter(occupancies__resource__in=keys).distinct()
    full = appointments.full().filter(pk__in=inside.values("pk"))
    told = lines(appointments.sessions(full.order_by("start_at", "pk"), now), now)
    return [
        Off(
            row=row,
            at=walls.wall_of(row.start_at, zones[row.therapist_id]),
            until=walls.wall_of(row.end_at, zones[row.therapist_id]),
            clashes=[one for one in told if _clash(one, row)],
        )
        for row in rows
    ]


def _clash(line: Line, row: TimeOff) -> bool:
    inside = line.row.start_at < row.end_at and line.row.end_at > row.start_at
    return inside and row.therapist.code in line.session.therapist_codes
