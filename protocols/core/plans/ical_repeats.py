"""How an event repeats: by days, never finer, and only as far as somebody looks.

Nothing is expanded beyond a window, so a rule cannot run away: without a count the counting
begins at the window, and whoever counts from long ago uses up an allowance of the whole file.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as upwards
from itertools import islice

from protocols.core.plans.shape import BadFile

MOST = 500  # repeats of one event
ALLOWANCE = 500_000  # days that are looked at for one file
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KEYS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"})
_KNOWN = _KEYS | {"BYYEARDAY", "BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND", "RSCALE"}
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


class BadRule(ValueError):
    """A rule that makes no sense, or repeats more often than daily."""


@dataclass(frozen=True, slots=True)
class Rule:
    """RRULE, checked. `until` as it stands; `days` are (which one or 0, weekday)."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: str = ""
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    week_start: int = 0
    clock: tuple[int | None, int | None, int | None] = (None, None, None)


@dataclass(slots=True)
class Allowance:
    """How many days may still be looked at. Raises BadFile at its end."""

    left: int = ALLOWANCE

    def take(self, days: int) -> None:
        self.left -= days
        if self.left < 0:
            raise BadFile("too_hard")


def parsed(text: str) -> Rule:
    """The rule of an RRULE. Raises BadRule."""
    told: dict[str, str] = {}
    for part in text.strip().rstrip(";").upper().split(";"):
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not value or name in told or name not in _KNOWN:
            raise BadRule(name)
        told[name] = value
    if told.get("FREQ") not in _PERIODS or told.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise BadRule("FREQ")
    rule = Rule(
        freq=told["FREQ"],
        interval=_whole(told.get("INTERVAL", "1"), 1, 1000),
        count=_whole(told["COUNT"], 1, 100_000) if "COUNT" in told else None,
        until=told.get("UNTIL", ""),
        days=tuple(_weekday(each) for each in _list(told, "BYDAY")),
        month_days=_signed(told, "BYMONTHDAY", 31),
        year_days=_signed(told, "BYYEARDAY", 366),
        months=tuple(_whole(each, 1, 12) for each in _list(told, "BYMONTH")),
        places=_signed(told, "BYSETPOS", 366),
        week_start=WEEKDAYS.index(_one_of(told.get("WKST", "MO"))),
        clock=(_single(told, "BYHOUR"), _single(told, "BYMINUTE"), _single(told, "BYSECOND")),
    )
    numbered = any(which for which, _ in rule.days)
    if (numbered and rule.freq in ("DAILY", "WEEKLY")) or (
        rule.year_days and rule.freq != "YEARLY"
    ):
        raise BadRule("BYDAY")
    return rule


def days(
    start: date, rule: Rule, *, window: tuple[date, date], until: date, allowance: Allowance
) -> list[date]:
    """The days of a rule within the window (both ends in it) and not after `until`, in order; the
    first day is one of them whatever the rule says. At most `MOST`, at least the first day of what
    begins after the window.
    """
    first, last = window
    if start > last:
        return [start] if start <= until else []
    found: list[date] = []
    every = _from_start(start, rule, max(first, start), min(last, until), allowance)
    for day in islice(every, rule.count):
        if day >= first:
            found.append(day)
        if len(found) == MOST:
            break
    return found


