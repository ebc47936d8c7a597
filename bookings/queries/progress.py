"""A season in charts: what a client's own answers and their signed notes say, opened at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from bookings.core.measures import MEASURES
from bookings.models import VisitNote
from bookings.queries.notes import note_rows, notes_told
from clinic.foundation.core import zones
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access, people
from protocols.core import progress, walls
from protocols.core.body.marks import Mark, marks_from
from protocols.core.checkins import RACE
from protocols.core.progress import Chart
from protocols.models import CheckIn, Intake, Race
from protocols.queries import forms
from protocols.queries.checkins import checkin_rows, checkin_told
from protocols.queries.intake import intake_rows, intake_told

SEASON = timedelta(days=365)
SHORTEST = timedelta(days=56)
NOTES = 120  # two a week, and more
Texts = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Run:
    """A race by its name and day, where it is still in the calendar."""

    name: str
    day: date


@dataclass(frozen=True)
class Progress:
    """The charts of the last year. `unread`: notes are not for this reader, so there is no range."""

    client: Client
    first: date
    last: date
    pain: tuple[Chart, ...]
    ranges: tuple[Chart, ...]
    recovery: Chart | None
    runs: dict[str, Run]
    unread: bool

    @property
    def empty(self) -> bool:
        return not (self.pain or self.ranges or self.recovery)


@dataclass(frozen=True)
class Sealed:
    """The rows that the charts are made of, none opened."""

    intakes: list[Intake]
    notes: list[VisitNote]
    checkins: list[CheckIn]

    @property
    def every(self) -> list[Intake | VisitNote | CheckIn]:
        return [*self.intakes, *self.notes, *self.checkins]


def progress_of(by: User, client: Client, now: datetime, *, own: bool) -> Progress:
    """A client's season for who may read it, with one opening of everything that is sealed.

    `own`: the client looks; whether they read notes is the clinic's setting. Raises `NotFound`. A
    fixed number of queries.
    """
    unread = own and not people.practice().clients_read_notes
    rows = sealed_rows(client, now, notes=not unread)
    texts = access.read_each(by, rows.every, _("Charts of the season"), now=now)
    zone = zones.known(client.zone)
    at_notes = len(rows.intakes)
    at_checkins = at_notes + len(rows.notes)
    charts = list(_charts(rows.intakes, texts[:at_notes], zone, now))
    told = notes_told(rows.notes, texts[at_notes:at_checkins])
    tests = sorted(((note.day, note.content.tests) for note in told), key=lambda one: one[0])
    last = walls.today(now, zone)
    first = _first([day for day, _said in [*charts, *tests]], last)
    recovery = progress.recovery(checkin_told(rows.checkins, texts[at_checkins:]))
    return Progress(
        client=client,
        first=first,
        last=last,
        pain=progress.pain(charts, first=first, last=last),
        ranges=progress.ranges(tests, [each.code for each in MEASURES], first=first, last=last),
        recovery=recovery,
        runs=_runs(recovery),
        unread=unread,
    )


def _first(days: Sequence[date], last: date) -> date:
    """Where the pictures begin: with what there is, and never so late that a week fills them."""
    earliest = min(days, default=last)
    return max(min(earliest, last - SHORTEST), last - SEASON)


def sealed_rows(client: Client, now: datetime, *, notes: bool) -> Sealed:
    """What the charts are made of: four queries at most. Of notes the signed ones of the year."""
    visits = note_rows(client, most=NOTES) if notes else []
    signed = [
        row
        for row in visits
        if isinstance(row, VisitNote) and row.signed_at and row.signed_at > now - SEASON
    ]
    answers = checkin_rows(client, since=now - SEASON)
    return Sealed(intake_rows(client, now), signed, [each for each in answers if each.kind == RACE])


def _charts(
    rows: Sequence[Intake], texts: Texts, zone: str, now: datetime
) -> Iterator[tuple[date, list[Mark]]]:
    """The body charts of sittings that had one, from the earliest on. No mark is an answer too."""
    for row, said in reversed(intake_told(rows, texts, now).sittings):
        form = forms.of(row.version_id)
        asked = [
            question.code
            for section in form.sections
            if section.code in row.sections
            for question in section.questions
            if question.kind == "chart"
        ]
        if asked and row.submitted_at:
            marks = [mark for code in asked for mark in marks_from(said.get(code) or ())]
            yield walls.today(row.submitted_at, zone), marks


def _runs(chart: Chart | None) -> dict[str, Run]:
    """The races of a chart: one query, none without any."""
    codes = [each.code for each in chart.series] if chart else []
    rows = Race.objects.filter(code__in=codes) if codes else []
    return {row.code: Run(row.name, row.local_start.date()) for row in rows}
