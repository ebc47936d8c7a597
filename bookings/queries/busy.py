"""What resources are taken for: one SQL query for all of them, as whole minutes."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import repeat
from operator import itemgetter
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import (
    Aggregate,
    BigIntegerField,
    F,
    Func,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, LessThanOrEqual

from bookings.core.slots import Block
from bookings.models import Appointment, Occupancy
from clinic.foundation.queries.prepared import Among, Prepared

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARGIN = timedelta(days=2)  # limits count whole local days, pauses and ways reach over midnight


class _Minutes(Func):
    """Whole minutes since 1970 of a moment; SQL converts no zones."""

    function = ""
    template = "(date_part('epoch', %(expressions)s) / 60)::bigint"
    output_field = BigIntegerField()


class _List(Aggregate):
    """One column of many rows as a JSON list: read ten times as fast as the rows."""

    template = "json_agg(%(expressions)s)::text"
    output_field = TextField()


def minutes(moment: datetime) -> int:
    """Whole minutes since 1970, rounded down."""
    return (moment - EPOCH) // timedelta(minutes=1)


def minutes_up(moment: datetime) -> int:
    """Whole minutes since 1970, rounded up: the first minute that is not before a moment."""
    return -((EPOCH - moment) // timedelta(minutes=1))


def moment(minute: int) -> datetime:
    """The moment of a whole minute, in UTC."""
    return EPOCH + timedelta(minutes=minute)


def blocks(
    resources: Collection[int],
    begin: datetime,
    end: datetime,
    *,
    now: datetime,
    but: Appointment | None = None,
    sessions: bool = True,
    margin: timedelta = MARGIN,
) -> dict[int, tuple[Block, ...]]:
    """Everything in the way of these resources from two days before to two after, sorted.

    Holds past their time are passed over; `but` is an appointment that is being moved. Without
    `sessions` blocks do not tell of the session in them: that is for limits, pauses and ways. Where
    nothing asks for those, a smaller `margin` can do.
    """
    query = _SESSIONS if sessions else _SPANS
    rows = query.rows(
        resources=list(resources),
        span=DateTimeTZRange(begin - margin, end + margin),
        now=now,
        but=but.pk if but else 0,
    )
    found: dict[int, tuple[Block, ...]] = dict.fromkeys(resources, ())
    for key, *columns in rows:
        told = zip(*map(json.loads, columns), *(() if sessions else _NONE), strict=False)
        found[key] = tuple(sorted(map(_block, told), key=_begin))
    return found


def glance(
    resources: Collection[int],
    begin: datetime,
    end: datetime,
    *,
    now: datetime,
    but: Appointment | None = None,
) -> dict[int, tuple[Block, ...]]:
    """What these resources are taken for in `[begin, end)` alone, without the sessions in it."""
    rows = _asked(_GLANCE, resources, DateTimeTZRange(begin, end), now, but)
    found: dict[int, tuple[Block, ...]] = dict.fromkeys(resources, ())
    for key, low, high in rows:
        found[key] += (Block(low, high),)
    return found


def look(
    resources: Collection[int],
    begin: datetime,
    end: datetime,
    *,
    now: datetime,
    but: Appointment | None = None,
) -> tuple[dict[int, tuple[Block, ...]], bool]:
    """Everything in the way of a few resources that are locked, from two days before to two after.

    And whether holds past their time lie about there.
    """
    rows = _asked(_LOOK, resources, DateTimeTZRange(begin - MARGIN, end + MARGIN), now, but)
    held: dict[int, list[Block]] = {key: [] for key in resources}
    for key, *told, lapsed in rows:
        if not lapsed:
            held[key].append(_block(told))
    found = {key: tuple(sorted(blocks, key=_begin)) for key, blocks in held.items()}
    return found, any(row[-1] for row in rows)


def _asked(
    query: Prepared, resources: Collection[int], span: Any, now: datetime, but: Appointment | None
) -> list[tuple[Any, ...]]:
    return query.rows(resources=list(resources), span=span, now=now, but=but.pk if but else 0)


_block = partial(tuple.__new__, Block)  # of a whole tuple: the constructor takes twice as long
_begin = itemgetter(0)
_NONE = repeat(0), repeat(0), repeat(None), repeat(object=False)


def _taken(
    columns: dict[str, Any], *, resources: list[int], span: Any, now: datetime, but: int
) -> QuerySet[Occupancy, Any]:
    ours = _live(resources, span, but).filter(Q(expires_at=None) | Q(expires_at__gt=now))
    lists = {name: _List(column) for name, column in columns.items()}
    return ours.values("resource_id").annotate(**lists).values_list("resource_id", *lists)


def _spans(**asked: Any) -> QuerySet[Occupancy, Any]:
    return _taken(_ENDS, **asked)


def _sessions(**asked: Any) -> QuerySet[Occupancy, Any]:
    return _taken(_ENDS | _told(), **asked)


def _live(resources: list[int], span: Any, but: int) -> QuerySet[Occupancy, Any]:
    taken = Occupancy.objects.filter(Among("resource", resources), live=True, during__overlap=span)
    return taken.exclude(appointment=but).order_by()


def _glance(
    *, resources: list[int], span: Any, now: datetime, but: int
) -> QuerySet[Occupancy, Any]:
    ours = _live(resources, span, but).filter(Q(expires_at=None) | Q(expires_at__gt=now))
    return ours.annotate(**_ENDS).values_list("resource_id", *_ENDS)


def _look(*, resources: list[int], span: Any, now: datetime, but: int) -> QuerySet[Occupancy, Any]:
    lapsed = Coalesce(LessThanOrEqual(F("expires_at"), now), Value(value=False))
    columns = _ENDS | _told() | {"lapsed": lapsed}
    return _live(resources, span, but).annotate(**columns).values_list("resource_id", *columns)


def _told() -> dict[str, Any]:
    row = "appointment__"
    return {
        "start": Coalesce(_Minutes(F(f"{row}start_at")), 0),
        "finish": Coalesce(_Minutes(F(f"{row}end_at")), 0),
        "place": F(f"{row}location_id"),
        "deep": Coalesce(Exact(F(f"{row}depth"), Value("deep")), Value(value=False)),
    }


_ENDS = {
    "low": _Minutes(Func(F("during"), function="lower")),
    "high": _Minutes(Func(F("during"), function="upper")),
}
_MARKS = {
    "resources": [-77],
    "span": DateTimeTZRange(datetime(1901, 1, 1, tzinfo=UTC), datetime(1901, 1, 2, tzinfo=UTC)),
    "now": datetime(1901, 1, 3, tzinfo=UTC),
    "but": -78,
}
# A day or two months: some rows by the index, or all of them.
_SPANS = Prepared(_spans, _MARKS, planned_anew=True)
_SESSIONS = Prepared(_sessions, _MARKS, planned_anew=True)
_GLANCE, _LOOK = Prepared(_glance, _MARKS), Prepared(_look, _MARKS)
