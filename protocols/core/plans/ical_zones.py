"""Whose clock an event's times are read on: the names of zones as calendar files write them.

A name of the pinned data holds whatever the file says about it: files lie, and age. What has no
such name is read by the file's own offsets, if they are plain enough to be safe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from protocols.core import walls, zones
from protocols.core.plans import ical_repeats
from protocols.core.plans.ical_lines import Block, Calendar
from protocols.core.plans.ical_repeats import Allowance, BadRule

# Where a programme writes the local time and calls it UTC: so do the pages of many clubs.
LABELS = frozenset({"utc", "etc/utc", "z"})
REALLY_UTC = frozenset({"tzone://microsoft/utc", "gmt", "etc/gmt", "greenwich", "zulu"})
MOST_OFFSET = 14 * 60  # minutes
_OFFSET = re.compile(r"(?:gmt|utc|z)? ?([+-])(\d{1,2}):?(\d\d)?")
_NAMED_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?\d\d)?")
_WALL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?Z?)?")


class BadZone(ValueError):
    """A clock that nobody knows."""


@dataclass(slots=True)
class Clock:
    """A clock: of a zone by `name`, by `offsets` (minutes ahead of UTC), or of wherever one is."""

    name: str = ""
    offsets: Offsets | None = None

    def instant(self, wall: datetime) -> datetime | None:
        """The instant of a naive wall clock; None where that depends on where one is."""
        if self.offsets is not None:
            return (wall - timedelta(minutes=self.offsets.at(wall))).replace(tzinfo=UTC)
        return walls.instant_of(wall, self.name) if self.name else None

    def read(self, wall: datetime, home: str, place: str) -> tuple[datetime, str]:
        """Wall clock and zone to keep: its own, or those of `home` for what has no zone of its
        own. A clock of nowhere is that of the calendar's `place`, if it says one.
        """
        if self.offsets is None:
            return wall, self.name or place
        at = (wall - timedelta(minutes=self.offsets.at(wall))).replace(tzinfo=UTC)
        return walls.wall_of(at, home), home

    def wall(self, at: datetime) -> datetime:
        """The wall clock at an instant, as good as this clock can tell."""
        if self.offsets is not None:
            naive = at.astimezone(UTC).replace(tzinfo=None)
            return naive + timedelta(minutes=self.offsets.at(naive))
        return walls.wall_of(at, self.name) if self.name else at.replace(tzinfo=None)


@dataclass(slots=True)
class Onset:
    """From when on a file's own clock is so many minutes ahead: once, or each year by a rule."""

    begins: datetime
    before: int
    after: int
    rule: ical_repeats.Rule | None
    also: list[datetime]


@dataclass(slots=True)
class Offsets:
    """Minutes ahead of UTC: always the same, or by onsets."""

    fixed: int = 0
    onsets: list[Onset] = field(default_factory=list)
    allowance: Allowance = field(default_factory=Allowance)
    years: dict[int, list[tuple[datetime, int]]] = field(default_factory=dict)

    def at(self, wall: datetime) -> int:
        if not self.onsets:
            return self.fixed
        if wall.year not in self.years:
            self.years[wall.year] = self._of(wall.year)
        past = [minutes for onset, minutes in self.years[wall.year] if onset <= wall]
        return past[-1] if past else min(self.onsets, key=lambda each: each.begins).before

    def _of(self, year: int) -> list[tuple[datetime, int]]:
        """What begins in a year and before, in order."""
        window = date(year - 1, 1, 1), date(year, 12, 31)
        found = []
        for each in self.onsets:
            begins = [at for at in (each.begins, *each.also) if at.year <= year]
            if each.rule is not None and each.begins.date() <= window[1]:
                until = _wall(each.rule.until) or datetime.combine(window[1], each.begins.time())
                days = ical_repeats.days(
                    each.begins.date(),
                    each.rule,
                    window=window,
                    until=until.date(),
                    allowance=self.allowance,
                )
                begins += [datetime.combine(day, each.begins.time()) for day in days]
            found += [(at, each.after) for at in begins]
        return sorted(found)


FLOATING = Clock()
UTC_CLOCK = Clock(offsets=Offsets())


