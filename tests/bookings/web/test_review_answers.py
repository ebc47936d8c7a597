"""The client's side of a review: the question by its link, and signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import review_letters, review_questions
from bookings.models import Appointment, ReviewLine
from clinic.foundation.models import Look, OutboxRow
from tests.bookings import studio
from tests.bookings.held import ana, held
from tests.bookings.studio import NOW
from tests.bookings.web.desk_rows import clock, signed_in
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
WORD = "Habichtskauz"
QUESTION = "Since when is it so?"


@pytest.fixture
def row() -> Appointment:
    studio.clinic()
    found = held()
    review_questions.ask(by=ana(), appointment=found, question=QUESTION, now=NOW)
    return found


def address() -> str:
    mail = review_letters.asked(OutboxRow.objects.get(topic="review_asked"), NOW)
    assert mail is not None
    assert QUESTION not in mail.text
    return "/reviews/answer/" + mail.text.partition("/reviews/answer/")[2].partition("\n")[0]


def send(browser: Browser, where: str, said: str) -> Any:
    return browser.post(where, {"once": f"sent {said[:9]}", "words": said})


def test_the_link_shows_the_question_and_nothing_that_was_answered(row: Appointment) -> None:
    page = Browser().get(address())
    assert QUESTION in page.text
    assert "Numbness" not in page.text
    assert (page["Referrer-Policy"], page.status_code) == ("strict-origin", 200)


def test_an_answer_spends_the_link_and_reaches_the_therapist(row: Appointment) -> None:
    where, anybody = address(), Browser()
    assert "Thank you" in send(anybody, where, f"{WORD} two weeks").text
    assert anybody.get(where).status_code == 404
    assert send(anybody, where, "again").status_code == 404
    assert f"{WORD} two weeks" in signed_in(ana()).get(f"/reviews/{row.code}/").text
    assert tables_with(WORD) == set()


def test_spent_unknown_and_too_old_links_look_alike(row: Appointment, clock: Any) -> None:
    where, browser = address(), Browser()
    unknown = browser.get("/reviews/answer/nothing/").text
    clock.move_to(row.end_at + timedelta(minutes=1))
    old = browser.get(where)
    assert old.status_code == 404
    assert "This link does not work any more" in old.text
    assert "This link does not work any more" in unknown


@pytest.mark.parametrize("said", ["", "x" * 2001, "a\x00b", "y" * 1_000_000])
def test_what_is_no_answer_is_told_and_the_link_still_works(row: Appointment, said: str) -> None:
    where, browser = address(), Browser()
    answer = send(browser, where, said)
    assert answer.status_code == 200
    assert "to put right" in answer.text
    assert not ReviewLine.objects.filter(kind="answered").exists()
    assert "Thank you" in send(browser, where, "=cmd| two weeks").text


def test_signed_in_the_question_stands_at_ones_own_session_alone(row: Appointment) -> None:
    mara, otto = signed_in(make.login_of(row.client)), signed_in(make.login_of(make.client("otto")))
    where = f"/reviews/question/{row.code}/"
    assert where in mara.get(f"/appointments/{row.code}/").text
    assert QUESTION in mara.get(where).text
    assert Look.objects.filter(why="Answering a question", by=row.client.user).count() == 1
    assert otto.get(where).status_code == 404
    assert send(mara, where, "Two weeks").status_code == 302
    assert "None waits for an answer" in mara.get(where).text
    assert where not in mara.get(f"/appointments/{row.code}/").text
