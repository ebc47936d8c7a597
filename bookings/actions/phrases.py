"""A therapist's own phrases, and what their notes begin with. They are about nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.core.notes import PARTS, words_in
from bookings.models import NoteTemplate, Phrase
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import User
from clinic.foundation.queries import people
from clinic.foundation.roles import Role
from protocols.core.facts import TYPES
from protocols.core.faults import Fault

SHORT = re.compile(r"[\w-]{1,20}")
MOST_PHRASES = 200
MOST_WORDS, MOST_TEMPLATE = 500, 2_000


@transaction.atomic
def keep_phrase(*, by: User, short: str, words: str) -> Phrase:
    """Keep what `;short` stands for, in place of what it stood for. Raises `Invalid`, `Conflict`."""
    _may(by)
    short, said = short.strip().lstrip(";"), _words("words", words.strip(), MOST_WORDS)
    if not SHORT.fullmatch(short):
        sentence = _("One word of at most 20 letters, digits, - or _.")
        raise Invalid("invalid", sentence, field="short")
    if not said:
        raise Invalid("missing", _("Say what it stands for."), field="words")
    # One at a time for each writer, so that their number is what it is counted to be.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    held = Phrase.objects.filter(by=by, short=short).first()
    if held is None and Phrase.objects.filter(by=by).count() >= MOST_PHRASES:
        raise Conflict("too_many", _("At most %(most)d can be kept.") % {"most": MOST_PHRASES})
    kept = held or Phrase(by=by, short=short)
    kept.words = said
    with audit.acting(by, "keep phrase"):
        kept.save()
    return kept


@transaction.atomic
def drop_phrase(*, by: User, code: str) -> None:
    """Drop one of one's own. Raises `NotFound` for any other."""
    _may(by)
    held = Phrase.objects.select_for_update().filter(by=by, code=code).first()
    if held is None:
        raise NotFound("not_found", _("There is no such record."))
    with audit.acting(by, "drop phrase"):
        held.delete()


@transaction.atomic
def keep_template(*, by: User, kind: str, words: Mapping[str, str]) -> NoteTemplate:
    """Keep what notes of one session type begin with, part by part. Raises `Invalid`."""
    _may(by)
    if kind not in TYPES:
        raise Invalid("invalid", _("Choose a type of session."), field="type")
    said = {part: _words(part, words.get(part, "").strip(), MOST_TEMPLATE) for part in PARTS}
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    held = NoteTemplate.objects.filter(by=by, type=kind).first()
    kept = held or NoteTemplate(by=by, type=kind)
    kept.words = {part: text for part, text in said.items() if text}
    with audit.acting(by, "keep template"):
        kept.save()
    return kept


def _words(name: str, words: str, most: int) -> str:
    said = words_in(name, words, most=most)
    if isinstance(said, Fault):
        sentence = _("At most %(most)d characters of text.") % {"most": most}
        raise Invalid(said.code, sentence, field=said.field)
    return said


def _may(by: User) -> None:
    if Role.THERAPIST not in people.roles_of(by):
        raise Refused("refused", _("Only therapists write notes."))
