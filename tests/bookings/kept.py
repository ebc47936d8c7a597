"""One of everything sealed that a client's record can hold, each with a word of its own."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from bookings.core import notes
from bookings.core import reviewing as lines
from bookings.models import (
    Addendum,
    Appointment,
    Location,
    Occupancy,
    ReviewLine,
    Service,
    Therapist,
    VisitNote,
)
from clinic.foundation.actions import clients, vault
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import practice
from protocols.models import (
    Absence,
    CheckIn,
    Consent,
    ConsentText,
    FormVersion,
    Injury,
    Intake,
    Screening,
)
from tests.bookings.studio import NOW, at
from tests.clinic import make

DAY = timedelta(days=1)
WORDS = {  # what -> a word that stands nowhere else
    "note": "Notizwortmeise",
    "answer": "Antwortdrossel",
    "signature": "Zeichenamsel",
    "checkin": "Nachfragestar",
    "injury": "Verletzungszeisig",
    "absence": "Abwesenheitsfink",
    "session": "Terminschwalbe",
    "asked": "Fragelerche",
    "answered": "Gegenwortpirol",
    "cleared": "Freigabehabicht",
    "declined": "Absagesperber",
    "signed": "Befundelster",
    "draft": "Entwurfkauz",
    "addendum": "Nachtragdohle",
}
ACHILLES = {"region": "achilles", "side": "left", "view": "back", "pain": 6, "kind": "sharp"}
RANGE = {"dorsiflexion": {"left": 7.5, "right": 11.5}}
GIVEN = ("note", "answer", "signature", "checkin", "injury", "absence", "session")
TO_CLIENT = ("asked", "answered")
STAFF = ("cleared", "declined")


def seal(row: Any, name: str, text: str) -> Any:
    """Put a sealed text on a row that is not there yet, and the row into its table."""
    setattr(row, name, vault.seal_text(row.client, type(row), name, row.code, text))
    row.save(force_insert=True)
    return row


def session(client: Client, by: User, start: datetime, state: str = "done") -> Appointment:
    """A session with the client's word on it."""
    service = Service.objects.get()
    row = Appointment(
        client=client, service=service, location=Location.objects.get(), state=state, start_at=start,
        end_at=start + timedelta(hours=1), local_start=f"{start:%Y-%m-%dT%H:%M}", zone="UTC",
        minutes=60, type="general", depth="light", kind=service.kind, buffer_before=0,
        buffer_after=0, price=9000, currency="EUR", change_hours=24, late_fee_percent=50,
        rules_version=1, booked_by=by, booked_at=NOW - 9 * DAY,
    )  # fmt: skip
    seal(row, "note", WORDS["session"])
    resource = Therapist.objects.get(user=by).resource
    Occupancy.objects.create(appointment=row, resource=resource, during=(start, row.end_at))
    return row


def everything(client: Client, by: User) -> None:
    """One of each; `by` is a therapist. At a studio of `studio.clinic()`."""
    own = make.login_of(client)
    clients.write_health_note(by=own, client=client, text=WORDS["note"])
    form = FormVersion.objects.latest("number")
    told: dict[str, Any] = {
        "medicine_list": [["000001", "t", WORDS["answer"]]],
        "thinner": [["000001", "t", "yes"]],
    }
    sent = Intake(client=client, version=form, opened_at=NOW - 2 * DAY, submitted_at=NOW - DAY)
    told["hurts"] = [["000001", "t", [ACHILLES]]]
    sent.sections, sent.given_by = ["medicines", "body"], own
    seal(sent, "answers", json.dumps(told))
    asked = Screening(client=client, answered_at=NOW - DAY, given_by=own)
    seal(asked, "answers", json.dumps({"codes": ["anticoagulant"], "asked": ["anticoagulant"]}))
    signed = Consent(client=client, text=ConsentText.objects.latest("number"), signed_at=NOW - DAY)
    seal(signed, "signature", json.dumps({"how": "typed", "name": WORDS["signature"]}))
    felt = CheckIn(client=client, kind="runs", about="x", of=NOW - 3 * DAY, answered_at=NOW - DAY)
    seal(felt, "answers", json.dumps({"felt": "same", "words": WORDS["checkin"]}))
    hurt = {"kind": "strain", "side": "left", "diagnosed_by": "", "what": WORDS["injury"]}
    seal(Injury(client=client, from_day=(NOW - 9 * DAY).date()), "details", json.dumps(hurt))
    away = Absence(client=client, from_day=NOW.date(), to_day=NOW.date(), zone="UTC")
    seal(away, "details", json.dumps({"kind": "sick", "title": WORDS["absence"]}))
    visit(client, by)


def visit(client: Client, by: User, *, weeks: int = 1) -> None:
    """Two sessions of so many weeks ago: one with a signed note and words added, one with a draft;
    and a review.
    """
    first, second = (session(client, by, at(-7 * weeks + days, 14)) for days in (0, 5))
    for kind, said in (
        ("asked", lines.asked(WORDS["asked"])),
        ("answered", lines.answered("a", WORDS["answered"])),
        ("cleared", lines.cleared_one("fever", reason=WORDS["cleared"], doctor=True)),
        ("declined", lines.declined("call", WORDS["declined"])),
    ):
        step = ReviewLine(appointment=first, client=client, kind=kind, at=NOW - DAY, by=by)
        seal(step, "details", lines.to_text(said))
    who = {"client": client, "began_by": by, "saved_by": by, "saved_at": NOW - DAY}
    done = VisitNote(appointment=first, signed_by=by, signed_at=NOW - DAY, **who)
    seal(done, "content", notes.to_text(notes.Content(s=WORDS["signed"], tests=RANGE)))
    open_ = VisitNote(appointment=second, **who)
    seal(open_, "content", notes.to_text(notes.Content(s=WORDS["draft"])))
    later = Addendum(note=done, client=client, by=by, at=NOW)
    seal(later, "words", WORDS["addendum"])


def share_notes() -> None:
    """The clinic's setting: clients read signed notes."""
    held = practice()
    held.clients_read_notes = True
    held.save()
