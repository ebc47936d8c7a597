"""The therapist's room as a thief and a snoop meet it: links, shared screens, what lies in a browser."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking, changing, intake_letters, review_letters, review_questions
from bookings.actions import visits as visit_actions
from bookings.models import Appointment, ReviewLine
from bookings.queries import review_questions as questions
from bookings.web import desk_asking, intake_way
from clinic.foundation.errors import Invalid
from clinic.foundation.models import Client, Look, OutboxRow
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions import intake as sittings
from protocols.models import Intake
from tests.bookings import studio
from tests.bookings.held import ana, held
from tests.bookings.mailed import message, secret_in
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.web.desk_rows import clock, signed_in
from tests.bookings.web.test_reading import PAGES, Story, ask, story
from tests.clinic import make

pytestmark = pytest.mark.django_db
__all__ = ["clock", "story"]
HALF = "\ud800"  # of a character
QUESTION = "Since when is it so?"
WORD = "Habichtskauz"


@pytest.fixture
def row() -> Appointment:
    """A session of Mara's that waits for a look, with a question to her."""
    studio.clinic()
    found = held()
    review_questions.ask(by=ana(), appointment=found, question=QUESTION, now=NOW)
    return found


def question_link() -> str:
    mail = review_letters.asked(OutboxRow.objects.get(topic="review_asked"), NOW)
    assert mail is not None
    return "/reviews/answer/" + mail.text.partition("/reviews/answer/")[2].partition("\n")[0]


def intake_link() -> str:
    studio.clinic()
    mara = make.client()
    made = wanted(mara, at(3, 14), accept_caution=True)
    about = booking.book(by=make.login_of(mara), wanted=made, now=NOW)
    sent = intake_letters.issue(appointment=about, row=message(about), now=NOW)
    return f"/i/{secret_in(sent)}/"


def keep(browser: Browser, way: str, *, tab: str = "a", **said: Any) -> Any:
    told = json.dumps({"tab": tab, "seen": 0, "answers": said})
    return browser.post(f"{way}save/", told, content_type="application/json")


# What stands behind a link


def answered(row: Appointment) -> None:
    line = ReviewLine.objects.get(appointment=row, kind="asked")
    by = make.login_of(row.client)
    review_questions.answer(by=by, line=line, words="Two weeks", now=NOW)


def cancelled(row: Appointment) -> None:
    changing.cancel(by=ana(), appointment=row, now=NOW, our_doing=True)


@pytest.mark.parametrize("end", [answered, cancelled])
def test_a_question_that_wants_no_answer_is_shown_to_no_link(row: Appointment, end: Any) -> None:
    where = question_link()
    assert QUESTION in Browser().get(where).text
    end(row)
    page = Browser().get(where)
    assert page.status_code == 404
    assert QUESTION not in page.text


@pytest.mark.parametrize("end", [answered, cancelled])
def test_without_that_look_the_old_question_would_be_shown(
    row: Appointment, end: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "_wanted", lambda _line, _now: True)
    where = question_link()
    end(row)
    assert QUESTION in Browser().get(where).text


def test_a_link_is_begun_on_a_few_devices_and_on_no_more(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sittings, "MOST_BROWSERS", 2)
    way, first = intake_link(), Browser()
    assert [keep(one, way, goals=WORD).status_code for one in (first, Browser())] == [200, 200]
    assert keep(Browser(), way, goals=WORD).status_code == 409
    assert keep(first, way, goals="go on").status_code == 200
    assert Intake.objects.count() == 2


def test_without_that_bound_a_link_would_fill_the_table(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sittings, "MOST_BROWSERS", 2)
    monkeypatch.setattr(sittings, "_few", lambda *_told: None)
    way = intake_link()
    assert {keep(Browser(), way, goals=WORD).status_code for _ in range(4)} == {200}


