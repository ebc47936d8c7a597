"""One of everything that belongs to a client, so that others can ask for it by its code.

A new model with a client and a code needs its line here: `test_access_matrix.py` says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db.models import Model

from bookings.models import (
    Addendum,
    Appointment,
    Opening,
    ReviewLine,
    Therapist,
    VisitNote,
    WaitlistEntry,
    WaitlistOffer,
    WaiverRequest,
)
from clinic.foundation.actions import vault
from clinic.foundation.fields import Sealed
from clinic.foundation.models import BreakGlass, Client, OutboxRow
from protocols.models import (
    Absence,
    CheckIn,
    Consent,
    ConsentText,
    FormVersion,
    Imported,
    Injury,
    Intake,
    PlanDraft,
    Race,
    Screening,
    Source,
    Workout,
)
from tests.bookings import studio
from tests.clinic import make

NEVER_ADDRESSED: set[str] = set()  # models whose code stands in no address
DAY = make.NOW + timedelta(days=3)
_TRIP = '{"kind": "travel", "title": "Ben\'s secret trip"}'
_SIGNED = '{"how": "typed", "name": "Ben\'s secret name"}'
_PLAN = '{"name": "ben.ics", "read": {"tool": "ical", "name": "", "items": [], "skipped": []}}'


def _sealed(client: Client, model: type[Model], field: str, code: str) -> Sealed:
    return vault.seal_text(client, model, field, code, "{}")


def _race(client: Client) -> Model:
    return Race.objects.create(
        client=client,
        name="Ben's secret race",
        zone="UTC",
        local_start=DAY.replace(tzinfo=None),
        start_at=DAY,
        expected_minutes=50,
        priority="A",
    )


def _workout(client: Client) -> Model:
    return Workout.objects.create(
        client=client, zone="UTC", start_at=DAY, minutes=60, kind="easy", title="Ben's secret run"
    )


def _injury(client: Client) -> Model:
    made = Injury(client=client, from_day=DAY.date())
    made.details = _sealed(client, Injury, "details", made.code)
    made.save()
    return made


def _screening(client: Client) -> Model:
    made = Screening(client=client, answered_at=make.NOW, given_by=make.login_of(client))
    made.answers = _sealed(client, Screening, "answers", made.code)
    made.save()
    return made


def _absence(client: Client) -> Model:
    made = Absence(client=client, from_day=DAY.date(), to_day=DAY.date(), zone="UTC", away=True)
    made.details = vault.seal_text(client, Absence, "details", made.code, _TRIP)
    made.save()
    return made


def _source(client: Client) -> Source:
    return Source.objects.create(
        client=client,
        kind="file",
        tool="ical",
        name="Ben's secret plan",
        added_at=make.NOW,
        read_at=make.NOW,
    )


def _imported(client: Client) -> Model:
    source = Source.objects.filter(client=client).first() or _source(client)
    return Imported.objects.create(
        client=client,
        source=source,
        uid="ben-1",
        state="suggested",
        what="race",
        digest="0",
        told={
            "what": "maybe_race",
            "title": "Ben's secret marathon",
            "day": DAY.date().isoformat(),
        },
        seen_at=make.NOW,
    )


def _draft(client: Client) -> Model:
    made = PlanDraft(client=client, made_at=make.NOW)
    made.content = vault.seal_text(client, PlanDraft, "content", made.code, _PLAN)
    made.save()
    return made


def _appointment(client: Client) -> Appointment:
    where, service = studio.location("Ben's secret place"), studio.service("Ben's secret service")
    return Appointment.objects.create(
        client=client,
        service=service,
        location=where,
        state="confirmed",
        start_at=DAY,
        end_at=DAY + timedelta(hours=1),
        local_start=f"{DAY:%Y-%m-%dT%H:%M}",
        zone="UTC",
        minutes=60,
        type="general",
        depth="light",
        kind=service.kind,
        buffer_before=0,
        buffer_after=0,
        price=9000,
        currency="EUR",
        change_hours=24,
        late_fee_percent=50,
        rules_version=1,
        booked_by=make.login_of(client),
        booked_at=make.NOW,
    )


def _intake(client: Client) -> Model:
    return Intake.objects.create(
        client=client, version=FormVersion.objects.earliest("number"), opened_at=make.NOW
    )


def _consent(client: Client) -> Model:
    made = Consent(client=client, text=ConsentText.objects.earliest("number"), signed_at=make.NOW)
    made.signature = vault.seal_text(client, Consent, "signature", made.code, _SIGNED)
    made.save()
    return made


def _checkin(client: Client) -> Model:
    made = CheckIn(client=client, kind="race", about="ben", of=make.NOW, answered_at=make.NOW)
    made.answers = _sealed(client, CheckIn, "answers", made.code)
    made.save()
    return made


def _review_line(client: Client) -> Model:
    made = ReviewLine(appointment=_one(client), client=client, kind="asked", at=make.NOW)
    made.details = vault.seal_text(client, ReviewLine, "details", made.code, '{"text": "Secret?"}')
    made.save()
    return made


def _note(client: Client) -> VisitNote:
    by = make.login_of(client)
    made = VisitNote(
        appointment=_appointment(client), client=client, began_by=by, saved_by=by, saved_at=make.NOW
    )
    made.content = _sealed(client, VisitNote, "content", made.code)
    made.save()
    return made


def _addendum(client: Client) -> Model:
    note = VisitNote.objects.filter(client=client).first() or _note(client)
    made = Addendum(note=note, client=client, by=make.login_of(client), at=make.NOW)
    made.words = vault.seal_text(client, Addendum, "words", made.code, "Ben's secret words")
    made.save()
    return made


def _opening(client: Client) -> Model:
    made = BreakGlass(
        client=client, by=make.login_of(client), at=make.NOW, until=make.NOW + timedelta(hours=1)
    )
    made.reason = vault.seal_text(client, BreakGlass, "reason", made.code, "Ben's secret reason")
    made.save()
    return made


def _one(client: Client) -> Appointment:
    return Appointment.objects.filter(client=client).first() or _appointment(client)


def _message(client: Client) -> Model:
    return OutboxRow.objects.create(
        client=client,
        topic="session_booked",
        key="ben",
        channel="mail",
        state=OutboxRow.State.ASIDE,
        due_at=make.NOW,
        created_at=make.NOW,
    )


def _waiting(client: Client) -> WaitlistEntry:
    row = _one(client)
    return WaitlistEntry.objects.create(
        client=client,
        service=row.service,
        minutes=60,
        depth="light",
        first_day=DAY.date(),
        last_day=DAY.date(),
        made_by=make.login_of(client),
        made_at=make.NOW,
    )


def _therapist(row: Appointment) -> Therapist:
    return Therapist.objects.first() or studio.therapist(row.location, "otto")


def _offer(client: Client) -> Model:
    row = _one(client)
    opening = Opening.objects.create(
        location=row.location,
        therapist=_therapist(row),
        begin_at=row.end_at,
        end_at=row.end_at + timedelta(hours=1),
        made_at=make.NOW,
        until=make.NOW + timedelta(minutes=30),
    )
    return WaitlistOffer.objects.create(
        client=client, entry=_waiting(client), opening=opening, start_at=row.end_at, place=1
    )


def _waiver_request(client: Client) -> Model:
    row = _one(client)
    return WaiverRequest.objects.create(
        client=client,
        service=row.service,
        minutes=60,
        depth="light",
        location=row.location,
        therapist=_therapist(row),
        start_at=DAY,
        asked_by=make.login_of(client),
        asked_at=make.NOW,
    )


MAKERS: dict[str, Callable[[Client], Model]] = {
    "clinic.Client": lambda client: client,
    "clinic.OutboxRow": _message,
    "protocols.Race": _race,
    "protocols.Workout": _workout,
    "protocols.Injury": _injury,
    "protocols.Screening": _screening,
    "protocols.Absence": _absence,
    "protocols.Source": _source,
    "protocols.Imported": _imported,
    "protocols.PlanDraft": _draft,
    "protocols.Intake": _intake,
    "protocols.Consent": _consent,
    "protocols.CheckIn": _checkin,
    "bookings.Appointment": _appointment,
    "bookings.ReviewLine": _review_line,
    "bookings.VisitNote": _note,
    "bookings.Addendum": _addendum,
    "bookings.WaitlistEntry": _waiting,
    "bookings.WaitlistOffer": _offer,
    "bookings.WaiverRequest": _waiver_request,
    "clinic.BreakGlass": _opening,
}


def owned_models() -> set[str]:
    """Every model with a code whose rows belong to a client, audit copies left out."""
    return {"clinic.Client"} | {
        model._meta.label
        for model in apps.get_models()
        if {"client", "code"} <= (names := {field.name for field in model._meta.fields})
        and "pgh_obj" not in names
    }


def codes_of(client: Client) -> dict[str, str]:
    """The code of one of everything, all of this client, by model."""
    made: dict[str, Any] = {label: maker(client) for label, maker in MAKERS.items()}
    return {label: thing.code for label, thing in made.items()}
