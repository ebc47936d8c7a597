"""What is offered unasked to a runner, and what their therapist is told: from age, visits, races."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from bookings.core.lifecycle import OVER
from bookings.models import Appointment
from clinic.foundation.models import Client
from clinic.foundation.queries.prepared import Prepared
from protocols.core import extras
from protocols.core.extras import Advice, NearRace
from protocols.models import Race
from protocols.queries.calendars import MASTERS_AGE

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Suits:
    """Whether a runner is 40 or older, and whether no session came before this day."""

    masters: bool = False
    first_visit: bool = False


def of_client(client: Client, now: datetime, *, before: datetime | None = None) -> Suits:
    """One query. `before`: what counts as a visit began before it, else before now."""
    ((born, been),) = _SUITS.rows(client=client.pk, before=before or now)
    return Suits(born is not None and now.year - born >= MASTERS_AGE, not been)


def _suits(*, client: int, before: datetime) -> QuerySet[Client, Any]:
    visits = Appointment.objects.filter(client=OuterRef("pk"), start_at__lt=before)
    been = Exists(visits.exclude(state__in=[*OVER, "held"]))
    return Client.objects.filter(pk=client).values_list("runner__birth_year", been)


_SUITS = Prepared(_suits, {"client": -77, "before": datetime(1901, 1, 1, tzinfo=UTC)})


def advice(row: Appointment, now: datetime) -> tuple[Advice, ...]:
    """What the therapist of a session is told for this runner: two queries."""
    day = date.fromisoformat(row.local_start[:10])
    suits = of_client(row.client, now, before=row.start_at)
    return extras.advice(
        day,
        row.type,
        masters=suits.masters,
        first_visit=suits.first_visit,
        races=_races(row.client, day),
    )


def _races(client: Client, day: date) -> list[NearRace]:
    """Races that count, by the days to them: one query."""
    first, last = (
        datetime.combine(day + days * DAY, time()) for days in (-extras.BEHIND, extras.AHEAD + 1)
    )
    rows = Race.objects.filter(client=client, local_start__gte=first, local_start__lt=last)
    rows = rows.exclude(status__in=("dns", "cancelled"))
    rows = rows.exclude(status="planned", listed__cancelled=True).order_by("start_at", "pk")
    told = rows.values_list("name", "terrain", "local_start")
    return [NearRace(name, terrain, (start.date() - day).days) for name, terrain, start in told]
