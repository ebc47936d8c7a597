"""Hours, terms and lacks in words, for the owner's pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.core.money import told
from bookings.forms.owner.words import word
from bookings.models import Service

DAY = 24 * 60
HOUR = 60


class Days(NamedTuple):
    """Weekdays that have the same hours."""

    days: str
    hours: str
    closed: bool


def clock(minute: int) -> str:
    """A minute of the day, or of the next one: 9:00, 2:00."""
    return f"{minute % DAY // HOUR}:{minute % HOUR:02}"


def spans(rows: Iterable[Sequence[int]]) -> str:
    """Spans of one day: 9:00–13:00, 14:00–21:30."""
    return ", ".join(f"{clock(begin)}–{clock(until)}" for begin, until in rows)


def week(hours: Iterable[Sequence[int]], none: str = "") -> list[Days]:
    """A stored week, weekdays of the same hours together; [] for one without hours.

    `none` stands for a day without hours, in place of *closed*.
    """
    by_day: dict[int, list[tuple[int, int]]] = {day: [] for day in range(7)}
    for day, begin, until in hours:
        by_day[day].append((begin, until))
    if not any(by_day.values()):
        return []
    runs: list[list[int]] = []
    for day, rows in by_day.items():
        if runs and by_day[runs[-1][-1]] == rows:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [
        Days(_names(run), spans(by_day[run[0]]) or none or _("closed"), not by_day[run[0]])
        for run in runs
    ]


def _names(run: list[int]) -> str:
    if len(run) == 1:
        return str(WEEKDAYS[run[0]])
    return f"{WEEKDAYS_ABBR[run[0]]}–{WEEKDAYS_ABBR[run[-1]]}"


def lengths(service: Service) -> list[str]:
    """Each length with its price: 60 min €78."""
    return [
        _("%(minutes)d min %(price)s")
        % {"minutes": minutes, "price": told(price, service.currency)}
        for minutes, price in service.lengths
    ]


def lack(code: str, missing: Sequence[str]) -> str:
    """What hinders a service, and so what to do; "" for nothing."""
    names = ", ".join(str(word(tag)) for tag in missing)
    said = {
        "": "",
        "nobody": _("Nobody has working hours at a studio yet."),
        "skills": _("Nobody at work has: %s."),
        "people": _("At no studio are there enough therapists with its skills."),
        "features": _("Where they work no room has: %s."),
        "room": _("Where they work there are too few rooms or tables."),
    }[code]
    return said % names if "%s" in said else said


def terms(
    *, notice_minutes: int, horizon_days: int, change_hours: int, late_fee_percent: int
) -> list[str]:
    """What follows from the terms of a service, in sentences."""
    days = ngettext("%(days)d day", "%(days)d days", horizon_days) % {"days": horizon_days}
    booked = _("Booked up to %(days)s ahead, until the start.") % {"days": days}
    if notice_minutes:
        long = {"notice": _long(notice_minutes), "days": days}
        booked = _("Booked from %(notice)s to %(days)s ahead.") % long
    free = _("Free to change until the start.")
    if change_hours:
        long = {"long": _long(change_hours * HOUR)}
        free = _("Free to change until %(long)s before the start.") % long
    fee = _("After that nothing is due either.")
    if late_fee_percent:
        share = f"{late_fee_percent} %"
        fee = _("After that, and for a no-show, %(share)s of the price is due.") % {"share": share}
    return [booked, free, fee]


def _long(minutes: int) -> str:
    """A stretch as one says it: 30 min, 2 h, 90 min, 3 days."""
    if minutes and minutes % DAY == 0 and minutes > DAY:
        return ngettext("%(n)d day", "%(n)d days", minutes // DAY) % {"n": minutes // DAY}
    if minutes % HOUR == 0:
        return _("%(hours)d h") % {"hours": minutes // HOUR}
    return _("%(minutes)d min") % {"minutes": minutes}
