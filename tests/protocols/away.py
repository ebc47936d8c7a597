"""Days away or unwell for tests, made by the product's own action."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from clinic.foundation.models import Client
from protocols.actions import absences
from protocols.core.absences import AbsenceEntry
from protocols.models import Absence
from tests.clinic import make

TRIP = AbsenceEntry(
    kind="travel",
    title="Boston and back",
    from_day=date(2026, 12, 3),
    to_day=date(2026, 12, 10),
    zone="Europe/Berlin",
    away=True,
)
COLD = AbsenceEntry("sick", "a cold", date(2026, 11, 20), date(2026, 11, 25), "Europe/Berlin")


def absence(client: Client, entry: AbsenceEntry = TRIP, **more: Any) -> Absence:
    by = make.login_of(client)
    return absences.add(by=by, client=client, absence=replace(entry, **more), now=make.NOW)
