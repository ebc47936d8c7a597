"""The page of a note: what it shows, what it saves, and to whom."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.actions import booking, notes
from bookings.core.notes import content_from
from bookings.models import Addendum, Appointment, Phrase, VisitNote
from clinic.foundation.models import Look
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.noting import AFTER, ana, given, saved, signed
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AFTER)


@pytest.fixture
def row() -> Appointment:
    return given()


def browser(who: Any = None) -> Browser:
    made = Browser()
    made.force_login(who or ana())
    return made


def address(row: Appointment, more: str = "") -> str:
    return f"/day/{row.code}/note/{more}"


def says(row: Appointment) -> str:
    told = access.open_unseen(row.client, [VisitNote.objects.get(appointment=row)])
    return content_from(told[0]["content"]).s


def sent(row: Appointment, s: str = "", rev: int = 0, seq: int = 1, **other: Any) -> Any:
    body = {"content": {"s": s, **other}, "rev": rev, "tab": "page", "seq": seq}
    return browser().post(address(row, "save/"), json.dumps(body), "application/json")


def form(rev: int = 0, **other: str) -> dict[str, str]:
    return {"once": "o", "rev": str(rev), "tab": "form", "seq": "0", "do": "save", **other}


def test_what_is_typed_is_saved_as_a_draft(row: Appointment) -> None:
    assert sent(row, "calf").json() == {"rev": 1}
    assert sent(row, "calf tight", rev=1, seq=2).json() == {"rev": 2}
    assert says(row) == "calf tight"


def test_another_page_is_shown_what_it_did_not_see(row: Appointment) -> None:
    note = saved(row, "first", tests={"squat": {"left": 2}})
    answer = sent(row, "second", rev=0)
    told = answer.json()["error"]
    assert (answer.status_code, told["code"], told["rev"]) == (409, "newer", note.rev)
    assert (told["theirs"]["s"], told["both"]["s"]) == ("first", "first\n\nsecond")
    assert says(row) == "first"


def test_a_stranger_hears_401_and_nothing_is_saved(row: Appointment) -> None:
    body = json.dumps({"content": {"s": "x"}, "rev": 0, "tab": "t", "seq": 1})
    answer = Browser().post(address(row, "save/"), body, "application/json")
    assert (answer.status_code, VisitNote.objects.count()) == (401, 0)
    assert "token" in browser().get(address(row, "save/")).json()


@pytest.mark.parametrize(
    "body",
    [
        b'{"content": {"s": "' + b"x" * 10_000_000 + b'"}}',
        b"{",
        b"[" * 200_000,
        b"null",
        b'{"content": {"s": "\\u0000"}, "rev": 0, "tab": "t", "seq": 1}',
        b'{"content": {"s": "\\ud800"}, "rev": 0, "tab": "t", "seq": 1}',
        b'{"content": {"s": "x"}, "rev": -1, "tab": "t", "seq": 1}',
    ],
)
def test_what_is_no_note_is_told_and_loses_nothing(row: Appointment, body: bytes) -> None:
    saved(row, "kept")
    answer = browser().post(address(row, "save/"), body, "application/json")
    assert (answer.status_code, says(row)) == (422, "kept")
    assert answer.json()["error"]["message"]


def test_without_a_script_the_buttons_save_and_sign(row: Appointment) -> None:
    page = browser()
    first = form(s="calf", p="again") | {"dorsiflexion-left": "7.5", "squat-right": "2"}
    assert page.post(address(row), first).status_code == 302
    page.post(address(row), form(1, s="calf tight", do="sign"))
    note = VisitNote.objects.get()
    assert (note.signed_by, says(row)) == (ana(), "calf tight")
    assert "Signed by Ana" in page.get(address(row)).content.decode()


def test_without_a_script_both_versions_stand_on_the_page(row: Appointment) -> None:
    saved(row, "first")
    answer = browser().post(address(row), form(0, s="second"))
    text = answer.content.decode()
    assert (answer.status_code, says(row)) == (409, "first")
    assert ">first<" in text.replace("\n", "").replace("  ", "")
    assert "second" in text
    browser().post(address(row), form(1, s="second", do="both"))
    assert says(row) == "first\n\nsecond"


def test_areas_are_kept_by_rows_of_choices(row: Appointment) -> None:
    page = browser()
    rows = {
        "area": ["calf back left", ""],
        "technique": ["stripping", "flushing"],
        "depth": ["deep", "light"],
    }
    page.post(address(row), form(s="x") | rows)
    text = page.get(address(row)).content.decode()
    assert '<option value="calf back left" selected>' in text
    rows["area"] = ["wing back left", ""]
    assert page.post(address(row), form(1, s="x") | rows).status_code == 422
    page.post(address(row), form(1, s="x", do="sign"))
    assert "Areas worked" not in page.get(address(row)).content.decode()


def test_a_form_that_was_gone_back_to_loses_nothing(row: Appointment) -> None:
    page = browser()
    page.post(address(row), form(s="first"))
    answer = page.post(address(row), form(s="typed after going back"))
    assert (answer.status_code, says(row)) == (409, "first")
    assert "typed after going back" in answer.content.decode()


def test_a_figure_out_of_bounds_is_told_at_its_field(row: Appointment) -> None:
    answer = browser().post(address(row), form(s="kept on the page") | {"squat-left": "4"})
    assert answer.status_code == 422
    assert "id_squat-left_error" in answer.content.decode()
    assert "kept on the page" in answer.content.decode()


def test_the_last_plan_and_last_values_stand_beside(row: Appointment) -> None:
    signed(row, p="calf raises", tests={"dorsiflexion": {"left": 7.5}})
    later = studio.wanted(row.client, at(4, 10), accept_caution=True)
    next_row = booking.book(by=make.login_of(row.client), wanted=later, now=NOW)
    text = browser().get(address(next_row)).content.decode()
    assert "calf raises" in text
    assert "7.5 on 24 Nov" in text


def test_words_are_added_below_a_signed_note(row: Appointment) -> None:
    signed(row)
    page = browser()
    page.post(address(row, "add/"), {"once": "a", "words": "later thought"})
    page.post(address(row, "add/"), {"once": "a", "words": "later thought"})
    assert Addendum.objects.count() == 1
    assert "later thought" in page.get(address(row)).content.decode()
    assert page.post(address(row, "add/"), {"once": "b", "words": " "}).status_code == 422


def test_the_next_visit_is_booked_by_one_button_and_taken_back(row: Appointment) -> None:
    page = browser()
    found = page.get(address(row)).context["page"].suggested
    pick = found.times[0].entry.pick
    page.post(address(row), form(s="words", pick=pick, do=""))
    booked = Appointment.objects.exclude(pk=row.pk).get()
    assert (booked.booked_by, booked.state, says(row)) == (ana(), "confirmed", "words")
    text = page.get(address(row)).content.decode()
    assert f"back {booked.code}" in text
    page.post(address(row), form(1, s="words", do=f"back {booked.code}") | {"once": "p"})
    booked.refresh_from_db()
    assert (booked.state, booked.fee) == ("cancelled", 0)


def test_somebody_elses_booking_is_not_taken_back(row: Appointment) -> None:
    later = wanted(row.client, at(4, 10), accept_caution=True)
    theirs = booking.book(by=make.login_of(row.client), wanted=later, now=NOW)
    answer = browser().post(address(row), form(s="x", do=f"back {theirs.code}"))
    theirs.refresh_from_db()
    assert (answer.status_code, theirs.state) == (404, "confirmed")


def test_every_word_that_is_shown_was_logged_first(
    row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = saved(row, "secret words")
    browser().get(address(row))
    assert Look.objects.filter(record=f"VisitNote:{note.code}", by=ana()).count() == 1
    monkeypatch.setattr(Look.objects, "bulk_create", _broken)
    shown = Browser(raise_request_exception=False)
    shown.force_login(ana())
    answer = shown.get(address(row))
    assert (answer.status_code, b"secret words" in answer.content) == (500, False)


def _broken(*_told: Any, **_more: Any) -> None:
    raise RuntimeError("no log")


@pytest.mark.parametrize(("role", "status"), [(Role.THERAPIST, 404), (Role.DESK, 403)])
def test_nobody_else_finds_a_note(row: Appointment, role: Role, status: int) -> None:
    signed(row)
    page = browser(make.user("cem", role))
    for answer in (page.get(address(row)), page.post(address(row, "add/"), {"words": "x"})):
        assert answer.status_code == status


def test_a_colleague_who_treats_reads_a_draft_as_a_draft(row: Appointment) -> None:
    ben = studio.therapist(row.location, "ben")
    later = wanted(row.client, at(3, 10), therapist=ben.code, accept_caution=True)
    booking.book(by=make.login_of(row.client), wanted=later, now=NOW)
    saved(row, "hers")
    text = browser(ben.user).get(address(row)).content.decode()
    assert "Draft of Ana" in text
    assert "hers" in text
    assert 'id="note"' not in text


def test_a_page_asks_as_often_with_three_notes_as_with_one(
    row: Appointment, django_assert_num_queries: Any
) -> None:
    page, counts = browser(), []
    for day in (4, 8):
        counts.append(_queries(page, row))
        wish = wanted(row.client, at(-day, 10), accept_caution=True)
        earlier = booking.book(
            by=make.login_of(row.client), wanted=wish, now=NOW - timedelta(days=20)
        )
        note = saved(earlier, "before")
        notes.sign(by=ana(), appointment=earlier, rev=note.rev, now=AFTER)
        notes.addend(by=ana(), note=note, words="more", now=AFTER)
    counts.append(_queries(page, row))
    assert counts[0] <= counts[1] == counts[2]


def _queries(page: Browser, row: Appointment) -> int:
    page.get(address(row))
    with CaptureQueriesContext(connection) as seen:
        page.get(address(row))
    return len(seen)


def test_marked_words_are_in_no_log_and_no_row_as_they_are(
    row: Appointment, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sent(row, "aardvark-s", p="aardvark-p")
    sent(row, "aardvark-x", rev=0, seq=1)
    browser().post(address(row), form(1, s="aardvark-s", do="sign"))
    browser().post(address(row, "add/"), {"once": "a", "words": "aardvark-later"})
    assert "aardvark" not in caplog.text
    assert tables_with("aardvark") == set()


def test_phrases_and_beginnings_are_ones_own(row: Appointment) -> None:
    page = browser()
    page.post("/phrases/", {"short": ";ww", "words": "Warm-up, both legs."})
    page.post("/phrases/begin/general/", {"s": "", "o": "Walks in:", "a": "", "p": ""})
    text = page.get(address(row)).content.decode()
    assert "Warm-up, both legs." in text
    assert "Walks in:" in text
    phrase = Phrase.objects.get()
    other = browser(make.user("cem", Role.THERAPIST))
    assert other.post(f"/phrases/{phrase.code}/drop/").status_code == 404
    assert page.post(f"/phrases/{phrase.code}/drop/").status_code == 302
    assert page.post("/phrases/", {"short": "two words", "words": "x"}).status_code == 200