@pytest.mark.parametrize("tab", [HALF, "a\x00b", "", "x" * 41, "Ünsinn"])
def test_what_a_page_calls_itself_is_a_name_or_told_as_a_fault(clock: Any, tab: str) -> None:
    way, browser = intake_link(), Browser()
    answer = keep(browser, way, tab=tab, goals=WORD)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert keep(browser, way, goals=WORD).status_code == 200


def test_with_any_name_allowed_half_a_character_would_break_the_save(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_way, "TAB", re.compile(r".*", re.DOTALL))
    way = intake_link()
    with pytest.raises(UnicodeEncodeError):
        keep(Browser(), way, tab=HALF, goals=WORD)


# What stays in a browser


@pytest.mark.parametrize("name", list(PAGES))
def test_no_browser_keeps_a_page_that_tells_of_health(name: str, story: Story) -> None:
    answer = ask(name, story)
    assert answer.status_code == 200
    assert "no-store" in answer.headers.get("Cache-Control", "")


def refuse(**_told: Any) -> None:
    reasons = [{"rule": "FLAG-3", "effect": "blocked", "because": WORD}]
    raise Invalid("blocked", WORD, field="start", reasons=reasons)


def press(row: Appointment) -> str:
    """What the next page says: it was brought there by a cookie, which anybody can read."""
    told = {"once": "pressed", "state": "confirmed"}
    return signed_in(ana()).post(f"/day/{row.code}/mark/", told, follow=True).text


def test_reasons_of_health_lie_in_no_cookie_on_their_way_to_a_page(
    row: Appointment, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_actions, "mark", refuse)
    page = press(row)
    assert WORD not in page
    assert "The rules speak against it" in page


def test_with_the_sentence_as_it_is_they_would_lie_there(
    row: Appointment, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_actions, "mark", refuse)
    monkeypatch.setattr(desk_asking, "in_passing", lambda problem: problem.sentence)
    assert WORD in press(row)


# Who looks


def fit(row: Appointment) -> str:
    return f"/reviews/{row.code}/fit/?try-service={row.service.code}:60&try-depth=light"


def test_the_verdict_of_another_session_is_a_look_on_file(row: Appointment, clock: Any) -> None:
    browser, before = signed_in(ana()), Look.objects.count()
    assert "FLAG-3" in browser.get(fit(row)).text
    look = Look.objects.order_by("pk").last()
    assert look is not None
    assert (Look.objects.count() - before, look.record) == (1, f"Appointment:{row.code}")


def test_the_verdict_is_not_told_where_no_look_can_be_logged(
    row: Appointment, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_rows: Any) -> None:
        raise RuntimeError("the log is down")

    monkeypatch.setattr(Look.objects, "bulk_create", broken)
    browser = signed_in(ana())
    with pytest.raises(RuntimeError):
        browser.get(fit(row))


def therapist_client() -> Client:
    """Cem works here, and is Ana's client."""
    studio.clinic()
    cem = make.user("cem", Role.CLIENT, Role.THERAPIST)
    return Client.objects.get(user=cem)


def test_a_therapist_reads_their_own_record_as_the_client_they_are(clock: Any) -> None:
    cem = therapist_client()
    browser = signed_in(make.login_of(cem))
    assert browser.get("/progress/").status_code == 200
    assert browser.get(f"/day/clients/{cem.code}/progress/").status_code == 404


def test_who_opened_a_record_in_an_emergency_has_no_way_in_by_the_charts(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = make.client()
    both = make.user("ines", Role.OWNER, Role.THERAPIST)
    monkeypatch.setattr(access, "may_read_health", lambda *_told: True)
    assert signed_in(both).get(f"/day/clients/{mara.code}/progress/").status_code == 404
    assert not Look.objects.exists()


def test_a_link_that_is_old_by_a_moment_shows_no_question(row: Appointment, clock: Any) -> None:
    where = question_link()
    clock.move_to(row.end_at - timedelta(seconds=1))
    assert QUESTION in Browser().get(where).text
    clock.move_to(row.end_at)
    assert QUESTION not in Browser().get(where).text
