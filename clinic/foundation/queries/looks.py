"""Who looked at a client's record, in words and by the day; and openings in an emergency."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet
from django.db.models.functions import TruncMinute
from django.utils import dateformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.foundation import handed
from clinic.foundation.models import BreakGlass, Client, Grant, Look, User
from clinic.foundation.queries.people import practice
from clinic.foundation.roles import Role

PER_PAGE = 50  # lines; the last minute of a page is never torn apart
MARK = re.compile(r"[0-9]{1,8}")  # minutes since 1970
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

# The kinds of records by the names of their models: alone, and with the day that they are of.
KINDS: dict[str, tuple[Promise, Promise]] = {
    "Client": (gettext_lazy("your note"), gettext_lazy("your note")),
    "Appointment": (gettext_lazy("a session"), gettext_lazy("session of %(day)s")),
    "Screening": (gettext_lazy("your answers"), gettext_lazy("your answers of %(day)s")),
    "Intake": (gettext_lazy("your answers"), gettext_lazy("your answers of %(day)s")),
    "Consent": (gettext_lazy("your consent"), gettext_lazy("your consent of %(day)s")),
    "CheckIn": (
        gettext_lazy("what you told afterwards"),
        gettext_lazy("what you told after %(day)s"),
    ),
    "Injury": (gettext_lazy("an injury"), gettext_lazy("an injury")),
    "Absence": (gettext_lazy("days away"), gettext_lazy("days away")),
    "VisitNote": (gettext_lazy("a note"), gettext_lazy("note of %(day)s")),
    "Addendum": (gettext_lazy("a later word"), gettext_lazy("later word on %(day)s")),
    "ReviewLine": (
        gettext_lazy("a step of a review"),
        gettext_lazy("review of the session of %(day)s"),
    ),
    "BreakGlass": (
        gettext_lazy("the reason of an opening"),
        gettext_lazy("reason of the opening of %(day)s"),
    ),
    "PlanDraft": (gettext_lazy("a plan"), gettext_lazy("a plan")),
    "Source": (gettext_lazy("a calendar"), gettext_lazy("a calendar")),
}
ROLES: dict[str, Promise] = {
    Role.THERAPIST.value: gettext_lazy("therapist"),
    Role.DESK.value: gettext_lazy("front desk"),
    Role.OWNER.value: gettext_lazy("owner"),
}


@dataclass(frozen=True)
class Line:
    """Looks of one person for one reason within one minute. `at` stands on the client's wall.

    `roles` are those that they had then, `things` what was looked at, each with how often.
    """

    at: datetime
    who: str
    roles: tuple[str, ...]
    why: str
    things: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Page:
    """A page of lines by day, the newest first. `more` is the mark of the next, "" at the end."""

    days: list[tuple[date, list[Line]]]
    more: str


def zone_of(client: Client) -> str:
    """The zone whose clock a client reads: their own, or the clinic's while they named none."""
    return practice().zone if client.zone == "UTC" else client.zone


def opening(by: User, client: Client, now: datetime) -> BreakGlass | None:
    """The opening by which an owner reads this record now, if any."""
    rows = BreakGlass.objects.filter(by=by, client=client, at__lte=now, until__gt=now)
    return rows.order_by("-until").first()


def openings(client: Client) -> list[BreakGlass]:
    """Every opening of this record, the newest first; their reasons are sealed."""
    rows = BreakGlass.objects.filter(client=client).select_related("by", "client")
    return list(rows.order_by("-at", "-pk"))


def page(client: Client, *, after: str = "") -> Page:
    """A page of looks by others: four queries at most. An unknown mark begins at the beginning."""
    rows = _folded(client)
    if MARK.fullmatch(after):
        rows = rows.filter(minute__lt=EPOCH + int(after) * MINUTE)
    found = list(rows[: PER_PAGE + 1])
    more = ""
    if len(found) > PER_PAGE:
        torn = found[-1]["minute"]
        whole = [row for row in found if row["minute"] > torn]
        found = whole or list(rows.filter(minute=torn))
        more = str((found[-1]["minute"] - EPOCH) // MINUTE)
    return Page(_by_day(_lines(found, ZoneInfo(zone_of(client)))), more)


def everything(client: Client) -> list[dict[str, Any]]:
    """Each single look by others, the newest first, with roles: for the export. Three queries."""
    rows = list(_of_others(client).select_related("by").order_by("-at", "-pk"))
    held, dates = _grants(row.by_id for row in rows), _dates({row.record for row in rows})
    zone = ZoneInfo(zone_of(client))
    return [
        {
            "at": row.at,
            "who": str(row.by),
            "roles": _roles_at(held.get(row.by_id, ()), row.at),
            "why": row.why,
            "what": _word(row.record, dates, zone),
        }
        for row in rows
    ]


def _of_others(client: Client) -> QuerySet[Look]:
    return Look.objects.filter(client=client).exclude(by=client.user_id)


def _folded(client: Client) -> Any:
    rows = _of_others(client).annotate(minute=TruncMinute("at", tzinfo=UTC))
    named = rows.values("minute", "why", "by", "by__name", "by__email")
    return named.annotate(records=ArrayAgg("record")).order_by("-minute", "by", "why")


def _lines(found: Sequence[dict[str, Any]], zone: ZoneInfo) -> list[Line]:
    held = _grants(row["by"] for row in found)
    dates = _dates({record for row in found for record in row["records"]})
    return [
        Line(
            at=row["minute"].astimezone(zone),
            who=row["by__name"] or row["by__email"],
            roles=_roles_at(held.get(row["by"], ()), row["minute"] + MINUTE),
            why=row["why"],
            things=_things(row["records"], dates, zone),
        )
        for row in found
    ]


def _things(
    records: Iterable[str], dates: Mapping[str, datetime], zone: ZoneInfo
) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(_word(one, dates, zone) for one in records).items()))


def _word(record: str, dates: Mapping[str, datetime], zone: ZoneInfo) -> str:
    """What a record is called to its client: its kind, and the day that it is of."""
    alone, dated = KINDS.get(record.partition(":")[0], (_("your record"), ""))
    at = dates.get(record)
    if at is None or not dated:
        return str(alone)
    return str(dated) % {"day": dateformat.format(at.astimezone(zone), "j M Y")}


def _dates(records: Collection[str]) -> Mapping[str, datetime]:
    return handed.given.dates(records) if records else {}


def _grants(users: Iterable[int]) -> dict[int, list[Grant]]:
    held: dict[int, list[Grant]] = {}
    for grant in Grant.objects.filter(user__in=set(users)).order_by("role"):
        held.setdefault(grant.user_id, []).append(grant)
    return held


def _roles_at(grants: Iterable[Grant], at: datetime) -> tuple[str, ...]:
    then = (g for g in grants if g.given_at <= at and (g.ended_at is None or g.ended_at > at))
    return tuple(str(ROLES.get(grant.role, grant.role)) for grant in then)


def _by_day(lines: Iterable[Line]) -> list[tuple[date, list[Line]]]:
    days: dict[date, list[Line]] = {}
    for line in lines:
        days.setdefault(line.at.date(), []).append(line)
    return list(days.items())
