"""A client's season: the picture, one day of it, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bookings.core.judging import case_at
from bookings.core.lifecycle import OVER
from bookings.models import Appointment, Location, Service
from bookings.queries import runners, services
from clinic.foundation.models import Client
from clinic.foundation.queries import people
from protocols.core import walls
from protocols.core.facts import Calendar, Shape
from protocols.core.parsing.case import read_case
from protocols.core.rules import Ruleset
from protocols.core.season import Season, season
from protocols.core.season_day import KindDay, hours
from protocols.core.strip import effort
from protocols.core.zones import instant
from protocols.models import Race
from protocols.queries import import_overview, races, rules, training, workouts
from protocols.queries.training import WorkoutLine

LEAST, MOST = 26, 52  # weeks that a picture has
BEHIND = 4  # weeks of them that are over
WEEK = timedelta(weeks=1)
_ANY = {"type": "general", "depth": "light", "minutes": 60, "service": "", "group_size": 1}


@dataclass(frozen=True)
class Span:
    """What is asked for: weeks from a Monday on, and the day that is told of. `usual` are those that
    are shown to who asks for none.
    """

    first: date
    weeks: int
    day: date
    usual: bool = False

    @property
    def last(self) -> date:
        return self.first + self.weeks * WEEK - timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """A booked session on the wall of its studio."""

    row: Appointment
    at: datetime
    until: datetime


@dataclass(frozen=True)
class DayTold:
    """One day: what stands on it, and what each kind of session meets in the hours to come. A day
    whose hours are over has no kinds.
    """

    day: date
    today: date
    phase: str
    zone: str
    races: list[Race]
    workouts: list[WorkoutLine]
    sessions: list[Held]
    away: bool
    kinds: tuple[KindDay, ...]

    @property
    def over(self) -> bool:
        return self.day < self.today

    @property
    def left(self) -> int:
        """Days until then."""
        return (self.day - self.today).days

    @property
    def empty(self) -> bool:
        return not (self.races or self.workouts or self.sessions or self.away)


@dataclass(frozen=True)
class Asks:
    """What waits for an answer: how much of the plans, and races without a result."""

    imported: int
    unresulted: list[Race]


@dataclass(frozen=True)
class Told:
    """The page: its picture, its day, and what it asks."""

    season: Season
    day: DayTold
    asks: Asks


def zone_of() -> str:
    """The zone of the first studio, else the clinic's: one query or two."""
    zones = Location.objects.filter(active=True).order_by("position", "pk")
    return zones.values_list("zone", flat=True).first() or people.practice().zone


def span(today: date, *, first: date | None, weeks: int, day: date | None) -> Span:
    """What is shown: some weeks back from today, those asked for, or those round the day if it lies
    outside.
    """
    weeks = MOST if weeks > LEAST else LEAST
    begin = training.monday(first or today - BEHIND * WEEK)
    if day and not begin <= day < begin + weeks * WEEK:
        begin = training.monday(day - BEHIND * WEEK)
    inside = begin <= today < begin + weeks * WEEK
    usual = weeks == LEAST and begin == training.monday(today - BEHIND * WEEK)
    return Span(begin, weeks, day or (today if inside else begin), usual)


def page(client: Client, asked: Span, zone: str, now: datetime, language: str = "en") -> Told:
    """The season, its day, and what it asks: a fixed number of queries."""
    ruleset, calendar = _calendar(client, zone, asked.first, asked.last, now)
    first = asked.first.toordinal()
    drawn = season(ruleset, calendar, first=first, weeks=asked.weeks, now=instant(now))
    told = _day(client, drawn, asked.day, zone)
    told = replace(told, kinds=_kinds(ruleset, calendar, told, language, now))
    return Told(drawn, told, asks(client, now))


def asks(client: Client, now: datetime) -> Asks:
    """What waits for an answer: at most four queries, and some more where a source says otherwise."""
    return Asks(import_overview.asking(client, now), races.unresulted(client, now))


def day(client: Client, asked: date, zone: str, now: datetime, language: str = "en") -> DayTold:
    """One day by itself: at most five queries."""
    ruleset, calendar = _calendar(client, zone, asked, asked, now)
    first = asked.toordinal()
    week = season(ruleset, calendar, first=first, weeks=1, now=instant(now), judged=False)
    told = _day(client, week, asked, zone)
    return replace(told, kinds=_kinds(ruleset, calendar, told, language, now))


def fitting(shapes: list[Shape]) -> dict[Shape, tuple[Service, int]]:
    """For each kind of session the first service on the menu that is one, and its length nearest to
    the usual one: one query.
    """
    menu = [service for service in services.menu() if service.online]
    found = {}
    for shape in shapes:
        fit = (s for s in menu if s.type == shape.type and shape.depth in s.depths)
        service = next(fit, None)
        if service:
            lengths = [minutes for minutes, _price in service.lengths]
            found[shape] = service, min(lengths, key=lambda m: (abs(m - shape.minutes), m))
    return found


def _calendar(
    client: Client, zone: str, first: date, last: date, now: datetime
) -> tuple[Ruleset, Calendar]:
    """The rules in force and the calendar as the engine reads it: two queries."""
    runner = runners.one(client)
    begin, end = walls.days_between(first, (last - first).days + 1, zone)
    told = runners.calendar(
        client, zone=zone, begin=begin, end=end, now=now, sessions=runner.sessions
    )
    case: dict[str, Any] = case_at(told, _ANY, int(begin.timestamp()) // 60)
    return rules.version(runner.rules), read_case(case).calendar


def _day(client: Client, drawn: Season, asked: date, zone: str) -> DayTold:
    """One day of a season that was drawn: a query for each sort of thing that stands on it."""
    known = drawn.days[(asked - drawn.days[0].day).days]
    return DayTold(
        day=asked,
        today=drawn.today,
        phase=known.phase,
        zone=zone,
        races=races.between(client, asked, 1, zone) if known.flags else [],
        workouts=_workouts(client, asked, zone) if known.ticks else [],
        sessions=_sessions(client, asked, zone) if known.marks else [],
        away=known.away,
        kinds=(),
    )


def _kinds(
    ruleset: Ruleset, calendar: Calendar, told: DayTold, language: str, now: datetime
) -> tuple[KindDay, ...]:
    day = told.day.toordinal()
    return () if told.over else hours(ruleset, calendar, day, language, now=instant(now))


def _workouts(client: Client, asked: date, zone: str) -> list[WorkoutLine]:
    rows = workouts.between(client, asked, 1, zone)
    walled = ((row, row.start_at and walls.wall_of(row.start_at, zone)) for row in rows)
    return [WorkoutLine(row, effort(row.kind), at) for row, at in walled]


def _sessions(client: Client, asked: date, zone: str) -> list[Held]:
    begin, end = walls.days_between(asked, 1, zone)
    rows = Appointment.objects.filter(client=client, start_at__gte=begin, start_at__lt=end)
    rows = rows.exclude(state__in=[*OVER, "held"]).select_related("service", "location")
    return [
        Held(row, datetime.fromisoformat(row.local_start), walls.wall_of(row.end_at, row.zone))
        for row in rows.order_by("start_at", "pk")
    ]
