"""When a runner is away or unwell. The days are listed; what they are opens with a look on file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from clinic.foundation.queries.prepared import Loaded
from protocols.core import walls
from protocols.core.absences import Details, details_from
from protocols.models import Absence
from protocols.queries.whose import nothing, zone_of

MOST_SHOWN = 100  # of those over only the last dozen
PAST = 12
BEHIND, AHEAD = timedelta(days=60), timedelta(days=30)  # what a therapist is told of


@dataclass(frozen=True, slots=True)
class Told:
    """An absence, opened: `begun` and `over` by the calendar of its runner."""

    row: Absence
    said: Details
    begun: bool
    over: bool

    @property
    def source(self) -> str:
        """The name of the plan that it came with, "" for one that the runner typed in."""
        item = getattr(self.row, "imported", None)
        return item.source.name if item else ""

    @property
    def seen_at(self) -> datetime | None:
        """When that plan was last read and still had it."""
        item = getattr(self.row, "imported", None)
        return item.seen_at if item else None


def of_client(by: User, client: Client, why: str, now: datetime) -> tuple[list[Told], list[Told]]:
    """Those that are not over, the next one first, and the last that are: opened for who may read.

    A look for each is on file. Raises `NotFound` for everybody else.
    """
    today = walls.today(now, zone_of(client))
    rows = Absence.objects.filter(client=client).select_related("client", "imported__source")
    left = list(rows.filter(to_day__gte=today).order_by("from_day", "code")[:MOST_SHOWN])
    over = list(rows.filter(to_day__lt=today).order_by("-to_day", "code")[:PAST])
    told = _opened(by, [*left, *over], why, today, now)
    return told[: len(left)], told[len(left) :]


def near(by: User, client: Client, why: str, now: datetime) -> list[Told]:
    """Those of the last 60 days and the next 30, the latest first, opened likewise."""
    today = walls.today(now, zone_of(client))
    rows = near_rows(client, today)
    return told_of(rows, access.read_each(by, rows, why, now=now), today)


def near_rows(client: Client, today: date) -> list[Absence]:
    """The same, still sealed; `today` is the day where the client's clock is read: one query."""
    rows: list[Absence] = _NEAR.all(client=client.pk, first=today - BEHIND, last=today + AHEAD)
    for row in rows:
        row.client = client
    return rows


def _near(*, client: int, first: date, last: date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(client=client, to_day__gte=first, from_day__lte=last)
    return rows.order_by("-from_day", "code")[:MOST_SHOWN]


_NEAR = Loaded(_near, {"client": -77, "first": date(1901, 1, 1), "last": date(1901, 1, 2)})


def told_of(
    rows: Collection[Absence], texts: Collection[dict[str, str]], today: date
) -> list[Told]:
    """What they say, in their order, from the texts that the read gate gave for them: no query."""
    return [
        Told(row, details_from(text["details"]), row.from_day <= today, row.to_day < today)
        for row, text in zip(rows, texts, strict=True)
    ]


def away_days(client: Client, now: datetime, *, most: int = 5) -> list[tuple[date, date]]:
    """First and last days out of town, running or to come: for the desk too, since nothing else is
    said of them. One query.
    """
    today = now.date() - timedelta(days=1)  # behind UTC the day before is not over
    rows = Absence.objects.filter(client=client, away=True, to_day__gte=today)
    return list(rows.order_by("from_day", "pk").values_list("from_day", "to_day")[:most])


def one(by: User, code: str, now: datetime) -> Absence:
    """The absence of that code, sealed, for those who may read their health; else `NotFound`."""
    rows = Absence.objects.filter(code=code).select_related("client", "imported__source")
    found = rows.first()
    if found is None or not access.may_read_health(by, found.client, now):
        raise nothing()
    return found


def read(by: User, absence: Absence, why: str, *, now: datetime) -> Details:
    """What it is. The look is on file first (`access.read_health`)."""
    return details_from(access.read_health(by, absence, why, now=now)["details"])


def _opened(
    by: User, rows: Collection[Absence], why: str, today: date, now: datetime
) -> list[Told]:
    return told_of(rows, access.read_each(by, list(rows), why, now=now), today)
