"""What a client and their therapists have said, row by row, for the therapist's pages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from bookings.core import notes, reviewing
from bookings.core.notes import Content
from bookings.models import Appointment, ReviewLine, VisitNote
from clinic.foundation.actions import vault
from clinic.foundation.models import Client, User
from protocols.models import CheckIn, Consent, ConsentText, FormVersion, Intake

Row = TypeVar("Row", bound=Model)
ASKED = ("flags", "body", "training")


def sealed(row: Row, field: str, text: str) -> Row:
    told: Any = row
    setattr(row, field, vault.seal_text(told.client, type(row), field, told.code, text))
    row.save()
    return row


def sitting(
    client: Client, at: datetime, *, sections: tuple[str, ...] = ASKED, **said: Any
) -> Intake:
    """Answers sent in at that moment."""
    draft = {code: [[at.isoformat(), "tab", value]] for code, value in said.items()}
    row = Intake(
        client=client,
        version=FormVersion.objects.order_by("-number")[0],
        opened_at=at,
        saved_at=at,
        submitted_at=at,
        sections=list(sections),
    )
    return sealed(row, "answers", json.dumps(draft))


def hurts(*places: tuple[str, str, int]) -> list[dict[str, Any]]:
    """A body chart: region, side and pain."""
    return [
        {"region": region, "side": side, "view": "back", "pain": pain, "kind": "tight"}
        for region, side, pain in places
    ]


def note(row: Appointment, by: User, plan: str, *, signed: bool = True) -> VisitNote:
    at = row.end_at
    told = VisitNote(appointment=row, client=row.client, began_by=by, saved_by=by, saved_at=at)
    if signed:
        told.signed_by, told.signed_at = by, at
    return sealed(told, "content", notes.to_text(Content(p=plan)))


def checkin(row: Appointment, sore: int, *, bruised: bool = False) -> CheckIn:
    said = {"sore": sore, "bruised": bruised}
    at = row.end_at + timedelta(hours=40)
    told = CheckIn(client=row.client, kind="session", about=row.code, of=row.end_at, answered_at=at)
    return sealed(told, "answers", json.dumps(said))


def cleared(row: Appointment, by: User, code: str, reason: str, at: datetime) -> ReviewLine:
    details = reviewing.cleared_one(code, reason=reason, doctor=False)
    told = ReviewLine(appointment=row, client=row.client, kind="cleared", at=at, by=by)
    return sealed(told, "details", reviewing.to_text(details))


def consent(client: Client) -> Consent:
    """The text in force, signed."""
    text = ConsentText.objects.order_by("-number")[0]
    told = Consent(client=client, text=text, signed_at=client.created_at)
    return sealed(told, "signature", '{"how": "typed", "name": "Mara"}')
