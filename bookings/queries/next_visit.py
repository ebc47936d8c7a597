"""The next visit as a note suggests it: what the engine asks for, and the first times that fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bookings.core.judging import case_at
from bookings.core.lifecycle import OVER
from bookings.core.next_visit import APART, Wish, wished
from bookings.models import Appointment, Service, Therapist
from bookings.queries import offers, runners, search, services
from bookings.queries.offers import Best
from bookings.queries.search import Ask
from bookings.queries.season import fitting
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User
from protocols.core import walls
from protocols.core.cadence import due
from protocols.core.parsing.case import read_case
from protocols.core.zones import instant
from protocols.queries import rules

BEHIND, AHEAD = 28, 98  # days of the calendar that are read: as far as a cadence looks
MOST = 3
GOOD = ("recommended", "fine")  # booked in one tap; a caution has to be read first
_ANY = {"type": "general", "depth": "light", "minutes": 60, "service": "", "group_size": 1}


@dataclass(frozen=True)
class Suggested:
    """What comes next for a runner. `times` are free ones with this therapist; `booked` is the
    session that they have next, if there is one.
    """

    wish: Wish | None
    days: int  # after this session
    service: Service | None
    minutes: int
    price: int
    times: list[Best]
    booked: Appointment | None

    @property
    def first(self) -> date | None:
        return self.wish.first if self.wish else None


def suggested(by: User, row: Appointment, *, now: datetime) -> Suggested:
    """What the engine asks for after a session, with the first times of `by` at its studio.

    Where the client has a session to come none is looked for. A fixed number of queries.
    """
    booked = _coming(row.client, row, now)
    wish, calendar = _wish(row, now)
    session = date.fromisoformat(row.local_start[:10]).toordinal()
    if wish is None:
        return Suggested(None, 0, None, 0, 0, [], booked)
    told = Suggested(wish, wish.begin - session, None, wish.shape.minutes, 0, [], booked)
    found = fitting([wish.shape]).get(wish.shape)
    if found is None:
        return told
    service, minutes = found
    told = replace(told, service=service, minutes=minutes, price=dict(service.lengths)[minutes])
    times = [] if booked else _times(by, row, wish, service, minutes, calendar, now)
    return replace(told, times=times)


def _coming(client: Client, but: Appointment, now: datetime) -> Appointment | None:
    rows = Appointment.objects.filter(client=client, start_at__gt=max(now, but.start_at))
    rows = rows.exclude(state__in=[*OVER, "held"]).select_related("service", "location")
    return rows.order_by("start_at", "pk").first()


def _wish(row: Appointment, now: datetime) -> tuple[Wish | None, dict[str, Any]]:
    """The wish, and the calendar that it was read from: two queries."""
    runner = runners.one(row.client)
    moment = max(now, row.start_at)  # a note that is begun before its session looks past it
    begin, end = (moment + timedelta(days=days) for days in (-BEHIND, AHEAD))
    told = runners.calendar(
        row.client, zone=row.zone, begin=begin, end=end, now=now, sessions=runner.sessions
    )
    ruleset = rules.version(runner.rules)
    calendar = read_case(case_at(told, _ANY, int(moment.timestamp()) // 60)).calendar
    wish = wished(
        due(ruleset, calendar, instant(moment)),
        session=date.fromisoformat(row.local_start[:10]).toordinal(),
        today=walls.today(now, row.zone).toordinal(),
        kind=row.type,
        injury=calendar.injury,
        apart=next((rule for rule in ruleset.rules if rule.id == APART), None),
    )
    return wish, told


def _times(
    by: User,
    row: Appointment,
    wish: Wish,
    service: Service,
    minutes: int,
    calendar: dict[str, Any],
    now: datetime,
) -> list[Best]:
    me = Therapist.objects.filter(user=by, active=True).first()
    if me is None:
        return []
    size = service.group_least
    order = services.order(
        service, minutes=minutes, depth=wish.shape.depth, group_size=size, staff=True
    )
    ask = Ask(
        order,
        wish.first,
        wish.days,
        location=row.location.code,
        therapist=me.code,
        client=row.client,
        staff=True,
        calendar=calendar,
    )
    try:
        found = search.search(ask, now=now)
    except NotFound:  # the studio or the therapist takes nothing any more
        return []
    good = replace(found, offers=tuple(o for o in found.offers if o.verdict in GOOD))
    return offers.Teller(good).best((), most=MOST)
