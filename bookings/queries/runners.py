"""A runner's calendar as the engine wants it: what they have planned, and their sessions here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from bookings.core.lifecycle import OVER
from bookings.models import Appointment
from bookings.queries.favourites import preferred, wished
from clinic.foundation.models import Client
from clinic.foundation.queries.prepared import Prepared, Rows
from protocols.core import walls
from protocols.models import RuleVersion
from protocols.queries.calendars import calendar_json

SESSIONS = 400  # far more than any rule looks at; a case holds a thousand
Json = dict[str, Any]


@dataclass(frozen=True)
class Runner:
    """What a search asks of a client: their sessions in the contract's form, newest first (none
    that fell through, no holds), whom they would rather see, and the rules in force.
    """

    sessions: list[Json]
    favourites: tuple[int, ...]  # resources
    rules: int  # the number of the version


def one(client: Client, *, but: Appointment | None = None) -> Runner:
    """A client as a search sees them: one query. `but` is an appointment being moved."""
    ((sessions, favourites, rules),) = _ONE.rows(client=client.pk, but=but.pk if but else 0)
    return Runner(
        sessions=[_session(row) for row in sessions],
        favourites=preferred((row["key"], row["named"]) for row in favourites),
        rules=rules,
    )


def calendar(
    client: Client,
    *,
    zone: str,
    begin: datetime,
    end: datetime,
    now: datetime,
    but: Appointment | None = None,
    sessions: Sequence[Json] | None = None,
) -> Json:
    """The contract's case without candidate and waivers. `but` is an appointment being moved.

    One query, and one for the client's `sessions` unless they have been read.
    """
    if sessions is None:
        sessions = one(client, but=but).sessions
    return calendar_json(client, zone=zone, sessions=sessions, begin=begin, end=end, now=now)


def _one(*, client: int, but: int) -> QuerySet[Client, Any]:
    rows = Appointment.objects.filter(client=OuterRef("pk")).exclude(state__in=[*OVER, "held"])
    sessions = rows.exclude(pk=but).order_by("-start_at").values(json=_SESSION)
    liked = wished(OuterRef(OuterRef("pk"))).values(json=_LIKED)
    return (
        Client.objects.filter(pk=client)
        .annotate(
            sessions_=Rows(sessions[:SESSIONS]),
            favourites_=Rows(liked),
            rules_=Subquery(RuleVersion.objects.order_by("-number").values("number")[:1]),
        )
        .values_list("sessions_", "favourites_", "rules_")
    )


_SESSION = JSONObject(
    start="start_at", minutes="minutes", type="type", depth="depth", service="kind"
)
_LIKED = JSONObject(key="resource_id", named=F("named"))
_ONE = Prepared(_one, {"client": -77, "but": -78})


def _session(row: Json) -> Json:
    return row | {"start": walls.rfc3339_of(row["start"])}
