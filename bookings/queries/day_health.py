"""What a therapist reads before a session, opened through the read gate: every look is on file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from bookings.models import Appointment
from bookings.queries import standing
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from protocols.core.runners import InjuryEntry
from protocols.models import Injury
from protocols.queries import absences, injuries
from protocols.queries.absences import Told
from protocols.queries.screenings import fresh_screening


@dataclass(frozen=True)
class Health:
    """Words of the client and of the engine. `screening` are codes; those `newly` said came in
    after the booking was judged.
    """

    note: str
    record: str  # what the client wants every therapist to know
    verdict: str
    reasons: list[dict[str, Any]]
    screening: list[str]
    newly: list[str]
    injury: InjuryEntry | None
    injury_from: date | None
    waivers: list[str]
    waived_because: str
    absences: list[Told]  # of the last 60 days and the next 30, the latest first


def own_client(by: User, code: str, *, now: datetime) -> Client:
    """A client whom `by` treats. Raises `NotFound` for all others, the desk's too."""
    found, stands = standing.client(by, code, now=now)
    if not stands.treats:
        raise nothing()
    return found


def own_appointment(by: User, code: str, *, now: datetime) -> Appointment:
    """An appointment of a client whom `by` treats, their colleague's too. Raises `NotFound`."""
    found, stands = standing.appointment(by, code, now=now)
    if not stands.treats:
        raise nothing()
    return found


def read(by: User, row: Appointment, *, now: datetime) -> Health:
    """Open what there is, each with its look on file first; outside of a transaction."""
    why = _("Preparing your session")
    texts = access.read_health(by, row, why, now=now)
    judged = json.loads(texts["judged"]) if texts["judged"] else {}
    case, said = judged.get("case", {}), judged.get("said", {})
    entry, since = _injury(by, row.client, why, now)
    return Health(
        note=texts["note"],
        record=record_of(by, row.client, why, now=now),
        verdict=said.get("verdict", ""),
        reasons=said.get("reasons", []),
        screening=case.get("screening", []),
        newly=_newly(by, row, why, now),
        injury=entry,
        injury_from=since,
        waivers=judged.get("waivers", []),
        waived_because=judged.get("reason", ""),
        absences=absences.near(by, row.client, why, now),
    )


def record_of(by: User, client: Client, why: str, *, now: datetime) -> str:
    """The note in the client's record; no look where there is none."""
    if client.health_note is None:
        return ""
    return access.read_health(by, client, why, now=now)["health_note"]


def _newly(by: User, row: Appointment, why: str, now: datetime) -> list[str]:
    last = fresh_screening(row.client, now)
    if last is None or last.answered_at <= row.booked_at:
        return []
    codes: list[str] = json.loads(access.read_health(by, last, why, now=now)["answers"])["codes"]
    return codes


def _injury(
    by: User, client: Client, why: str, now: datetime
) -> tuple[InjuryEntry | None, date | None]:
    """The injury that is open, the newest of several: the one that the engine judges by."""
    held = Injury.objects.filter(client=client, to_day=None).order_by("-from_day", "-pk").first()
    if held is None:
        return None, None
    return injuries.read(by, held, why, now=now), held.from_day


def nothing() -> NotFound:
    return NotFound("not_found", _("There is no such record."))
