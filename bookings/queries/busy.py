"""What resources are taken for: one SQL query for all of them, as whole minutes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Func, IntegerField, Q

from bookings.core.slots import Block
from bookings.models import Appointment, Occupancy

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MARGIN = timedelta(days=2)  # limits count whole local days, pauses and ways reach over midnight


class _Minutes(Func):
    """Whole minutes since 1970 of a moment; SQL converts no zones."""

    function = ""
    template = "(extract(epoch from %(expressions)s) / 60)::bigint"
    output_field = IntegerField()


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
) -> dict[int, tuple[Block, ...]]:
    """Everything in the way of these resources from two days before to two after, sorted.

    Holds past their time are passed over; `but` is an appointment that is being moved.
    """
    span = (begin - MARGIN, end + MARGIN)
    rows = Occupancy.objects.filter(resource__in=resources, live=True, during__overlap=span)
    rows = rows.filter(Q(expires_at=None) | Q(expires_at__gt=now))
    if but is not None:
        rows = rows.exclude(appointment=but)
    found: dict[int, list[Block]] = {key: [] for key in resources}
    for key, low, high, start, finish, place, depth in _values(rows):
        block = Block(low, high, start or 0, finish or 0, place, depth == "deep")
        found[key].append(block)
    return {key: tuple(sorted(held, key=lambda b: b.begin)) for key, held in found.items()}


def _values(rows: Any) -> Any:
    return rows.annotate(
        low=_Minutes(Func(F("during"), function="lower")),
        high=_Minutes(Func(F("during"), function="upper")),
        start=_Minutes(F("appointment__start_at")),
        finish=_Minutes(F("appointment__end_at")),
    ).values_list(
        "resource_id",
        "low",
        "high",
        "start",
        "finish",
        "appointment__location_id",
        "appointment__depth",
    )
