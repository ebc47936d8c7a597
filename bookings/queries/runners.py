"""A runner's calendar as the engine wants it: what they have planned, and their sessions here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bookings.core.lifecycle import OVER
from bookings.models import Appointment
from clinic.foundation.models import Client
from protocols.queries.calendars import calendar_json

SESSIONS = 400  # far more than any rule looks at; a case holds a thousand


def sessions(client: Client, *, but: Appointment | None = None) -> list[dict[str, Any]]:
    """A client's sessions in the contract's form, newest first: none that fell through, no holds."""
    rows = Appointment.objects.filter(client=client).exclude(state__in=[*OVER, "held"])
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    told = rows.order_by("-start_at").values_list("start_at", "minutes", "type", "depth", "kind")
    return [
        {
            "start": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "minutes": length,
            "type": kind,
            "depth": depth,
            "service": service,
        }
        for start, length, kind, depth, service in told[:SESSIONS]
    ]


def calendar(
    client: Client,
    *,
    zone: str,
    begin: datetime,
    end: datetime,
    now: datetime,
    but: Appointment | None = None,
) -> dict[str, Any]:
    """The contract's case without candidate and waivers. `but` is an appointment being moved."""
    return calendar_json(
        client, zone=zone, sessions=sessions(client, but=but), begin=begin, end=end, now=now
    )