def clock(tzid: str, calendar: Calendar) -> Clock:
    """The clock that a TZID names. Raises BadZone."""
    if tzid not in calendar.clocks:
        try:
            calendar.clocks[tzid] = _clock(tzid, calendar)
        except BadZone:
            calendar.clocks[tzid] = None
    found: Clock | None = calendar.clocks[tzid]
    if found is None:
        raise BadZone(tzid[:40])
    return found


def _clock(tzid: str, calendar: Calendar) -> Clock:
    told = re.sub(r"\s+", " ", tzid.replace("\\", "").strip().strip('"')).strip()
    small = told.lower()
    if small in LABELS or not small:
        return FLOATING
    if small in REALLY_UTC:
        return UTC_CLOCK
    if name := pinned(told):
        return Clock(name)
    block = calendar.zones.get(tzid.strip('" ')) or calendar.zones.get(told)
    if block is not None:
        if name := pinned(block.get("X-LIC-LOCATION")):
            return Clock(name)
        return Clock(offsets=_offsets(block, calendar.allowance))
    if (found := _OFFSET.fullmatch(small)) and (minutes := _minutes(found)) is not None:
        return Clock(offsets=Offsets(fixed=minutes))
    raise BadZone(told[:40])


@lru_cache(maxsize=256)
def pinned(told: str) -> str:
    """The key of the pinned data that a name stands for: whatever its case and what is put before
    it ("/example.org/2026/Europe/Berlin"), or by the name that Windows has for it. Else "".
    """
    small = told.strip().replace(" ", "_").lower()
    parts = small.strip("/").split("/")
    for begin in range(max(0, len(parts) - 3), len(parts)):
        name = _by_small_name().get("/".join(parts[begin:]))
        if name and (begin == 0 or "/" in name):
            return name
    windows = _windows().get(told.strip().lower(), "")
    return windows if windows in zones.names() else ""


@cache
def _by_small_name() -> dict[str, str]:
    return {name.lower(): name for name in zones.names()}


@cache
def _windows() -> dict[str, str]:
    return {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _offsets(block: Block, allowance: Allowance) -> Offsets:
    """A file's own clock. Raises BadZone for one that does not change plainly, once or each year."""
    onsets = [_onset(each) for each in block.parts]
    if not onsets or len(onsets) > 200:
        raise BadZone("VTIMEZONE")
    if len(onsets) == 1:
        return Offsets(fixed=onsets[0].after)
    return Offsets(onsets=onsets, allowance=allowance)


def _onset(block: Block) -> Onset:
    begins, rule = _wall(block.get("DTSTART")), None
    after, before = (_offset(block.get(name)) for name in ("TZOFFSETTO", "TZOFFSETFROM"))
    if begins is None or after is None:
        raise BadZone("VTIMEZONE")
    if told := block.get("RRULE"):
        rule = _yearly(told)
    also = [at for each in block.all("RDATE") for v in each.value.split(",") if (at := _wall(v))]
    return Onset(begins, after if before is None else before, after, rule, also)


def _yearly(told: str) -> ical_repeats.Rule:
    try:
        rule = ical_repeats.parsed(told)
    except BadRule as error:
        raise BadZone("VTIMEZONE") from error
    days = len(rule.days) + len(rule.month_days) * bool(not rule.days)
    plain = rule.freq == "YEARLY" and rule.interval == 1 and rule.count is None
    if not plain or len(rule.months) != 1 or days > 1:
        raise BadZone("VTIMEZONE")
    return rule


def _wall(text: str) -> datetime | None:
    """A plain date and time of a VTIMEZONE; those before 1970 begin with 1970."""
    found = _WALL.fullmatch(text.strip().upper())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(each or 0) for each in found.groups())
    try:
        return datetime.combine(date(max(year, 1970), month, day), time(hour, minute, second))
    except ValueError:
        return None


def _offset(text: str) -> int | None:
    found = _NAMED_OFFSET.fullmatch(text.strip())
    return _minutes(found) if found else None


def _minutes(found: re.Match[str]) -> int | None:
    minutes = int(found[2]) * 60 + int(found[3] or 0)
    return None if minutes > MOST_OFFSET else -minutes if found[1] == "-" else minutes
