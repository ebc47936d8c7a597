"""Notes of visits: which there are, what they say once opened, and which wait for a signature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from bookings.core import notes as core
from bookings.core.lifecycle import OVER
from bookings.core.notes import Content
from bookings.models import Addendum, Appointment, NoteTemplate, Phrase, VisitNote
from clinic.foundation.models import Client, User
from clinic.foundation.queries.prepared import Among, Loaded
from protocols.core import walls

LATEST = 10  # notes looked at for the last values
NO_END = datetime(9000, 1, 1, tzinfo=UTC)
Rows = list[VisitNote | Addendum]


@dataclass(frozen=True)
class Added:
    """Words added after the signature; `at` is the wall clock of the session's studio."""

    row: Addendum
    words: str
    at: datetime


@dataclass(frozen=True)
class NoteTold:
    """One note with its words. `signed` is False of a draft: nobody has vouched for it."""

    row: VisitNote
    content: Content
    addenda: tuple[Added, ...] = ()

    @property
    def signed(self) -> bool:
        return self.row.signed_at is not None

    @property
    def who(self) -> str:
        return str(self.row.signed_by or self.row.saved_by)

    @property
    def at(self) -> datetime:
        """When it was signed, else saved, on the wall of its studio."""
        return walls.wall_of(self.row.signed_at or self.row.saved_at, self.row.appointment.zone)

    @property
    def day(self) -> date:
        """The local day of its session."""
        return date.fromisoformat(self.row.appointment.local_start[:10])


@dataclass(frozen=True)
class LastValue:
    """A test's value and the day it is of."""

    value: float
    day: date


Lasts = dict[str, dict[str, LastValue]]


def note_rows(client: Client, *, before: datetime | None = None, most: int = LATEST) -> Rows:
    """A client's newest notes, drafts too, each followed by its addenda: two queries.

    `before`: only of sessions that started earlier. All of it is sealed; `notes_told` makes values
    of the rows and of the texts that the read gate gave for them.
    """
    found: list[VisitNote] = _newest(most).all(client=client.pk, before=before or NO_END)
    for one in found:
        one.client = client
    return with_addenda(found)


@lru_cache(maxsize=8)
def _newest(most: int) -> Loaded:
    def build(*, client: int, before: datetime) -> QuerySet[VisitNote]:
        rows = VisitNote.objects.filter(client=client, appointment__start_at__lt=before)
        told = rows.select_related("appointment", "saved_by", "signed_by")
        return told.order_by("-appointment__start_at", "-pk")[:most]

    return Loaded(build, {"client": -77, "before": datetime(1901, 1, 1, tzinfo=UTC)})


def with_addenda(notes: Sequence[VisitNote]) -> Rows:
    """Notes, and after each what was added to it: one query, with or without."""
    added: dict[int, list[Addendum]] = {}
    known = {note.pk: note for note in notes}
    for one in _ADDED.all(notes=[*known]) if known else ():
        one.client = known[one.note_id].client
        added.setdefault(one.note_id, []).append(one)
    return [row for note in notes for row in (note, *added.get(note.pk, ()))]


def _added(*, notes: list[int]) -> QuerySet[Addendum]:
    return Addendum.objects.filter(Among("note_id", notes)).select_related("by")


_ADDED = Loaded(_added, {"notes": [-77]})


def notes_told(rows: Iterable[object], texts: Iterable[Mapping[str, str]]) -> list[NoteTold]:
    """What notes say, in the order of their rows: no query. Other rows are passed over."""
    found: list[tuple[VisitNote, Content, list[Added]]] = []
    for row, text in zip(rows, texts, strict=True):
        if isinstance(row, VisitNote):
            found.append((row, core.content_from(text["content"]), []))
        elif isinstance(row, Addendum):
            note, _content, added = found[-1]
            at = walls.wall_of(row.at, note.appointment.zone)
            added.append(Added(row, text["words"], at))
    return [NoteTold(note, content, tuple(added)) for note, content, added in found]


def last_values(told: Iterable[NoteTold]) -> Lasts:
    """The newest value of each test and side, of notes from the newest on."""
    held = core.last_values((one.content, one.day) for one in told)
    return {
        code: {side: LastValue(value, day) for side, (value, day) in sides.items()}
        for code, sides in held.items()
    }


def mine_to_sign(by: User, now: datetime) -> list[VisitNote]:
    """Drafts of sessions that `by` gave and that have begun, the oldest first: one query."""
    return _TO_SIGN.all(by=by.pk, now=now)


def _to_sign(*, by: int, now: datetime) -> QuerySet[VisitNote]:
    rows = VisitNote.objects.filter(signed_at=None, appointment__start_at__lte=now)
    rows = rows.filter(
        appointment__occupancies__resource__therapist__user=by, appointment__occupancies__live=True
    ).exclude(appointment__state__in=OVER)
    told = rows.select_related("client", "appointment").distinct()
    return told.order_by("appointment__start_at", "pk")


_TO_SIGN = Loaded(_to_sign, {"by": -77, "now": datetime(1901, 1, 1, tzinfo=UTC)})


def note_of(row: Appointment) -> VisitNote | None:
    """The note of a session, draft or signed: one query."""
    rows = VisitNote.objects.filter(appointment=row)
    told = rows.select_related("client", "appointment", "saved_by", "signed_by")
    return told.first()


def takes_part(by: User, row: Appointment) -> bool:
    """Whether somebody gives this session: one query."""
    held = row.occupancies.filter(resource__therapist__user=by, live=True)
    return held.exists()


def phrases(by: User) -> list[Phrase]:
    return list(Phrase.objects.filter(by=by))


def templates(by: User) -> dict[str, Mapping[str, Any]]:
    """What one's notes begin with, by session type: one query."""
    rows = NoteTemplate.objects.filter(by=by)
    return {row.type: row.words for row in rows}
