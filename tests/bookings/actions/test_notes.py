"""Saving, signing and adding to a visit's note."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction

from bookings.actions import booking, changing, notes
from bookings.core.notes import Saving, content_from
from bookings.models import Addendum, Appointment, VisitNote
from clinic.foundation.errors import Conflict, Invalid, NotFound, Refused
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.core.faults import Fault
from tests.bookings import studio
from tests.bookings.noting import AFTER, START, ana, content, given, saved, signed
from tests.bookings.studio import NOW
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Appointment:
    return given()


def says(note: VisitNote) -> str:
    told = access.open_unseen(note.client, [VisitNote.objects.get(pk=note.pk)])
    return content_from(told[0]["content"]).s


def test_each_saving_is_a_version_of_its_own(row: Appointment) -> None:
    first = saved(row, "calf")
    second = saved(row, "calf tight", rev=first.rev)
    assert (first.rev, second.rev, says(second)) == (1, 2, "calf tight")
    assert (second.began_by, second.saved_at) == (ana(), AFTER)


def test_another_version_is_shown_before_it_is_written_over(row: Appointment) -> None:
    saved(row, "one page")
    with pytest.raises(Conflict) as told:
        saved(row, "another page", rev=0)
    assert (told.value.code, told.value.more["rev"]) == ("newer", 1)
    assert told.value.more["who"] == "Ana"
    assert says(saved(row, "another page", rev=1)) == "another page"


def test_without_the_guard_a_version_would_vanish_unseen(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = saved(row, "one page")
    monkeypatch.setattr(notes, "_stale", lambda *told: False)
    saved(row, "another page", rev=0)
    assert says(note) == "another page"


def test_a_page_whose_answer_was_lost_saves_on(row: Appointment) -> None:
    def by_page(words: str, seq: int) -> VisitNote:
        said, page = content(words), Saving("page", seq)
        return notes.save(by=ana(), appointment=row, content=said, rev=0, now=AFTER, saving=page)

    by_page("a", 1)
    assert says(by_page("a b c", 3)) == "a b c"
    assert says(by_page("a b", 2)) == "a b c"  # overtaken on its way


def test_the_same_words_once_more_are_no_other_version(row: Appointment) -> None:
    first = saved(row, "calf")
    assert saved(row, "calf", rev=0).rev == first.rev


def test_a_signed_note_takes_no_more_words(row: Appointment) -> None:
    note = signed(row)
    assert (note.signed_by, note.signed_at) == (ana(), AFTER)
    for act in (partial(saved, row, "more", rev=note.rev), partial(signed, row)):
        with pytest.raises(Conflict) as told:
            act()
        assert told.value.code == "signed"


@pytest.mark.parametrize(
    "change", ["UPDATE bookings_visitnote SET rev = rev + 1", "DELETE FROM bookings_visitnote"]
)
def test_the_database_holds_a_signed_note_and_its_addenda(row: Appointment, change: str) -> None:
    notes.addend(by=ana(), note=signed(row), words="later", now=AFTER)
    addenda = change.replace("visitnote", "addendum").replace("rev = rev + 1", "at = now()")
    for statement in (addenda, change):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_without_its_trigger_a_signed_note_could_be_changed(row: Appointment) -> None:
    signed(row)
    with pgtrigger.ignore("bookings.VisitNote:signed_note_stays"):
        VisitNote.objects.update(rev=9)
    assert VisitNote.objects.get().rev == 9


def test_nothing_is_signed_unseen_early_or_empty(row: Appointment) -> None:
    note = saved(row, "seen")
    for rev, when, code in ((0, AFTER, "newer"), (1, START - timedelta(seconds=1), "early")):
        with pytest.raises(Conflict) as told:
            notes.sign(by=ana(), appointment=row, rev=rev, now=when)
        assert told.value.code == code
    saved(row, "", rev=note.rev)
    with pytest.raises(Invalid):
        notes.sign(by=ana(), appointment=row, rev=2, now=AFTER)
    assert notes.sign(by=ana(), appointment=row, rev=2, now=START, content=content("x")).rev == 3


def test_a_fault_names_its_part_and_keeps_what_was_saved(row: Appointment) -> None:
    note = saved(row, "kept")
    with pytest.raises(Invalid) as told:
        notes.save(by=ana(), appointment=row, content=Fault("o", "too_long"), rev=1, now=AFTER)
    assert (told.value.field, says(note)) == ("o", "kept")


def test_whoever_gave_the_session_writes_and_others_add(row: Appointment) -> None:
    ben = studio.therapist(row.location, "ben")
    wish = studio.wanted(row.client, studio.at(3, 10), therapist=ben.code, accept_caution=True)
    booking.book(by=make.login_of(row.client), wanted=wish, now=NOW)
    note = saved(row, "hers")
    with pytest.raises(Refused):
        notes.save(by=ben.user, appointment=row, content=content("his"), rev=1, now=AFTER)
    with pytest.raises(Refused):
        notes.sign(by=ben.user, appointment=row, rev=1, now=AFTER)
    note = notes.sign(by=ana(), appointment=row, rev=1, now=AFTER)
    assert notes.addend(by=ben.user, note=note, words="his", now=AFTER).by == ben.user


@pytest.mark.parametrize("who", ["desk", "owner", "stranger", "client"])
def test_nobody_else_writes_signs_or_adds(row: Appointment, who: str) -> None:
    note = signed(row) if who == "owner" else saved(row, "hers")
    roles = {"desk": Role.DESK, "owner": Role.OWNER, "stranger": Role.THERAPIST}
    by = make.login_of(row.client) if who == "client" else make.user(who, roles[who])
    with pytest.raises(NotFound):
        notes.save(by=by, appointment=row, content=content("x"), rev=1, now=AFTER)
    with pytest.raises(NotFound):
        notes.sign(by=by, appointment=row, rev=1, now=AFTER)
    with pytest.raises(NotFound):
        notes.addend(by=by, note=note, words="x", now=AFTER)


def test_a_session_that_fell_through_has_no_note(row: Appointment) -> None:
    changing.cancel(by=make.login_of(row.client), appointment=row, now=NOW)
    with pytest.raises((Conflict, NotFound)):
        saved(row, "what was not")
    assert not VisitNote.objects.exists()


def test_words_are_added_to_what_is_signed_only(row: Appointment) -> None:
    note = saved(row, "draft")
    with pytest.raises(Conflict):
        notes.addend(by=ana(), note=note, words="later", now=AFTER)
    notes.sign(by=ana(), appointment=row, rev=1, now=AFTER)
    for words in ("", "  ", "a\0b", "\ud800", "x" * 20_001):
        with pytest.raises(Invalid):
            notes.addend(by=ana(), note=note, words=words, now=AFTER)
    assert not Addendum.objects.exists()
