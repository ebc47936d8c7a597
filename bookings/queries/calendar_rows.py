"""What the calendar's feed reads: three SQL queries, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    Expression,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject

from bookings.core.lifecycle import OVER
from bookings.models import (
    Appointment,
    Closure,
    HistoryLine,
    Occupancy,
    Opening,
    Room,
    Therapist,
    TimeOff,
    WaitlistOffer,
)
from clinic.foundation.models import Practice
from clinic.foundation.queries.prepared import Among, Prepared, Rows
from protocols.models import FormVersion, Race

A_DAY = timedelta(days=1)
GONE = tuple(sorted(OVER - {"no_show"}))  # a no-show stands in its place
DROPPED = ("dns", "cancelled")
MARK, LATER = datetime(1901, 1, 1, tzinfo=UTC), datetime(1901, 1, 2, tzinfo=UTC)


class SessionRow(NamedTuple):
    """A session as it is read: `start` and `end` in seconds since 1970, `taken` are resources."""

    code: str
    lines: int
    start: int
    end: int
    local_start: str
    zone: str
    state: str
    expires: datetime | None
    before: int
    after: int
    taken: list[int]
    location: str
    type: str
    depth: str
    service: str
    client: int
    client_name: str
    client_code: str
    minutes: int
    price: int
    fee: int
    paid: datetime | None
    bundle: str | None


class RaceRow(NamedTuple):
    """A race of a runner who has a session."""

    client: int
    name: str
    priority: str
    local_start: datetime
    start: datetime
    finish: datetime | None
    expected: int | None


@dataclass(frozen=True)
class Around:
    """What stands round the sessions. Codes of therapists and rooms are by their resource."""

    form: int
    zone: str
    therapists: dict[int, str]
    rooms: dict[int, str]
    offs: list[dict[str, Any]]
    openings: list[dict[str, Any]]
    closures: list[dict[str, Any]]


def sessions(first: date, last: date, location: str = "", whose: int = 0) -> list[SessionRow]:
    """Those that start on these days of their walls, of one studio by code or of all, by start.

    `whose` is the resource of the only therapist who is asked for.
    """
    span = {**_wide(first, last), "first": first.isoformat(), "after": (last + A_DAY).isoformat()}
    if whose:
        found = _SESSIONS_OF.rows(**span, whose=whose)
    else:
        found = _SESSIONS_AT.rows(**span, place=location) if location else _SESSIONS.rows(**span)
    rows = (SessionRow(*row) for row in found)
    here = (row for row in rows if location in ("", row.location))
    return sorted(here, key=itemgetter(2, 0))  # start, code


def session(code: str) -> SessionRow | None:
    """One of them, whatever has become of it; None where there is none."""
    found = _ONE.rows(code=code)
    return SessionRow(*found[0]) if found else None


def around(first: date, last: date, now: datetime) -> Around:
    """Times off, openings and closures of these days, and who is behind which resource."""
    ((form, zone, therapists, rooms, offs, openings, closures),) = _AROUND.rows(
        **_wide(first, last), first=first, last=last, now=now
    )
    return Around(
        form=form,
        zone=zone or Practice(pk=1).zone,
        therapists={row["key"]: row["code"] for row in therapists},
        rooms={row["key"]: row["code"] for row in rooms},
        offs=offs,
        openings=openings,
        closures=closures,
    )


def races(clients: Collection[int], begin: datetime, end: datetime) -> list[RaceRow]:
    """The races of these clients that start in `[begin, end]` and were not dropped, by start."""
    found = _RACES.rows(clients=list(clients), begin=begin, end=end)
    return [RaceRow(*row) for row in found]


def _wide(first: date, last: date) -> dict[str, datetime]:
    """Moments between which these days lie on every wall of the world."""
    begin, end = first - A_DAY, last + 2 * A_DAY
    return {
        "begin": datetime(begin.year, begin.month, begin.day, tzinfo=UTC),
        "end": datetime(end.year, end.month, end.day, tzinfo=UTC),
    }


class _AsRead:
    """An expression whose numbers are handed on as the driver has them, not converted one by one."""

    @property
    def convert_value(self) -> Any:
        return Expression._convert_value_noop  # type: ignore[attr-defined]  # noqa: SLF001 - Django itself


class _Seconds(_AsRead, Func):
    """Whole seconds since 1970: read faster than a moment with its zone."""

    function = ""
    template = "date_part('epoch', %(expressions)s)::bigint"
    output_field = BigIntegerField()


class _Count(_AsRead, Subquery):
    """A number that a query of one row finds."""


class _Of(ArraySubquery):
    """Numbers of another table's rows, as a list."""

    output_field = ArrayField(BigIntegerField())


