"""Notes under several hands at once: no version vanishes unseen, and a signature stays."""

from __future__ import annotations

from functools import partial

import pytest

from bookings.actions import notes
from bookings.core.notes import Saving, content_from
from bookings.models import Addendum, Appointment, VisitNote
from clinic.foundation.errors import Conflict
from clinic.foundation.queries import access
from tests.bookings.noting import AFTER, ana, content, given, saved
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row() -> Appointment:
    return given()


def says() -> str:
    note = VisitNote.objects.get()
    return content_from(access.open_unseen(note.client, [note])[0]["content"]).s


def by_tab(row: Appointment, tab: str, rev: int, words: str = "") -> VisitNote:
    said, page = content(words or tab), Saving(tab, 1)
    return notes.save(by=ana(), appointment=row, content=said, rev=rev, now=AFTER, saving=page)


def codes(answers: list[object]) -> list[str]:
    return sorted(a.code if isinstance(a, Conflict) else "kept" for a in answers)


def test_of_two_first_savings_one_is_kept_and_one_is_asked(row: Appointment) -> None:
    answers = together(*(partial(by_tab, row, tab, 0) for tab in ("left", "right")))
    assert codes(answers) == ["kept", "newer"]
    assert says() in ("left", "right")


def test_no_version_vanishes_among_four_tabs(row: Appointment) -> None:
    saved(row, "begun")
    for turn in range(1, 4):
        answers = together(*(partial(by_tab, row, f"{turn}{n}", turn) for n in range(4)))
        assert codes(answers) == ["kept", "newer", "newer", "newer"]
        assert VisitNote.objects.get().rev == turn + 1


def test_without_the_guard_two_tabs_would_both_be_kept(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(row, "begun")
    monkeypatch.setattr(notes, "_stale", lambda *told: False)
    answers = together(*(partial(by_tab, row, tab, 1) for tab in ("left", "right")))
    assert codes(answers) == ["kept", "kept"]


def test_what_is_signed_is_what_was_seen(row: Appointment) -> None:
    saved(row, "seen")
    sign = partial(notes.sign, by=ana(), appointment=row, rev=1, now=AFTER)
    answers = together(sign, partial(by_tab, row, "other", 1))
    note = VisitNote.objects.get()
    assert codes(answers) in (["kept", "newer"], ["kept", "signed"])
    assert (note.signed_at is not None) == (says() == "seen")


def test_of_two_signatures_one_holds(row: Appointment) -> None:
    saved(row, "seen")
    sign = partial(notes.sign, by=ana(), appointment=row, rev=1, now=AFTER)
    assert codes(together(sign, sign)) == ["kept", "signed"]


def test_words_are_added_after_the_signature_or_not_at_all(row: Appointment) -> None:
    note = saved(row, "seen")
    sign = partial(notes.sign, by=ana(), appointment=row, rev=1, now=AFTER)
    add = partial(notes.addend, by=ana(), note=note, words="later", now=AFTER)
    answers = together(sign, add)
    assert codes(answers) in (["kept", "kept"], ["kept", "not_signed"])
    assert Addendum.objects.count() == codes(answers).count("kept") - 1
