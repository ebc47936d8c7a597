"""Load: booked minutes of the minutes there are, by therapist, by room and by hour of the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, DateField, F, Sum
from django.db.models.functions import Cast, ExtractIsoWeekDay, Substr
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from bookings.core.reports import (
    DAY,
    HOUR,
    Cell,
    Column,
    Report,
    Table,
    by_hour,
    length,
    on_wall,
    percent,
    within,
)
from bookings.core.spans import Span, merged, without
from bookings.models import TimeOff
from bookings.queries import setup
from bookings.queries.busy import minutes, minutes_up
from bookings.queries.field import lay
from bookings.queries.reports.scope import WIDEST, Scope, names, rooms, stood
from bookings.queries.setup import Setup, Studio
from protocols.core.walls import instant_of

HOURS = 24


class Booked(NamedTuple):
    """What a resource is booked for: sessions, their minutes, and the buffers round them."""

    sessions: int = 0
    minutes: int = 0
    buffers: int = 0


class Work(NamedTuple):
    """Minutes that there are, by resource; and those of therapists by hour of the week."""

    people: dict[int, int]
    rooms: dict[int, int]
    hours: list[int]


def report(scope: Scope) -> Report:
    """Three tables; six queries, whatever there is. Hours are those that stand today."""
    known = setup.read(first=scope.period.first, last=scope.period.last)
    taken, work = _booked(scope), _work(scope, known)
    staff = _table(
        "therapists",
        _("By therapist"),
        _("Therapist"),
        {key: name for key, name in names().items() if key in taken or key in work.people},
        taken,
        work.people,
    )
    places = rooms(scope)
    shown = {key: name for key, name in places.items() if key in taken or key in work.rooms}
    seats = _table("rooms", _("By room"), _("Room"), shown, taken, work.rooms)
    tables = (staff, seats, _heat(scope, work.hours))
    return Report(
        code="load",
        title=_("Load"),
        lead=_(
            "Booked minutes of those there are: hours as they stand today, without time off and"
            " closed days. A share above 100\u00a0% was booked into time off, or before hours changed."
        ),
        tables=tables,
        empty="" if staff.rows or seats.rows else _("Therapists with hours, and their sessions."),
    )


def _booked(scope: Scope) -> dict[int, Booked]:
    rows = stood(scope).filter(occupancies__isnull=False).values_list("occupancies__resource_id")
    told = rows.annotate(
        n=Count("pk"), lasts=Sum("minutes"), around=Sum(F("buffer_before") + F("buffer_after"))
    ).order_by()
    return {key: Booked(*sums) for key, *sums in told}


def _work(scope: Scope, known: Setup) -> Work:
    """When somebody is there: opening hours and shifts, without closures and granted time off."""
    studios = [studio for studio in known.studios if scope.location in ("", studio.code)]
    ends = {studio.key: _ends(scope, studio) for studio in studios}
    begin = min((low for low, _high in ends.values()), default=0)
    end = max((high for _low, high in ends.values()), default=0)
    laid, off = lay(known, studios, {}, begin, end), _off(scope)
    there: dict[int, list[Span]] = defaultdict(list)
    wall: list[tuple[int, int, int]] = []
    for worker in laid.workers:
        for place, spans in worker.hours.items():
            works = without(within(spans, *ends[place]), off.get(worker.key, ()))
            there[worker.key] += works
            wall += [(at, m, 1) for at, m in on_wall(known.studio[place].zone, works)]
    opened = {
        place.key: length(within(place.opened or (), *ends[place.key])) for place in laid.places
    }
    return Work(
        people={key: length(merged(spans)) for key, spans in there.items()},
        rooms={room.key: opened[room.place] for room in laid.rooms},
        hours=by_hour(wall),
    )


def _ends(scope: Scope, studio: Studio) -> Span:
    first, end = (
        instant_of(datetime(day.year, day.month, day.day), studio.zone.key)  # noqa: DTZ001 - a wall
        for day in (scope.period.first, scope.period.end)
    )
    return minutes(first), minutes(end)


def _off(scope: Scope) -> dict[int, list[Span]]:
    rows = TimeOff.objects.filter(
        state="granted", start_at__lt=scope.end + WIDEST, end_at__gt=scope.begin - WIDEST
    ).order_by()
    found: dict[int, list[Span]] = defaultdict(list)
    for key, begin, end in rows.values_list("therapist__resource_id", "start_at", "end_at"):
        found[key].append((minutes(begin), minutes_up(end)))
    return found


def _table(
    code: str,
    title: str,
    head: str,
    named: Mapping[int, str],
    taken: Mapping[int, Booked],
    work: Mapping[int, int],
) -> Table:
    rows = tuple(_row(name, taken.get(key, Booked()), work.get(key)) for key, name in named.items())
    return Table(
        code=code,
        title=title,
        columns=(
            Column(head, "text"),
            Column(_("Sessions")),
            Column(_("Booked"), "minutes"),
            Column(_("Buffers"), "minutes"),
            Column(_("There are"), "minutes"),
            Column(_("Load"), "share"),
        ),
        rows=rows,
        about="" if all(row[4] for row in rows) else _("Without a share: no hours in these days."),
        sentence=_sentence(title, rows),
        picture="bars",
        bars=(2, 3),
        whole=4,
        value=5,
    )


def _row(name: str, taken: Booked, work: int | None) -> tuple[Cell, ...]:
    return (name, *taken, work or None, percent(taken.minutes, work))


def _sentence(title: str, rows: Iterable[tuple[Cell, ...]]) -> str:
    told = [f"{row[0]} {row[5]} %" for row in rows if row[5] is not None]
    return f"{title}: {', '.join(told)}"


def _heat(scope: Scope, work: list[int]) -> Table:
    """Shares by weekday and hour, of the hours at which anybody works or is booked."""
    taken = by_hour(_starts(scope))
    hours = sorted({at % HOURS for at in range(7 * HOURS) if work[at] or taken[at]})
    hours = list(range(hours[0], hours[-1] + 1)) if hours else []
    rows = tuple(
        (
            str(WEEKDAYS_ABBR[day]),
            *(percent(taken[day * HOURS + h], work[day * HOURS + h]) for h in hours),
        )
        for day in range(7)
    )
    busy = max(
        ((c, row[0], h) for row in rows for c, h in zip(row[1:], hours, strict=True) if c),
        default=None,
        key=lambda found: int(found[0]),
    )
    told = {"share": busy[0], "day": busy[1], "hour": busy[2]} if busy else {}
    return Table(
        code="hours",
        title=_("By hour of the week"),
        columns=(Column(_("Day"), "text"), *(Column(f"{hour:02d}", "share") for hour in hours)),
        rows=rows if hours else (),
        about=_("Per cent of all therapists’ minutes in that hour, on the wall of their studio."),
        sentence=_("Fullest: %(day)s at %(hour)d, %(share)d %%.") % told if busy else "",
        picture="heat",
    )


def _starts(scope: Scope) -> Iterable[tuple[int, int, int]]:
    """Sessions by minute of the week, once for each therapist in them: one query."""
    rows = stood(scope).filter(occupancies__resource__kind="therapist")
    weekday = ExtractIsoWeekDay(Cast(Substr("local_start", 1, 10), DateField()))
    rows = rows.annotate(day=weekday, at=Substr("local_start", 12, 5))
    for day, at, lasts, times in rows.values_list("day", "at", "minutes").annotate(Count("pk")):
        yield (day - 1) * DAY + int(at[:2]) * HOUR + int(at[3:]), lasts, times
