"""A week of times: the strip above it, its days, and why a day has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bookings.models import Location
from bookings.queries.busy import minutes
from bookings.queries.offers import Best, Entry, Group, Teller, day_of
from bookings.queries.search import Found, Offer, first_open, next_free
from bookings.queries.setup import Setup
from protocols.core import walls
from protocols.core.season import Season, season
from protocols.core.strip import StripDay, strip
from protocols.core.zones import instant

# Why a day has no time, what is worth most to be told first.
CAUSES = ("busy", "room", "limit", "travel", "notice", "horizon", "nobody", "closed")
SHUT = ("nobody", "closed")
WEEK, WEEKS, BEHIND = 7, 9, 2  # of the picture: how many weeks, and of them before this one
HALF_HOUR, DAY, MINUTE = 30, 24 * 60, 60_000_000


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day: what the runner has on it, its times by mind, and `cause` where there is none."""

    day: date
    today: bool
    strip: StripDay | None
    groups: tuple[Group, ...]
    blocked: tuple[Group, ...]
    count: int
    best: str
    cause: str

    @property
    def anchor(self) -> str:
        return f"day-{self.day:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Week:
    """Everything of the page that is searched for. `free`: the next time, where the week has none.

    `season` are the weeks round it, of a client.
    """

    days: tuple[WeekDay, ...]
    best: tuple[Best, ...]
    count: int
    free: Entry | None
    cause: str
    season: Season | None


def week(found: Found, *, discreet: bool, now: datetime) -> Week:
    """The days of a search.

    Looks ahead, with a query or two, only where a time is blocked and none after it in these days
    is open; and further, with some more, where nothing at all can be booked.
    """
    teller = Teller(found, discreet=discreet)
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for entry in teller.entries(found.offers):
        by_day[day_of(entry)].append(entry)
    first = found.ask.first
    span = [first + timedelta(days=number) for number in range(found.ask.days)]
    strips = _strips(found)
    drawn = tuple(_day(teller, day, by_day[day], strips.get(day), now=now) for day in span)
    count = sum(day.count for day in drawn)
    offer = None if count else _next(found, now)
    return Week(
        days=drawn,
        best=tuple(teller.best(found.favourites)),
        count=count,
        free=Teller(found).entries([offer])[0] if offer else None,
        cause="" if count else _worst(day.cause for day in drawn),
        season=_season(found, now),
    )


def _day(
    teller: Teller, day: date, entries: list[Entry], strip_: StripDay | None, *, now: datetime
) -> WeekDay:
    groups = teller.groups(entries)
    open_ = tuple(group for group in groups if group.verdict != "blocked")
    return WeekDay(
        day=day,
        today=day == _today(teller.found, now),
        strip=strip_,
        groups=open_,
        blocked=tuple(group for group in groups if group.verdict == "blocked"),
        count=sum(len(group.entries) for group in open_),
        best=open_[0].verdict if open_ else "blocked" if groups else "",
        cause="" if open_ else "blocked" if groups else cause(teller.found, day, now),
    )


def _next(found: Found, now: datetime) -> Offer | None:
    """The next free time; for strangers only in the days that they may look at."""
    if found.ask.client is None:
        return first_open(found)
    return next_free(found, now=now)


def cause(found: Found, day: date, now: datetime) -> str:
    """Why a day has no time at all, asked at every half hour that is left of it."""
    heard: set[str] = set()
    soon = -(-minutes(now) // HALF_HOUR) * HALF_HOUR
    for key in found.bounds:
        zone = found.setup.studio[key].zone
        begin = instant(datetime(day.year, day.month, day.day, tzinfo=zone)) // MINUTE
        starts = range(max(begin, soon), begin + DAY, HALF_HOUR)
        heard |= {_why(found, start, key) for start in starts}
    return next((cause for cause in CAUSES if cause in heard), "closed")


def _why(found: Found, start: int, place: int) -> str:
    """What is in the way of one start. Notice and horizon count where somebody would be there."""
    want = found.want
    ever = replace(want, earliest=start, latest=start)
    said = found.field.hindrance(ever, start, place, found.only)
    if said in SHUT or want.earliest <= start <= want.latest:
        return said
    return "notice" if start < want.earliest else "horizon"


def _worst(causes: Iterable[str]) -> str:
    heard = set(causes)
    return next((cause for cause in ("blocked", *CAUSES) if cause in heard), "closed")


def _strips(found: Found) -> dict[date, StripDay]:
    """What the runner has on these days, by the clock of the first studio."""
    if not found.judges:
        return {}
    calendar = next(iter(found.judges.values())).case.calendar
    drawn = strip(calendar, found.ask.first.toordinal(), found.ask.days)
    return {day.day: day for day in drawn}


def _season(found: Found, now: datetime) -> Season | None:
    """The weeks round the week, from the calendar that judged it: no query."""
    if not found.judges:
        return None
    judge = next(iter(found.judges.values()))
    first = found.ask.first.toordinal()
    monday = first - (first - 1) % WEEK - BEHIND * WEEK
    return season(
        judge.ruleset,
        judge.case.calendar,
        first=monday,
        weeks=WEEKS,
        now=instant(now),
        judged=False,
    )


def _today(found: Found, now: datetime) -> date:
    """Today where it is earliest of the studios that were looked at."""
    zones = {found.setup.studio[key].zone for key in found.bounds}
    return min((now.astimezone(zone).date() for zone in zones), default=now.date())


def today(known: Setup, now: datetime) -> date:
    """Today at the studio where it is earliest; in UTC while there is none."""
    return min((now.astimezone(studio.zone).date() for studio in known.studios), default=now.date())


def here(now: datetime) -> date:
    """The same where no setup is at hand: one query."""
    zones = Location.objects.filter(active=True).values_list("zone", flat=True).order_by()
    days = (walls.today(now, zone) for zone in zones.distinct())
    return min(days, default=walls.today(now, "UTC"))
