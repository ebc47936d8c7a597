"""A therapist's own phrases, and what their notes begin with."""

from __future__ import annotations

from functools import partial

import pytest

from bookings.actions import phrases
from bookings.models import NoteTemplate, Phrase
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.models import User
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    return make.user("ana", Role.THERAPIST)


def test_a_phrase_is_kept_under_its_word_and_worded_anew(ana: User) -> None:
    phrases.keep_phrase(by=ana, short=";ww", words=" Warm-up. ")
    phrases.keep_phrase(by=ana, short="ww", words="Warm-up, both legs.")
    assert [(p.short, p.words) for p in Phrase.objects.all()] == [("ww", "Warm-up, both legs.")]


@pytest.mark.parametrize(
    ("short", "words"),
    [("", "x"), ("two words", "x"), ("x" * 21, "x"), ("a;b", "x"), ("ww", " "), ("ww", "x" * 501)],
)
def test_what_is_no_phrase_is_refused(ana: User, short: str, words: str) -> None:
    with pytest.raises(Invalid):
        phrases.keep_phrase(by=ana, short=short, words=words)
    assert not Phrase.objects.exists()


def test_there_is_a_last_phrase(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "MOST_PHRASES", 1)
    phrases.keep_phrase(by=ana, short="one", words="x")
    with pytest.raises(Conflict):
        phrases.keep_phrase(by=ana, short="two", words="x")
    phrases.keep_phrase(by=ana, short="one", words="y")


def test_a_beginning_keeps_the_parts_that_have_words(ana: User) -> None:
    phrases.keep_template(by=ana, kind="general", words={"s": " ", "o": "Walks in:"})
    phrases.keep_template(by=ana, kind="general", words={"o": "Walks in:", "p": "Home care:"})
    assert NoteTemplate.objects.get().words == {"o": "Walks in:", "p": "Home care:"}
    for kind, words in (("made up", {}), ("general", {"s": "x" * 2001}), ("general", {"s": "\0"})):
        with pytest.raises(Invalid):
            phrases.keep_template(by=ana, kind=kind, words=words)


@pytest.mark.parametrize("role", [Role.CLIENT, Role.DESK, Role.OWNER])
def test_only_therapists_keep_and_drop_phrases(ana: User, role: Role) -> None:
    mine = phrases.keep_phrase(by=ana, short="ww", words="x")
    by = make.user("jo", role)
    acts = (
        partial(phrases.keep_phrase, by=by, short="x", words="y"),
        partial(phrases.drop_phrase, by=by, code=mine.code),
        partial(phrases.keep_template, by=by, kind="general", words={}),
    )
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_a_phrase_is_dropped_by_its_owner_alone(ana: User) -> None:
    mine = phrases.keep_phrase(by=ana, short="ww", words="x")
    with pytest.raises(NotFound):
        phrases.drop_phrase(by=make.user("cem", Role.THERAPIST), code=mine.code)
    phrases.drop_phrase(by=ana, code=mine.code)
    assert not Phrase.objects.exists()
