"""Everything that is kept of a client's health: gathered, and opened with one look for each thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from bookings.models import Addendum, Appointment, ReviewLine, VisitNote
from clinic.foundation.models import BreakGlass, Client, User
from clinic.foundation.queries import access, looks
from clinic.foundation.queries.people import practice
from protocols.models import (
    Absence,
    CheckIn,
    Consent,
    FormVersion,
    Injury,
    Intake,
    Race,
    RunnerProfile,
    Screening,
    Workout,
)

M = TypeVar("M", bound=Model)
Text = Mapping[str, str]
TO_CLIENT = (ReviewLine.Kind.ASKED, ReviewLine.Kind.ANSWERED)  # what was said between the two


@dataclass(frozen=True)
class Sealed:
    """Rows with sealed fields, by kind, each with its texts once they are opened."""

    intakes: list[Any] = field(default_factory=list)
    screenings: list[Any] = field(default_factory=list)
    consents: list[Any] = field(default_factory=list)
    checkins: list[Any] = field(default_factory=list)
    injuries: list[Any] = field(default_factory=list)
    absences: list[Any] = field(default_factory=list)
    appointments: list[Any] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    addenda: list[Any] = field(default_factory=list)
    openings: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Record:
    """A record as it was opened: pairs of row and texts, by kind, and what is not sealed.

    `forms` are the versions that were answered, by row number; `withheld`: the clinic keeps signed
    notes to itself, so there are none in it.
    """

    client: Client
    note: str
    opened: Sealed
    forms: Mapping[int, FormVersion]
    zone: str
    made_at: datetime
    clinic: str
    withheld: bool = False
    runner: RunnerProfile | None = None
    races: Sequence[Race] = ()
    workouts: Sequence[Workout] = ()
    looks: Sequence[Mapping[str, Any]] = ()
    own_looks: int = 0


def own(by: User, *, now: datetime) -> Record:
    """All that a client gave, and what the clinic shares of its own; drafts of notes never.

    Every sealed thing leaves the client's own look: one statement. A fixed number of queries,
    however many years. Raises `NotFound` for a login without a record.
    """
    client = access.own_record(by)
    settings = practice()
    signed = {"signed_at__isnull": False} if settings.clients_read_notes else {"pk": None}
    rows = Sealed(
        **_given(client, Q(link="") | Q(submitted_at__isnull=False)),
        appointments=_of(client, _sessions(client)),
        lines=_of(client, _lines(client).filter(kind__in=TO_CLIENT)),
        notes=_of(client, _notes(client).filter(**signed)),
        addenda=_of(client, _addenda(client)) if settings.clients_read_notes else [],
        openings=looks.openings(client),
    )
    told = looks.everything(client)
    count, _last = access.own_looks(client)
    return _opened(
        by,
        client,
        rows,
        _("You exported your record"),
        now,
        clinic=settings.name,
        withheld=not settings.clients_read_notes,
        runner=RunnerProfile.objects.filter(client=client).first(),
        races=list(Race.objects.filter(client=client).order_by("-start_at", "code")),
        workouts=_workouts(client),
        looks=told,
        own_looks=count,
    )


def in_emergency(by: User, client: Client, *, now: datetime) -> Record:
    """The record to whoever may read it: an owner who broke the glass. Raises `NotFound`.

    With what therapists wrote for each other, drafts of notes among it: somebody may be in danger.
    Drafts of answers that were never sent in stay the client's.
    """
    rows = Sealed(
        **_given(client, Q(submitted_at__isnull=False)),
        appointments=_of(client, _sessions(client)),
        lines=_of(client, _lines(client)),
        notes=_of(client, _notes(client)),
        addenda=_of(client, _addenda(client)),
    )
    why = _("The owner opened your record in an emergency")
    return _opened(by, client, rows, why, now, clinic=practice().name)


def dates(records: Collection[str]) -> dict[str, datetime]:
    """The moment that each record is of, by what a look calls it ("VisitNote:code"): one query."""
    codes: dict[str, list[str]] = {}
    for name in records:
        kind, _colon, code = name.partition(":")
        codes.setdefault(kind, []).append(code)
    parts = [
        _dated(rows, column, codes.get(rows.model.__name__, []))
        for rows, column in (
            (Appointment.objects.all(), "start_at"),
            (VisitNote.objects.all(), "appointment__start_at"),
            (Addendum.objects.all(), "note__appointment__start_at"),
            (ReviewLine.objects.all(), "appointment__start_at"),
            (Intake.objects.all(), "submitted_at"),
            (Screening.objects.all(), "answered_at"),
            (Consent.objects.all(), "signed_at"),
            (CheckIn.objects.all(), "of"),
            (BreakGlass.objects.all(), "at"),
        )
    ]
    found = parts[0].union(*parts[1:], all=True)
    return {name: at for name, at in found if at is not None}


def _dated(rows: QuerySet[Any], column: str, codes: list[str]) -> QuerySet[Any, Any]:
    name = Concat(Value(f"{rows.model.__name__}:"), "code")
    named: QuerySet[Any, Any] = rows.filter(code__in=codes).order_by().values_list(name, F(column))
    return named


def _given(client: Client, sittings: Q) -> dict[str, list[Any]]:
    """What the client said themself, by kind."""
    intakes = Intake.objects.filter(sittings, client=client).order_by("-submitted_at", "-pk")
    return {
        "intakes": _of(client, intakes),
        "screenings": _of(client, _by(Screening.objects.filter(client=client), "-answered_at")),
        "consents": _of(
            client, _by(Consent.objects.filter(client=client), "-signed_at").select_related("text")
        ),
        "checkins": _of(client, _by(CheckIn.objects.filter(client=client), "-answered_at")),
        "injuries": _of(client, _by(Injury.objects.filter(client=client), "-from_day")),
        "absences": _of(client, _by(Absence.objects.filter(client=client), "-from_day")),
    }


def _opened(by: User, client: Client, rows: Sealed, why: str, now: datetime, **more: Any) -> Record:
    """All of it through the gate, at once."""
    kinds = {one.name: getattr(rows, one.name) for one in fields(rows)}
    things = [client, *(row for found in kinds.values() for row in found)]
    note, *rest = access.read_each(by, things, why, now=now)
    texts = iter(rest)
    told = {name: [(row, next(texts)) for row in found] for name, found in kinds.items()}
    return Record(
        client=client,
        note=note["health_note"],
        opened=Sealed(**told),
        forms=FormVersion.objects.in_bulk({row.version_id for row in rows.intakes}),
        zone=looks.zone_of(client),
        made_at=now,
        **more,
    )


def _by(rows: QuerySet[M], order: str) -> QuerySet[M]:
    return rows.order_by(order, "-pk")


def _sessions(client: Client) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(client=client).exclude(state="held")
    return _by(rows.select_related("service", "location"), "-start_at")


def _lines(client: Client) -> QuerySet[ReviewLine]:
    rows = ReviewLine.objects.filter(client=client).select_related("by", "appointment")
    return _by(rows, "-at")


def _notes(client: Client) -> QuerySet[VisitNote]:
    rows = VisitNote.objects.filter(client=client)
    told = rows.select_related("appointment", "signed_by", "saved_by")
    return _by(told, "-appointment__start_at")


def _addenda(client: Client) -> QuerySet[Addendum]:
    return Addendum.objects.filter(client=client).select_related("by").order_by("at", "pk")


def _workouts(client: Client) -> list[Workout]:
    return list(_by(Workout.objects.filter(client=client), "-start_at"))


def _of(client: Client, rows: QuerySet[M]) -> list[M]:
    """Rows that know their client without asking for it again."""
    found = list(rows)
    for row in found:
        row.client = client  # type: ignore[attr-defined]  # each of these has one
    return found
