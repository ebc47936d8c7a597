"""What five years in the therapist's room leave behind, to measure the race card with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction

from bookings.core import notes
from bookings.core.notes import Content
from bookings.models import Appointment, Occupancy, Therapist, VisitNote
from clinic.foundation.actions import vault
from clinic.foundation.models import Client, User
from protocols.core.intake.shape import form_from
from protocols.core.runners import answers_text
from protocols.models import CheckIn, FormVersion, Intake, Screening

INTAKES, SCREENINGS, CHECKINS = 130, 260, 200
DAY, WEEK = timedelta(days=1), timedelta(days=7)
HELD = ("short_sleep", "numbness_below_knee")  # of the newest answers
Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def filled(*, by: User, client: Client, giver: Therapist, now: datetime) -> Appointment:
    """Notes of all their sessions, 130 intakes, 260 screenings and 200 check-ins; and who gives the
    next session. It takes nobody's time. Answers that next session.
    """
    past = Appointment.objects.filter(client=client, end_at__lte=now).order_by("-start_at")
    done = list(past)
    VisitNote.objects.bulk_create([_note(row, by) for row in done])
    Intake.objects.bulk_create(_intakes(client, now))
    Screening.objects.bulk_create(
        _sealed(
            Screening(client=client, answered_at=now - number * WEEK - DAY, whole=True),
            answers=answers_text(HELD if not number else ()),
        )
        for number in range(SCREENINGS)
    )
    CheckIn.objects.bulk_create(
        _checkin(done[place % len(done)], place) for place in range(CHECKINS)
    )
    coming = Appointment.objects.filter(client=client, start_at__gt=now).order_by("start_at")[0]
    for row in (coming, done[0]):
        during = (row.start_at, row.end_at)
        Occupancy.objects.create(
            appointment=row, resource=giver.resource, during=during, live=False
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return coming


def _sealed(row: Row, **texts: Any) -> Row:
    for name, text in texts.items():
        vault.seal_into(row.client, row, name, text)  # type: ignore[attr-defined]
    return row


def _note(row: Appointment, by: User) -> VisitNote:
    words = "Calves loosened well, the left one slower than the right. " * 5
    content = Content(s=words, o=words, a=words, p="Light work on the left calf, then hips.")
    note = VisitNote(
        appointment=row,
        client=row.client,
        began_by=by,
        saved_by=by,
        saved_at=row.end_at,
        signed_by=by,
        signed_at=row.end_at,
    )
    return _sealed(note, content=notes.to_text(content))


def _intakes(client: Client, now: datetime) -> list[Intake]:
    version = FormVersion.objects.order_by("-number")[0]
    sections = [one.code for one in form_from(version.content).sections]
    return [
        _sealed(
            Intake(
                client=client,
                version=version,
                opened_at=at,
                saved_at=at,
                submitted_at=at,
                sections=sections,
            ),
            answers=json.dumps(_answers(number, at)),
        )
        for number in range(INTAKES)
        for at in (now - 2 * number * WEEK - DAY,)
    ]


def _answers(number: int, at: datetime) -> Mapping[str, Any]:
    """A draft's answers: a chart whose pain moves, and one word that changes."""
    pain = 3 + number % 4
    chart = [
        {"region": region, "side": side, "view": "back", "pain": pain, "kind": "tight"}
        for region, side in (("calf", "left"), ("calf", "right"), ("hamstring", "left"))
    ]
    said = {"hurts": chart, "pain_start": pain, "pain_rest": 1, "hurts_since": "weeks"}
    return {code: [[at.isoformat(), "tab", value]] for code, value in said.items()}


def _checkin(row: Appointment, place: int) -> CheckIn:
    kind = CheckIn.Kind.SESSION if place < 130 else CheckIn.Kind.RUNS
    said = (
        {"sore": place % 5, "bruised": False}
        if kind == CheckIn.Kind.SESSION
        else {"felt": "better", "words": "Lighter on the hills."}
    )
    at = row.end_at + (2 if place < 130 else 6) * DAY
    told = CheckIn(client=row.client, kind=kind, about=row.code, of=row.end_at, answered_at=at)
    return _sealed(told, answers=json.dumps(said))
