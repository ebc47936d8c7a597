"""All that the page of a note shows, opened with one reading: every look is on file first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.core import prefill
from bookings.core.notes import PARTS, Content, both
from bookings.core.prefill import Line, Said
from bookings.models import Appointment, Phrase, VisitNote
from bookings.queries import next_visit, notes
from bookings.queries.next_visit import Suggested
from bookings.queries.notes import Lasts, NoteTold
from clinic.foundation.models import User
from clinic.foundation.queries import access
from protocols.core.intake.diff import changes
from protocols.core.intake.shape import Form
from protocols.models import Intake
from protocols.queries import forms
from protocols.queries.intake import intake_rows, intake_told


@dataclass(frozen=True)
class Page:
    """One note and what is needed beside it. `writes`: the reader gave this session.

    `begins` is what an unwritten note starts with, `changed` what the client answered otherwise.
    """

    row: Appointment
    told: NoteTold | None
    writes: bool
    earlier: list[NoteTold]
    lasts: Lasts
    changed: tuple[Line, ...]
    begins: Content
    template: Mapping[str, str]
    phrases: list[Phrase]
    suggested: Suggested | None

    @property
    def signed(self) -> bool:
        return self.told is not None and self.told.signed

    @property
    def content(self) -> Content:
        return self.told.content if self.told else self.begins

    @property
    def rev(self) -> int:
        return self.told.row.rev if self.told else 0


def page(by: User, row: Appointment, *, now: datetime) -> Page:
    """The note of a session whose client `by` treats: a fixed number of queries.

    The session itself is opened along with it, so that a look is on file before the first word.
    """
    note, writes = notes.note_of(row), notes.takes_part(by, row)
    own = notes.with_addenda([note] if note else [])
    earlier = notes.note_rows(row.client, before=row.start_at)
    sittings = _sittings(row, now)
    things = [*own, *earlier, *sittings, row]
    texts = access.read_each(by, things, _("Writing the note of your session"), now=now)
    told = notes.notes_told(own, texts[: len(own)])
    before = notes.notes_told(earlier, texts[len(own) : len(own) + len(earlier)])
    changed = _changed(sittings, texts[len(own) + len(earlier) : -1], now)
    template = notes.templates(by).get(row.type, {})
    open_note = writes and not (told and told[0].signed)
    return Page(
        row=row,
        told=told[0] if told else None,
        writes=writes,
        earlier=before,
        lasts=notes.last_values(one for one in before if one.signed),
        changed=changed,
        begins=_begins(changed, template),
        template=template,
        phrases=notes.phrases(by) if open_note else [],
        suggested=next_visit.suggested(by, row, now=now) if open_note else None,
    )


def other(by: User, row: Appointment, mine: Content, *, now: datetime) -> tuple[NoteTold, Content]:
    """The version that was saved meanwhile, and both in one. It is read, so a look is on file."""
    note = notes.note_of(row)
    own = notes.with_addenda([note] if note else [])
    texts = access.read_each(by, own, _("Writing the note of your session"), now=now)
    told = notes.notes_told(own, texts)[0]
    return told, both(mine, told.content)


def signed_note(row: Appointment) -> VisitNote | None:
    """The note of a session that words can be added to: one query."""
    note = notes.note_of(row)
    return note if note is not None and note.signed_at is not None else None


def _sittings(row: Appointment, now: datetime) -> list[Intake]:
    """The newest sitting, and before it the last one of each of its sections."""
    rows = intake_rows(row.client, max(now, row.start_at))
    if not rows:
        return []
    newest, kept = rows[0], [rows[0]]
    left = {*newest.sections}
    for one in rows[1:]:
        if left & {*one.sections}:
            kept.append(one)
            left -= {*one.sections}
    return kept


def _changed(rows: list[Intake], texts: list[dict[str, str]], now: datetime) -> tuple[Line, ...]:
    if not rows:
        return ()
    told = intake_told(rows, texts, now)
    newest, answers = told.sittings[0]
    form = _asked(forms.of(newest.version_id), newest)
    said = Said(_("yes"), _("no"), _("none of these"), _("not any more"))
    found = changes(form, told.before, answers)
    return prefill.lines(form, found, said, get_language() or "en")


def _asked(form: Form, sitting: Intake) -> Form:
    """The sections that a sitting answered: what it was not asked has not changed."""
    return Form(tuple(one for one in form.sections if one.code in sitting.sections))


def _begins(changed: tuple[Line, ...], template: Mapping[str, Any]) -> Content:
    s, o, a, p = (str(template.get(part, "")) for part in PARTS)
    return Content("\n".join(filter(None, (prefill.subjective(changed), s))), o, a, p)
