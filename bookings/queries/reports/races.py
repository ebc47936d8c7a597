"""Clients' races ahead: who runs, who has a session before and after, and what is still free for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from statistics import median_low
from typing import NamedTuple

from bookings.core.spans import Span, merged
from bookings.models import Appointment
from bookings.queries import services
from bookings.queries.busy import minutes, moment
from bookings.queries.race_hours import studio_zone
from bookings.queries.reports.scope import STOOD
from bookings.queries.reports.windows import Free, Kind, as_run, kinds, suiting
from clinic.foundation.core.texts import folded
from protocols.core import walls
from protocols.core.facts import PRIORITIES
from protocols.models import Race
from protocols.queries import rules

WEEKS = 12
REACH = timedelta(days=5)  # before the gun and after the finish
TYPES = {"pre_event": "before", "post_event": "after"}


class Runner(NamedTuple):
    """Somebody's race: when they start, and finish or expect to."""

    code: str
    name: str
    local: datetime
    zone: str
    gun: datetime
    finish_at: datetime | None
    expected: int | None
    metres: int | None
    priority: str
    terrain: str
    client: int
    client_code: str
    client_name: str

    @property
    def finish(self) -> datetime:
        return self.finish_at or self.gun + timedelta(minutes=self.expected or 1)


@dataclass
class Side:
    """Before or after: starts that suit, who has booked one, how many can still be booked.

    `offered`: whether the menu has such a session. `first` and `last` are days on the wall.
    """

    offered: bool
    spans: list[Span]
    booked: dict[int, datetime] = field(default_factory=dict)  # by client: the start on the wall
    left: int = 0
    first: date | None = None
    last: date | None = None
    over: bool = False


@dataclass
class Event:
    """One race on one day with all clients who run it; its code is that of one of theirs.

    `over`: its day is, where it is run.
    """

    runners: list[Runner]
    typical: Runner
    sides: dict[str, Side]
    over: bool

    @property
    def code(self) -> str:
        return self.runners[0].code

    @property
    def name(self) -> str:
        return self.typical.name

    @property
    def day(self) -> date:
        return self.typical.local.date()

    @property
    def week(self) -> date:
        """Its Monday."""
        return self.day - timedelta(days=self.day.weekday())

    @property
    def priorities(self) -> Counter[str]:
        return Counter(each.priority for each in self.runners)


@dataclass(frozen=True)
class Week:
    """The races of a week; how many sessions can still be booked before and after any of them."""

    monday: date
    events: list[Event]
    left: dict[str, int]


def ahead(now: datetime, location: str = "", only: str = "") -> tuple[list[Event], list[Week]]:
    """The races of twelve weeks from this Monday, in order, and by week: seven queries, whatever
    there is. Of last week those after which a session still suits: most races are on a Sunday.

    `only` is the code of one race of an event: that one alone, or none.
    """
    zone = studio_zone()
    today = walls.today(now, zone)
    offered, ruleset = kinds(list(services.menu())), rules.current()
    monday = today - timedelta(days=today.weekday())
    groups = _groups(_runners(min(monday, today - REACH), monday + timedelta(weeks=WEEKS)))
    if only:
        groups = [group for group in groups if any(each.code == only for each in group)]
    events = []
    for group in groups:
        typical = _typical(group)
        run = as_run(
            name=typical.name,
            gun=walls.still(typical.gun, typical.local, typical.zone, now),
            finish=typical.finish,
            priority=typical.priority,
            terrain=typical.terrain,
        )
        sides = {
            kind.side: Side(
                kind.order is not None,
                suiting(ruleset, kind, run, zone, before=REACH, after=REACH),
            )
            for kind in offered
        }
        over = walls.today(now, typical.zone) > typical.local.date()
        event = Event(group, typical, sides, over)
        if event.day >= monday or any(_coming(sides["after"].spans, minutes(now))):
            events.append(event)
    weeks = _count_free(events, offered, location, now)
    _count_booked(events)
    for side in (side for event in events for side in event.sides.values()):
        _days(side, zone, now)
    return events, weeks


