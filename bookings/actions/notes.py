"""Writing a visit's note: saved as it is typed, signed once, words added after that.

A note is written and signed by the therapists who gave the session: nobody vouches for what they
did not see. All who treat the client may read it, and add words once it is signed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.core.lifecycle import OVER, state_at
from bookings.core.notes import (
    MOST_LETTERS,
    NO_PAGE,
    Content,
    Saving,
    content_from,
    saving_of,
    to_text,
    words_in,
)
from bookings.models import Addendum, Appointment, VisitNote
from bookings.queries.notes import takes_part
from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import User
from clinic.foundation.queries import access
from protocols.core.faults import Fault

BEGUN = ("in_session", "done")
SENTENCES: dict[str, str | Promise] = {
    "missing": gettext_lazy("Write what is to be added."),
    "too_long": gettext_lazy("This is too long: at most 20,000 characters a part, 100 kB in all."),
    "not_text": gettext_lazy("This holds characters that are no text."),
    "invalid": gettext_lazy("This is not one of the possible values."),
}


@transaction.atomic
def save(
    *,
    by: User,
    appointment: Appointment,
    content: Content | Fault,
    rev: int,
    now: datetime,
    saving: Saving = NO_PAGE,
) -> VisitNote:
    """Keep a draft as it is now; `rev` is the version that was read, 0 where there was none.

    Whoever was shown the other version sends its `rev`: that is the consent to write over it.
    Raises `Conflict` *newer* (with `rev`, `when` and `who` of the other one) or *signed*, `Invalid`
    with the part at fault, `Refused` to who treats the client but did not give the session.
    """
    row, note = _locked(by, appointment, now)
    kept = _stands(content)
    with audit.acting(by, "save note"):
        return _saved(by, row, note, kept, rev, now, saving)


@transaction.atomic
def sign(
    *,
    by: User,
    appointment: Appointment,
    rev: int,
    now: datetime,
    content: Content | Fault | None = None,
    saving: Saving = NO_PAGE,
) -> VisitNote:
    """Freeze the note as it was read at `rev`, with `content` saved first where it is given.

    Raises `Conflict` *newer*, *signed*, or *early* before the session has begun; `Invalid` *empty*.
    """
    row, note = _locked(by, appointment, now)
    if (
        row.start_at > now
        and state_at(row.state, end=row.end_at, expires=None, now=now) not in BEGUN
    ):
        raise Conflict("early", _("A note is signed once its session has begun."))
    with audit.acting(by, "sign note"):
        if content is not None:
            note = _saved(by, row, note, _stands(content), rev, now, saving)
        elif note is not None and note.rev != rev:
            raise newer(note)
        if note is None or _opened(note)[0].empty:
            raise Invalid("empty", _("There is nothing to sign yet."), field="s")
        note.signed_by, note.signed_at = by, now
        note.save(update_fields=["signed_by", "signed_at"])
    return note


@transaction.atomic
def addend(*, by: User, note: VisitNote, words: str, now: datetime) -> Addendum:
    """Add words to a signed note; it stays as it is. For therapists who treat the client."""
    if not access.treats(by, note.client, now):
        raise nothing()
    said = words_in("words", words.strip() if isinstance(words, str) else words, most=MOST_LETTERS)
    if said == "":
        said = Fault("words", "missing")
    if isinstance(said, Fault):
        raise Invalid(said.code, str(SENTENCES[said.code]), field=said.field)
    held = VisitNote.objects.select_for_update(of=("self",), no_key=True).get(pk=note.pk)
    if held.signed_at is None:
        raise Conflict("not_signed", _("It is not signed yet: write it into the note itself."))
    added = Addendum(note=held, client=note.client, by=by, at=now)
    vault.seal_into(note.client, added, "words", said)
    with audit.acting(by, "add to note"):
        added.save(force_insert=True)
    return added


def newer(note: VisitNote) -> Conflict:
    """Somebody else, or another page, saved since it was read."""
    sentence = _("Another version of this note was saved meanwhile.")
    who, when = note.saved_by, note.saved_at
    return Conflict("newer", sentence, rev=note.rev, when=when.isoformat(), who=str(who))


def nothing() -> NotFound:
    return NotFound("not_found", _("There is no such record."))


def _locked(
    by: User, appointment: Appointment, now: datetime
) -> tuple[Appointment, VisitNote | None]:
    """The appointment, locked, and its note: a note's savings come one by one, the first one too."""
    if not access.treats(by, appointment.client, now):
        raise nothing()
    rows = Appointment.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("client").get(pk=appointment.pk)
    if row.state in ("held", *OVER):
        raise Conflict("changed", _("This session did not take place."))
    if not takes_part(by, row):
        raise Refused("refused", _("Whoever gave the session writes its note."))
    note = VisitNote.objects.filter(appointment=row).select_related("saved_by").first()
    if note is not None and note.signed_at is not None:
        raise Conflict("signed", _("This note is signed. Add your words below it."))
    return row, note


def _stands(content: Content | Fault) -> Content:
    if isinstance(content, Fault):
        raise Invalid(content.code, str(SENTENCES[content.code]), field=content.field)
    return content


def _saved(
    by: User,
    row: Appointment,
    note: VisitNote | None,
    content: Content,
    rev: int,
    now: datetime,
    saving: Saving,
) -> VisitNote:
    if note is None:
        note = VisitNote(appointment=row, client=row.client, began_by=by, rev=0)
    elif _stale(by, note, content, rev, saving):
        return note
    text = to_text(content, saving)
    vault.seal_into(row.client, note, "content", text)
    note.rev, note.saved_by, note.saved_at = note.rev + 1, by, now
    if note.pk is None:
        note.save(force_insert=True)
    else:
        note.save(update_fields=["content", "rev", "saved_by", "saved_at"])
    return note


def _stale(by: User, note: VisitNote, content: Content, rev: int, saving: Saving) -> bool:
    """Whether there is nothing to do: the same words once more, or what a page's script sent before
    what holds, and which came late.

    A page whose answer was lost knows an older version than its own, which is no other version.
    Raises `Conflict` where it is. A form without a script has no number, and no such excuse.
    """
    if note.rev == rev:
        return False
    held, last = _opened(note)
    if held == content:
        return True
    if saving.seq and saving.tab == last.tab and note.saved_by_id == by.pk:
        return saving.seq <= last.seq
    raise newer(note)


def _opened(note: VisitNote) -> tuple[Content, Saving]:
    """For comparing, and for nobody's eyes."""
    told = access.open_unseen(note.client, [note])
    if not told:
        raise nothing()
    return content_from(told[0]["content"]), saving_of(told[0]["content"])
