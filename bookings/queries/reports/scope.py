"""What a report looks at: the days, the studio, and the names of what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.core.lifecycle import OVER
from bookings.core.reports import Period
from bookings.models import Appointment, HistoryLine, Room, Therapist

STOOD = ("review", "confirmed", "arrived", "in_session", "done")  # booked, and not fallen through
WIDEST = timedelta(days=2)  # of any wall from UTC


@dataclass(frozen=True)
class Scope:
    """Days on the walls of the studios; `location` is a studio's code, "" all of them."""

    period: Period
    location: str
    now: datetime

    @property
    def begin(self) -> datetime:
        """The first midnight, in UTC."""
        return datetime.combine(self.period.first, time(), tzinfo=UTC)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.period.end, time(), tzinfo=UTC)


def booked(scope: Scope) -> QuerySet[Appointment]:
    """All that was ever booked for these days: what fell through too, holds not."""
    rows = Appointment.objects.filter(
        start_at__gte=scope.begin - WIDEST,
        start_at__lt=scope.end + WIDEST,
        local_start__gte=scope.period.first.isoformat(),
        local_start__lt=scope.period.end.isoformat(),
    )
    if scope.location:
        rows = rows.filter(location__code=scope.location)
    return rows.exclude(state="held").order_by()


def stood(scope: Scope) -> QuerySet[Appointment]:
    """What is on, or was given."""
    return booked(scope).filter(state__in=STOOD)


def given(scope: Scope) -> QuerySet[Appointment]:
    """What is over and was not missed."""
    return stood(scope).filter(end_at__lte=scope.now).exclude(state="review")


def without_dropped(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Without holds that were let go: those were never booked."""
    dropped = HistoryLine.objects.filter(appointment=OuterRef("pk"), did="dropped")
    return rows.filter(~Q(state="cancelled") | ~Exists(dropped))


def later(when: Q) -> Exists:
    """Whether the client of a row has a later session that stands, of which `when` is true."""
    rows = Appointment.objects.filter(client=OuterRef("client"), start_at__gt=OuterRef("start_at"))
    return Exists(rows.exclude(state__in=[*OVER, "held"]).filter(when))


def names() -> dict[int, str]:
    """Everybody who gives or gave sessions, by resource, in the clinic's order: one query."""
    return dict(Therapist.objects.values_list("resource_id", "user__name"))


def rooms(scope: Scope) -> dict[int, str]:
    """Rooms by resource, in use or not; with the studio's name where all are looked at. One query."""
    rows = Room.objects.order_by("location__position", "location_id", "name", "pk")
    if scope.location:
        rows = rows.filter(location__code=scope.location)
    told = rows.values_list("resource_id", "name", "location__name")
    several = len({place for _key, _name, place in told}) > 1
    return {key: f"{name} · {place}" if several else name for key, name, place in told}
