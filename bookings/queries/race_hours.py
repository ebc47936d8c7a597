"""A race of one's own, hour by hour: the runner's real calendar, and where each day's times are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bookings.core.judging import case_at
from bookings.models import Location, Service
from bookings.queries import runners, services
from bookings.queries.busy import minutes, moment
from clinic.foundation.models import Client, User
from clinic.foundation.queries import people
from protocols.core import facts, walls
from protocols.core.facts import Case, Shape
from protocols.core.hourly import Best, Hourly, hourly
from protocols.core.parsing.case import read_case
from protocols.core.pictures import AFTER_DAYS, BEFORE_DAYS, FIRST_HOUR, LAST_HOUR
from protocols.core.rules import Ruleset
from protocols.core.units import MINUTE
from protocols.core.zones import instant, names
from protocols.models import Race
from protocols.queries import races, rules, training
from protocols.queries.training import RaceLine
from protocols.queries.whose import nothing

DAY = timedelta(days=1)
KINDS: dict[str, Shape] = {
    "flush": Shape("pre_event", "light", 30),
    "tune_up": Shape("pre_event", "light", 45),
    "general": Shape("general", "moderate", 60),
    "deep": Shape("general", "deep", 60),
    "after": Shape("post_event", "light", 30),
    "injury": Shape("injury", "moderate", 45),
}


@dataclass(frozen=True)
class Menu:
    """What on the menu comes nearest to a kind of session; `last` is the last day to book it."""

    service: Service
    minutes: int
    depth: str
    last: date


@dataclass(frozen=True)
class Span:
    """A stretch on the studio's wall; `broken` where the runner is busy within it."""

    begin: datetime
    end: datetime
    broken: bool = False


@dataclass(frozen=True)
class RaceHours:
    """A race and the days round it. `kind` is the one shown, of `kinds`.

    `there` and `here` are the wall clocks at the gun and at the finish where it is run and at the
    studio, whose zone is `zone`. `counts`: whether it is heeded at all.
    """

    race: Race
    line: RaceLine
    kind: str
    shape: Shape
    kinds: tuple[str, ...]
    hours: Hourly
    best: list[Span]
    there: Span
    here: Span
    zone: str
    today: date
    counts: bool
    menu: Menu | None

    @property
    def abroad(self) -> bool:
        """Whether the clock at the race shows something else than the studio's."""
        return self.there != self.here

    def bookable(self, day: date) -> bool:
        """Whether times of a day can be looked for."""
        return self.menu is not None and self.today <= day <= self.menu.last


def own(by: User, code: str, asked: str, *, now: datetime, language: str) -> RaceHours:
    """The race of that code, if it is one's own, for a kind of session: a fixed number of queries.

    Raises `NotFound`. A kind that does not fit is the one that does best now.
    """
    race = races.one(by, code, now)
    if race.client.user_id != by.pk:
        raise nothing()
    zone = studio_zone()
    gun, finish = _ends(race, now)
    case, ruleset = _case(race.client, zone, gun, finish, now)
    kinds = tuple(name for name in KINDS if name != "injury" or case.calendar.injury)
    kind = asked if asked in kinds else ("after" if finish <= now else "flush")
    shape, today = KINDS[kind], walls.today(now, zone)
    told = hourly(
        ruleset,
        replace(case, shape=shape),
        instant(gun),
        instant(finish),
        now=instant(now),
        language=language,
    )
    return RaceHours(
        race=race,
        line=training.line(race, races.standing(race), now),
        kind=kind,
        shape=shape,
        kinds=kinds,
        hours=told,
        best=list(_waking(told.best, zone)),
        there=_span(gun, finish, race.zone if race.zone in names() else zone),
        here=_span(gun, finish, zone),
        zone=zone,
        today=today,
        counts=any(_same(other, race.name, gun) for other in case.calendar.counting),
        menu=nearest(services.menu(), shape, today),
    )


def nearest(offered: Iterable[Service], shape: Shape, today: date) -> Menu | None:
    """The service of that type and depth whose length comes nearest, the shorter of two."""
    found = [
        (abs(length - shape.minutes), length, place, service)
        for place, service in enumerate(offered)
        if service.online and service.type == shape.type and shape.depth in service.depths
        for length, _price in service.lengths
    ]
    if not found:
        return None
    _off, length, _place, service = min(found, key=lambda each: each[:3])
    return Menu(service, length, shape.depth, today + timedelta(days=service.horizon_days))


def studio_zone() -> str:
    """The zone of the first studio, else the clinic's: a query or two."""
    first = Location.objects.filter(active=True).values_list("zone", flat=True).first()
    return first or people.practice().zone


def _ends(race: Race, now: datetime) -> tuple[datetime, datetime]:
    """Gun and finish, real or expected, as the engine takes them."""
    gun = walls.still(race.start_at, race.local_start, race.zone, now)
    if race.finish_at:
        return gun, race.finish_at + (gun - race.start_at)
    return gun, gun + timedelta(minutes=race.expected_minutes or 1)


def _case(
    client: Client, zone: str, gun: datetime, finish: datetime, now: datetime
) -> tuple[Case, Ruleset]:
    """The runner's calendar for those days, and the rules in force: two queries."""
    known = runners.one(client)
    begin, end = gun - (BEFORE_DAYS + 1) * DAY, finish + (AFTER_DAYS + 1) * DAY
    told = runners.calendar(
        client, zone=zone, begin=begin, end=end, now=now, sessions=known.sessions
    )
    candidate = {"type": "general", "depth": "light", "minutes": 60}  # of no account here
    return read_case(case_at(told, candidate, minutes(gun))), rules.version(known.rules)


def _same(other: facts.Race, name: str, gun: datetime) -> bool:
    return other.name == name and other.start == instant(gun)


def _span(gun: datetime, finish: datetime, zone: str) -> Span:
    return Span(walls.wall_of(gun, zone), walls.wall_of(finish, zone))


def _waking(found: Iterable[Best], zone: str) -> Iterator[Span]:
    """What is best, on the wall: nobody is told of a start at night."""
    for best in found:
        begin, end = (walls.wall_of(moment(at // MINUTE), zone) for at in (best.begin, best.end))
        if begin.hour >= LAST_HOUR:
            begin = datetime.combine(begin.date() + DAY, time(FIRST_HOUR))
        begin = max(begin, datetime.combine(begin.date(), time(FIRST_HOUR)))
        if end.hour < FIRST_HOUR:
            end = datetime.combine(end.date() - DAY, time(LAST_HOUR))
        end = min(end, datetime.combine(end.date(), time(LAST_HOUR)))
        if begin < end:
            yield Span(begin, end, best.broken)