def _from_start(
    start: date, rule: Rule, first: date, last: date, allowance: Allowance
) -> Iterator[date]:
    """Each day of the rule, the start itself at the head. What nobody counts begins at `first`."""
    if start <= last:
        yield start
    index, begin, length = _PERIODS[rule.freq]
    zero = index(start, rule)
    ahead = 0 if rule.count is not None else max(0, (index(first, rule) - zero) // rule.interval)
    keep = _kept(start, rule)
    for step in upwards(ahead):
        period = begin(zero + step * rule.interval, rule)
        if period is None or period > last:
            return
        allowance.take(1 + length(period))
        every = [day for n in range(length(period)) if keep(day := period + timedelta(n))]
        for day in _placed(every, rule.places):
            if day > last:
                return
            if day > start:
                yield day


def _kept(start: date, rule: Rule) -> Callable[[date], bool]:
    """Whether a day is one of the rule's; what the rule leaves open follows from the start."""
    weekdays, month_days, months = rule.days, rule.month_days, rule.months
    if not (weekdays or month_days or rule.year_days):
        if rule.freq == "YEARLY":
            months = months or (start.month,)
        if rule.freq in ("YEARLY", "MONTHLY"):
            month_days = (start.day,)
        if rule.freq == "WEEKLY":
            weekdays = ((0, start.weekday()),)
    whole_year = rule.freq == "YEARLY" and not months

    def keep(day: date) -> bool:
        return (
            (not months or day.month in months)
            and (not month_days or _of_month(day, month_days))
            and (not rule.year_days or _of_year(day, rule.year_days))
            and (not weekdays or any(_is(day, each, whole_year=whole_year) for each in weekdays))
        )

    return keep


def _of_month(day: date, told: tuple[int, ...]) -> bool:
    return day.day in told or day.day - _month_length(day) - 1 in told


def _of_year(day: date, told: tuple[int, ...]) -> bool:
    number = day.timetuple().tm_yday
    return number in told or number - _year_length(day) - 1 in told


def _is(day: date, told: tuple[int, int], *, whole_year: bool) -> bool:
    """Whether it is that weekday: any of them, or the second, the last … of its month or year."""
    which, weekday = told
    if day.weekday() != weekday or not which:
        return day.weekday() == weekday
    number = day.timetuple().tm_yday if whole_year else day.day
    length = _year_length(day) if whole_year else _month_length(day)
    return which == (number + 6) // 7 if which > 0 else -which == (length - number + 7) // 7


def _placed(found: list[date], places: tuple[int, ...]) -> list[date]:
    if not places:
        return found
    chosen = {p - 1 if p > 0 else len(found) + p for p in places}
    return [day for number, day in enumerate(found) if number in chosen]


def _month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _year_length(day: date) -> int:
    return 366 if calendar.isleap(day.year) else 365


def _week_of(day: date, rule: Rule) -> int:
    return (day.toordinal() - 1 - rule.week_start) // 7


def _week(number: int, rule: Rule) -> date | None:
    ordinal = number * 7 + 1 + rule.week_start
    return _day(max(ordinal, 1))


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal <= date.max.toordinal() - 400 else None


def _month(number: int) -> date | None:
    return date(number // 12, number % 12 + 1, 1) if number // 12 < date.max.year else None


def _year(number: int) -> date | None:
    return date(number, 1, 1) if number < date.max.year else None


# How often -> number of the period of a day, first day of a period by its number, days in it.
_PERIODS: dict[
    str,
    tuple[Callable[[date, Rule], int], Callable[[int, Rule], date | None], Callable[[date], int]],
] = {
    "DAILY": (lambda day, _: day.toordinal(), lambda n, _: _day(n), lambda _: 1),
    "WEEKLY": (_week_of, _week, lambda _: 7),
    "MONTHLY": (lambda d, _: d.year * 12 + d.month - 1, lambda n, _: _month(n), _month_length),
    "YEARLY": (lambda day, _: day.year, lambda n, _: _year(n), _year_length),
}


def _list(told: dict[str, str], name: str) -> list[str]:
    found = told[name].split(",") if name in told else []
    if len(found) > 400:
        raise BadRule(name)
    return found


def _whole(text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,7}", text) or not low <= int(text) <= high:
        raise BadRule(text[:20])
    return int(text)


def _signed(told: dict[str, str], name: str, most: int) -> tuple[int, ...]:
    found = tuple(_whole(each, -most, most) for each in _list(told, name))
    if 0 in found:
        raise BadRule(name)
    return found


def _weekday(text: str) -> tuple[int, int]:
    found = _DAY.fullmatch(text)
    if not found or (found[1] and not 1 <= abs(int(found[1])) <= 53):
        raise BadRule(text[:20])
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _one_of(text: str) -> str:
    if text not in WEEKDAYS:
        raise BadRule("WKST")
    return text


def _single(told: dict[str, str], name: str) -> int | None:
    """An hour or minute that a rule repeats: more than one is finer than daily."""
    return _whole(told[name], 0, 60) if name in told else None
