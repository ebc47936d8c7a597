"""A therapist's own day: sessions, what is free between them, and what needs their look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import QuerySet, prefetch_related_objects

from bookings.core import today as sums
from bookings.core.slots import Block, Worker
from bookings.core.spans import merged, without
from bookings.models import Appointment, Therapist, TimeOff, VisitNote
from bookings.queries import appointments, busy, day_told, intakes, notes, setup, waivers
from bookings.queries.busy import minutes, moment
from bookings.queries.day_told import Told
from bookings.queries.desk_lines import Line, lines
from bookings.queries.field import lay
from bookings.queries.season_strips import strips
from bookings.queries.setup import Setup
from bookings.queries.waivers import Request
from clinic.foundation.models import User
from clinic.foundation.queries import people
from clinic.foundation.queries.prepared import Loaded
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

    `intakes` and `notes` are states by the number and the code of a session; `to_sign` are own
    notes that nobody has signed, `asked` what the desk would have them waive. `seen` is another one
    as soon as something here is, and when there is something new to be told of health. None of it
    is health itself.
    """

    day: date
    today: date
    zone: str
    therapist: Therapist | None
    items: list[Line | Gap]
    looks: list[Line]
    intakes: dict[int, str]
    notes: dict[str, str]
    to_sign: list[VisitNote]
    asked: list[Request]
    seen: str

    @property
    def before(self) -> date:
        return self.day - A_DAY

    @property
    def after(self) -> date:
        return self.day + A_DAY

    @property
    def sessions(self) -> list[Line]:
        return [item for item in self.items if isinstance(item, Line)]

    @property
    def number(self) -> int:
        """How many sessions the day has."""
        return len(self.sessions)


@dataclass(frozen=True)
class Health:
    """What the day shows beside: `told` by the code of a session, `seasons` by the number of a client."""

    told: dict[str, Told]
    seasons: dict[int, Season]


def therapist_of(by: User) -> Therapist | None:
    """The therapist that a login is, once the owner has set them up: one query."""
    found: Therapist | None = _THERAPIST.first(user=by.pk)
    return found


def _therapist(*, user: int) -> QuerySet[Therapist]:
    return Therapist.objects.filter(user=user).select_related("user")


_THERAPIST = Loaded(_therapist, {"user": -77})


def zone_of(by: User) -> str:
    """The zone of the first studio they work at, else the clinic's: one or two queries."""
    shifts = Therapist.objects.filter(user=by).order_by("shifts__location__position")
    return shifts.values_list("shifts__location__zone", flat=True).first() or people.practice().zone


def own(by: User, asked: date | None, now: datetime) -> OwnDay:
    """That day, or today, as `by` has it: a fixed number of queries, and nothing of health."""
    zone, me = zone_of(by), therapist_of(by)
    today = walls.today(now, zone)
    wanted = asked or today
    begin = walls.instant_of(datetime.combine(wanted, time()), zone)
    found = appointments.own_day(by, begin - A_DAY, begin + 2 * A_DAY, now)
    here = [one for one in found if one.row.local_start.startswith(wanted.isoformat())]
    told = lines([*here, *_waiting(by, now)], now, treats=True)
    sessions, looks = told[: len(here)], told[len(here) :]
    items: list[Line | Gap] = [*sessions, *(_gaps(me, wanted, begin, now) if me else [])]
    items.sort(key=lambda item: item.at)
    states = intakes.states([one.row for one in sessions], now)
    noted, to_sign = day_told.noted(sessions), notes.mine_to_sign(by, now)
    asked_for = waivers.mine(by, now)
    plain = [wanted, [_plain(item) for item in items], [(one.code, one.at) for one in looks]]
    unsigned, wishes = [one.code for one in to_sign], [(one.code, one.before) for one in asked_for]
    news = [sorted(states.items()), sorted(noted.items()), unsigned, day_told.newest(sessions)]
    seen = sums.digest([plain, news, wishes])
    return OwnDay(wanted, today, zone, me, items, looks, states, noted, to_sign, asked_for, seen)


def health(by: User, page: OwnDay, now: datetime) -> Health:
    """What is told of the day's clients, with a look on file for each row; and their seasons."""
    clients = {one.row.client_id for one in page.sessions}
    told = day_told.told(by, page.sessions, now=now)
    return Health(told, strips(clients, page.day, page.zone, now))


def _plain(item: Line | Gap) -> list[object]:
    """All that a line of the day shows without health."""
    if isinstance(item, Gap):
        return [item.at, item.until, item.studio, item.kind]
    row = item.row
    said = [row.code, item.state, row.type, row.depth, row.service.name, row.venue]
    return [*said, item.at, item.until, item.session.rooms, item.session.therapists, item.race]


def _waiting(by: User, now: datetime) -> list[appointments.Session]:
    rows: list[Appointment] = _WAITING.all(by=by.pk, now=now)
    prefetch_related_objects(rows, appointments.taken())
    return appointments.sessions(rows, now)


def _looks(*, by: int, now: datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.select_related("client", "service", "location")
    rows = rows.filter(state="review", end_at__gt=now)
    rows = rows.filter(occupancies__resource__therapist__user=by)
    return rows.order_by("start_at", "pk")


_WAITING = Loaded(_looks, {"by": -77, "now": datetime(1901, 1, 1, tzinfo=UTC)})


def _gaps(me: Therapist, day: date, begin: datetime, now: datetime) -> list[Gap]:
    """Free stretches within working hours, by studio, and time off: three queries."""
    known = setup.read(first=day, last=day)
    low, high = minutes(begin - A_DAY), minutes(begin + 2 * A_DAY)
    blocks = busy.blocks([me.resource_id], moment(low), moment(high), now=now)
    field = lay(known, known.studios, blocks, low, high)
    worker = next((one for one in field.workers if one.key == me.resource_id), None)
    offs = TimeOff.objects.filter(
        therapist=me, state="granted", start_at__lt=moment(high), end_at__gt=moment(low)
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