def _runners(first: date, end: date) -> list[Runner]:
    """Everybody's races that count, of these days, by day: one query."""
    rows = Race.objects.filter(
        local_start__gte=datetime.combine(first, time()),
        local_start__lt=datetime.combine(end, time()),
    )
    rows = rows.exclude(status__in=("dns", "cancelled"))
    rows = rows.exclude(status="planned", listed__cancelled=True)
    told = rows.order_by("local_start", "pk").values_list(
        *("code", "name", "local_start", "zone", "start_at", "finish_at", "expected_minutes"),
        *("distance_m", "priority", "terrain", "client_id", "client__code", "client__name"),
    )
    return [Runner(*row) for row in told]


def _groups(runners: Iterable[Runner]) -> list[list[Runner]]:
    """Runners of one race together: the same name on the same day."""

    def same(each: Runner) -> tuple[date, str]:
        return each.local.date(), folded(each.name)

    return [list(group) for _key, group in groupby(sorted(runners, key=same), key=same)]


def _typical(group: Sequence[Runner]) -> Runner:
    """Whom the windows are reckoned for: of those to whom it matters most, one in the middle."""
    best = min((each.priority for each in group), key=PRIORITIES.index)
    among = [each for each in group if each.priority == best]
    middle = median_low(each.finish for each in among)
    return next(each for each in among if each.finish == middle)


def _count_free(
    events: Sequence[Event], offered: Sequence[Kind], location: str, now: datetime
) -> list[Week]:
    spans = {
        kind.side: [span for event in events for span in event.sides[kind.side].spans]
        for kind in offered
    }
    free = Free(offered, spans, location, now)
    for event in events:
        for name, side in event.sides.items():
            side.left = free.left(name, side.spans)
    return [
        _week(monday, list(group), offered, free)
        for monday, group in groupby(events, key=lambda event: event.week)
    ]


def _week(monday: date, events: list[Event], offered: Sequence[Kind], free: Free) -> Week:
    """What is left over all windows of a week, each time counted once."""
    spans = {
        kind.side: merged(span for event in events for span in event.sides[kind.side].spans)
        for kind in offered
    }
    alone = events[0].sides if len(events) == 1 else {}
    left = {s: alone[s].left if s in alone else free.left(s, spans[s]) for s in spans}
    return Week(monday, events, left)


def _count_booked(events: Sequence[Event]) -> None:
    """Whose session before or after lies where it suits: one query."""
    people = {each.client for event in events for each in event.runners}
    ends = [
        at
        for event in events
        for side in event.sides.values()
        for span in side.spans
        for at in span
    ]
    low, high = (moment(min(ends)), moment(max(ends))) if ends else (moment(0), moment(0))
    rows = Appointment.objects.filter(
        client_id__in=people, type__in=TYPES, state__in=STOOD, start_at__gte=low, start_at__lt=high
    ).order_by("-start_at")
    told: dict[tuple[int, str], list[tuple[int, datetime]]] = {}
    for client, kind, start, wall in rows.values_list(
        "client_id", "type", "start_at", "local_start"
    ):
        found = told.setdefault((client, TYPES[kind]), [])
        found.append((minutes(start), datetime.fromisoformat(wall)))
    for event in events:
        for name, side in event.sides.items():
            for each in event.runners:
                for at, local in told.get((each.client, name), ()):
                    if _in(side.spans, at):
                        side.booked[each.client] = local


def _in(spans: Iterable[Span], start: int) -> bool:
    return any(low <= start < high for low, high in spans)


def _days(side: Side, zone: str, now: datetime) -> None:
    """The days on which its starts lie; what is past is not told of."""
    coming = list(_coming(side.spans, minutes(now)))
    side.over = bool(side.spans) and not coming
    if coming:
        side.first = walls.today(moment(coming[0][0]), zone)
        side.last = walls.today(moment(coming[-1][1] - 1), zone)


def _coming(spans: Iterable[Span], now: int) -> Iterator[Span]:
    for low, high in spans:
        if high > now:
            yield max(low, now), high
