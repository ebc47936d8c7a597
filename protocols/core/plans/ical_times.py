"""When an event is: its start, its end, and the days it repeats on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from protocols.core.faults import outside_days
from protocols.core.plans import ical_repeats, ical_zones
from protocols.core.plans.ical_lines import Block, Calendar, Prop
from protocols.core.plans.ical_repeats import BadRule, Rule
from protocols.core.plans.ical_zones import FLOATING, UTC_CLOCK, BadZone, Clock
from protocols.core.plans.shape import Ask

BACK, AHEAD = timedelta(days=30), timedelta(days=549)  # how far repeats are looked at: 18 months
DAY = timedelta(days=1)
_WHEN = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)? ?(Z|[+-]\d\d:?\d\d)?)?",
)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?"
)


class Unusable(Exception):
    """Why an event cannot be used: one of `shape.WHY`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Moment:
    """A naive wall clock, on which clock; `timed` is False where a day alone is meant."""

    wall: datetime
    timed: bool
    clock: Clock

    @property
    def mark(self) -> str:
        """How a repeat is told from its neighbours."""
        return f"{self.wall:%Y%m%dT%H%M%S}" if self.timed else f"{self.wall:%Y%m%d}"

    def on(self, clock: Clock) -> Moment:
        """The same instant on another clock, where both say which instants they mean."""
        at = self.clock.instant(self.wall) if self.timed else None
        if at is None or clock == self.clock or not (clock.name or clock.offsets):
            return self
        return Moment(clock.wall(at), timed=True, clock=clock)


@dataclass(frozen=True, slots=True)
class Span:
    """Start and length of an event; `length` None where it does not say."""

    start: Moment
    length: timedelta | None


def moment(prop: Prop, calendar: Calendar) -> Moment:
    """The moment of a DTSTART or its like. Raises Unusable."""
    found = _WHEN.fullmatch(prop.value.strip().upper())
    if not found:
        raise Unusable("no_date")
    day = _day(found)
    if found[4] is None or prop.params.get("VALUE", "").upper() == "DATE":
        return Moment(datetime.combine(day, time()), timed=False, clock=FLOATING)
    try:
        at = time(int(found[4]), int(found[5]), min(int(found[6] or 0), 59))
        clock = _clock(found[7] or "", prop.params.get("TZID", ""), calendar)
    except BadZone as error:
        raise Unusable("zone") from error
    except ValueError as error:
        raise Unusable("no_date") from error
    return Moment(datetime.combine(day, at), timed=True, clock=clock)


def span(event: Block, calendar: Calendar) -> Span:
    """Start and length of an event. A whole day written as its midnights is a day. Raises Unusable."""
    starts = event.all("DTSTART")
    if not starts:
        raise Unusable("no_date")
    start = moment(starts[0], calendar)
    length = _length(event, calendar, start)
    if length is not None and length < timedelta():
        raise Unusable("length")
    midnight = start.timed and start.wall.time() == time()
    if midnight and (
        length is None or (length + timedelta(minutes=1)) % DAY <= timedelta(minutes=1)
    ):
        start = replace(start, timed=False, clock=FLOATING)
    return Span(start, length)


def starts(event: Block, calendar: Calendar, start: Moment, ask: Ask) -> list[Moment]:
    """Every start of an event that repeats, within the window, in order. Raises Unusable."""
    if event.all("EXRULE"):
        raise Unusable("recurrence")
    today = ask.today
    window = today - BACK, today + AHEAD
    walls = {start.wall}
    if told := event.get("RRULE"):
        rule = _rule(told, start)
        until = _until(rule, start, calendar) if rule.until else date.max
        days = ical_repeats.days(
            start.wall.date(), rule, window=window, until=until, allowance=calendar.allowance
        )
        walls = {datetime.combine(day, start.wall.time()) for day in days}
    more = {alike(each, start).wall for each in _named(event, "RDATE", calendar)}
    walls |= {wall for wall in more if window[0] <= wall.date() <= window[1]}
    walls -= {alike(each, start).wall for each in _named(event, "EXDATE", calendar)}
    return [replace(start, wall=wall) for wall in sorted(walls)[: ical_repeats.MOST]]


def alike(other: Moment, start: Moment) -> Moment:
    """Another start of the same event, on its clock: of a day alone at the same time of the day."""
    if start.timed and other.timed:
        return other.on(start.clock)
    return replace(start, wall=datetime.combine(other.wall.date(), start.wall.time()))


def seconds(text: str) -> timedelta | None:
    """A length as ISO writes it, or in seconds. None for what is neither."""
    if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]+)?", text.strip()):
        return timedelta(seconds=int(text.strip().partition(".")[0]))
    found = _DURATION.fullmatch(text.strip().upper())
    if not found or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, rest = (int(each or 0) for each in found.groups()[1:])
    try:
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=rest)
    except OverflowError as error:
        raise Unusable("length") from error
    return -length if found[1] == "-" else length


def _day(found: re.Match[str]) -> date:
    if not 1970 <= int(found[1]) <= 2200:
        raise Unusable("years")
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise Unusable("no_date") from error
    if outside_days(day):
        raise Unusable("years")
    return day


def _clock(offset: str, tzid: str, calendar: Calendar) -> Clock:
    if offset == "Z":
        return UTC_CLOCK
    if offset:
        return ical_zones.clock(f"UTC{offset}", calendar)
    return ical_zones.clock(tzid, calendar) if tzid else FLOATING


def _length(event: Block, calendar: Calendar, start: Moment) -> timedelta | None:
    """From DTEND, or else DURATION; an end that cannot be read is none."""
    if ends := event.all("DTEND"):
        try:
            end = moment(ends[0], calendar)
        except Unusable as error:
            if error.why == "years":
                raise Unusable("length") from error
            return None
        if not start.timed and end.timed:
            return datetime.combine(end.wall.date(), time()) - start.wall
        if start.timed and not end.timed:
            return None
        first, last = (each.clock.instant(each.wall) for each in (start, end))
        if start.timed and end.timed and first is not None and last is not None:
            return last - first
        return end.wall - start.wall
    return seconds(event.get("DURATION")) if event.get("DURATION") else None


def _rule(told: str, start: Moment) -> Rule:
    try:
        rule = ical_repeats.parsed(told)
    except BadRule as error:
        raise Unusable("recurrence") from error
    own = (start.wall.hour, start.wall.minute, start.wall.second)
    if any(told is not None and told != at for told, at in zip(rule.clock, own, strict=True)):
        raise Unusable("recurrence")
    return rule


def _until(rule: Rule, start: Moment, calendar: Calendar) -> date:
    """The last day on which the event may still begin."""
    try:
        end = moment(Prop({}, rule.until), calendar)
    except Unusable as error:
        return _endless(error)
    if not end.timed or not start.timed:
        return end.wall.date()
    last = end.on(start.clock).wall
    return last.date() if start.wall.time() <= last.time() else last.date() - DAY


def _endless(error: Unusable) -> date:
    """A rule until 9999 is one without an end; any other end that cannot be read is none to go by."""
    if error.why != "years":
        raise Unusable("recurrence") from error
    return date.max


def _named(event: Block, name: str, calendar: Calendar) -> Iterator[Moment]:
    """The moments that an event lists, of periods their beginning; what is none is passed over."""
    for prop in event.all(name):
        for value in prop.value.split(",")[: ical_repeats.MOST * 2]:
            with suppress(Unusable):
                yield moment(Prop(prop.params, value.partition("/")[0]), calendar)