_LINES = (
    HistoryLine.objects.filter(appointment=OuterRef("pk"))
    .order_by()
    .values("appointment")
    .annotate(count=Count("pk"))
    .values("count")
)
_TAKEN = Occupancy.objects.filter(appointment=OuterRef("pk")).order_by("resource_id")
_COLUMNS = (
    *("code", "lines", "start", "end", "local_start", "zone", "state", "expires_at"),
    *("buffer_before", "buffer_after", "takes", "location__code", "type", "depth"),
    *("service__name", "client_id", "client__name", "client__code", "minutes", "price", "fee"),
    *("paid_at", "bundle__kind"),
)


def _told(rows: QuerySet[Appointment]) -> QuerySet[Appointment, Any]:
    return rows.annotate(
        lines=_Count(_LINES),
        start=_Seconds("start_at"),
        end=_Seconds("end_at"),
        takes=_Of(_TAKEN.values("resource_id")),
    ).values_list(*_COLUMNS)


def _sessions(
    *, begin: datetime, end: datetime, first: str, after: str, place: str = "", whose: int = 0
) -> QuerySet[Appointment, Any]:
    rows = Appointment.objects.filter(start_at__gte=begin, start_at__lt=end)
    rows = rows.filter(local_start__gte=first, local_start__lt=after).exclude(state__in=GONE)
    if place:
        rows = rows.filter(location__code=place)
    if whose:
        rows = rows.filter(Exists(_TAKEN.filter(resource=whose).order_by()))
    return _told(rows)  # sorted here: what needs no sorting there is read while it is found


def _one(*, code: str) -> QuerySet[Appointment, Any]:
    return _told(Appointment.objects.filter(code=code))


_SPAN = {"begin": MARK, "end": LATER, "first": "no first day", "after": "no day after"}
_SESSIONS = Prepared(_sessions, _SPAN)
_SESSIONS_AT = Prepared(_sessions, {**_SPAN, "place": "no such place"})
_SESSIONS_OF = Prepared(_sessions, {**_SPAN, "whose": -77})
_ONE = Prepared(_one, {"code": "no such code"})


def _around(
    *, begin: datetime, end: datetime, first: date, last: date, now: datetime
) -> QuerySet[FormVersion, Any]:
    """One row with lists in it. The form in force is what is always there to hang them on."""
    offs = TimeOff.objects.filter(start_at__lt=end, end_at__gt=begin)
    offs = offs.filter(state__in=("asked", "granted")).order_by("start_at", "pk")
    open_now = Opening.objects.filter(state="open", until__gt=now)
    open_now = open_now.filter(begin_at__lt=end, end_at__gt=begin).order_by("begin_at", "pk")
    closures = Closure.objects.filter(first_day__lte=last, last_day__gte=first)
    closures = closures.filter(location__active=True).order_by("pk")
    key = {"key": "resource_id", "code": "code"}
    return (
        FormVersion.objects.annotate(
            zone=Subquery(Practice.objects.order_by().values("zone")[:1]),
            therapist_rows=Rows(Therapist.objects.order_by().values(row=JSONObject(**key))),
            room_rows=Rows(Room.objects.order_by().values(row=JSONObject(**key))),
            off_rows=Rows(offs.values(row=_OFF)),
            opening_rows=Rows(open_now.values(row=_OPENING)),
            closure_rows=Rows(closures.values(row=_CLOSURE)),
        )
        .order_by("-number")
        .values_list(
            *("pk", "zone", "therapist_rows", "room_rows", "off_rows", "opening_rows"),
            "closure_rows",
        )[:1]
    )


_OFF = JSONObject(
    code="code", therapist="therapist__code", begin="start_at", end="end_at", state="state"
)
_OPENING = JSONObject(
    code="code",
    therapist="therapist__code",
    location="location__code",
    zone="location__zone",
    begin="begin_at",
    end="end_at",
    until="until",
    rooms=_Of(Occupancy.objects.filter(opening=OuterRef("pk")).values("resource_id")),
    asked=Subquery(
        WaitlistOffer.objects.filter(opening=OuterRef("pk"))
        .order_by()
        .values("opening")
        .annotate(count=Count("pk"))
        .values("count")
    ),
)
_CLOSURE = JSONObject(
    location="location__code", name="name", first="first_day", last="last_day", hours="hours"
)
_AROUND = Prepared(
    _around,
    {
        "begin": MARK,
        "end": LATER,
        "first": date(1901, 1, 1),
        "last": date(1901, 1, 2),
        "now": datetime(1901, 1, 3, tzinfo=UTC),
    },
)


def _races(*, clients: list[int], begin: datetime, end: datetime) -> QuerySet[Race, Any]:
    rows = Race.objects.filter(Among("client_id", clients))
    rows = rows.filter(start_at__gte=begin, start_at__lte=end).exclude(status__in=DROPPED)
    rows = rows.exclude(status="planned", listed__cancelled=True).order_by("start_at", "pk")
    return rows.values_list(
        *("client_id", "name", "priority", "local_start", "start_at", "finish_at"),
        "expected_minutes",
    )


_RACES = Prepared(_races, {"clients": [-77], "begin": MARK, "end": LATER})
