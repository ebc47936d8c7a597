"""A therapist's own day: sessions, what is free between them, and what needs their look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings.core.slots import Block, Worker
from bookings.core.spans import merged, without
from bookings.models import Therapist, TimeOff
from bookings.queries import appointments, busy, setup
from bookings.queries.busy import minutes, moment
from bookings.queries.desk_lines import Line, lines
from bookings.queries.field import lay
from bookings.queries.season_strips import strips
from bookings.queries.setup import Setup
from clinic.foundation.models import User
from clinic.foundation.queries import people
from protocols.core import walls
from protocols.core.season import Season

A_DAY = timedelta(days=1)
SHORTEST = 15  # minutes; less is no gap worth a line


@dataclass(frozen=True)
class Gap:
    """Free working time, or time off, on the wall of a studio; `studio` is its name."""

    at: datetime
    until: datetime
    studio: str
    kind: str  # free, off


@dataclass(frozen=True)
class OwnDay:
    """`items` in order; `looks` are sessions to come, of any day, that wait for this therapist.
    `seasons` are those of the day's clients, by their number.
    """

    day: date
    today: date
    therapist: Therapist | None
    items: list[Line | Gap]
    looks: list[Line]
    seasons: dict[int, Season]

    @property
    def before(self) -> date:
        return self.day - A_DAY

    @property
    def after(self) -> date:
        return self.day + A_DAY

    @property
    def number(self) -> int:
        """How many sessions the day has."""
        return sum(item.kind == "session" for item in self.items)


def therapist_of(by: User) -> Therapist | None:
    """The therapist that a login is, once the owner has set them up: one query."""
    return Therapist.objects.filter(user=by).select_related("user").first()


def zone_of(by: User) -> str:
    """The zone of the first studio they work at, else the clinic's: one or two queries."""
    shifts = Therapist.objects.filter(user=by).order_by("shifts__location__position")
    return shifts.values_list("shifts__location__zone", flat=True).first() or people.practice().zone


def own(by: User, asked: date | None, now: datetime) -> OwnDay:
    """That day, or today, as `by` has it: a fixed number of queries."""
    zone, me = zone_of(by), therapist_of(by)
    today = walls.today(now, zone)
    wanted = asked or today
    begin = walls.instant_of(datetime.combine(wanted, time()), zone)
    found = appointments.own_day(by, begin - A_DAY, begin + 2 * A_DAY, now)
    here = [one for one in found if one.row.local_start.startswith(wanted.isoformat())]
    waiting = _waiting(by, now)
    told = lines([*here, *waiting], now, treats=True)
    gaps = _gaps(me, wanted, begin, now) if me else []
    items: list[Line | Gap] = [*told[: len(here)], *gaps]
    items.sort(key=lambda item: item.at)
    clients = {one.row.client_id for one in here}
    seasons = strips(clients, wanted, zone, now)
    return OwnDay(wanted, today, me, items, told[len(here) :], seasons)


def _waiting(by: User, now: datetime) -> list[appointments.Session]:
    rows = appointments.full().filter(state="review", end_at__gt=now)
    rows = rows.filter(occupancies__resource__therapist__user=by)
    return appointments.sessions(rows.order_by("start_at", "pk"), now)


def _gaps(me: Therapist, day: date, begin: datetime, now: datetime) -> list[Gap]:
    """Free stretches within working hours, by studio, and time off: three queries."""
    known = setup.read(first=day, last=day)
    low, high = minutes(begin - A_DAY), minutes(begin + 2 * A_DAY)
    blocks = busy.blocks([me.resource_id], moment(low), moment(high), now=now)
    field = lay(known, known.studios, blocks, low, high)
    worker = next((one for one in field.workers if one.key == me.resource_id), None)
    offs = TimeOff.objects.filter(
        therapist=me, ended=False, start_at__lt=moment(high), end_at__gt=moment(low)
    )
    away = merged((minutes(off.start_at), minutes(off.end_at)) for off in offs)
    return _told(known, worker, away, day) if worker else []


def _told(known: Setup, worker: Worker, away: list[tuple[int, int]], day: date) -> list[Gap]:
    taken = merged([*map(_span, worker.blocks), *away])
    found: list[Gap] = []
    for studio in known.studios:
        hours = worker.hours.get(studio.key, ())
        free = without(hours, taken)
        off = without(hours, without(hours, away))
        for kind, spans in (("free", free), ("off", off)):
            for begin, end in spans:
                at, until = (
                    moment(edge).astimezone(studio.zone).replace(tzinfo=None)
                    for edge in (begin, end)
                )
                if at.date() == day and end - begin >= SHORTEST:
                    found.append(Gap(at, until, studio.name, kind))
    return found


def _span(block: Block) -> tuple[int, int]:
    return block.begin, block.end
