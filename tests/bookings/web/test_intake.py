"""The questions before a session: a section a step, saved as one goes, nothing lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import booking
from bookings.models import Appointment
from clinic.foundation.models import Look
from protocols.core.intake.asking import shown
from protocols.core.intake.shape import Form
from protocols.models import Intake, Screening
from protocols.queries import forms
from tests.bookings import studio
from tests.bookings.answering import answers, begun, hidden, main, save, section, sent_in
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
CALM = {"urgent": ["none"], "skin": ["none"], "muscles": ["none"], "short_nights": "no"}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def row() -> Appointment:
    studio.clinic()
    mara = make.client()
    made = wanted(mara, at(3, 14), accept_caution=True)
    return booking.book(by=make.login_of(mara), wanted=made, now=NOW)


@pytest.fixture
def mara(row: Appointment, client: Browser) -> Browser:
    client.force_login(make.login_of(row.client))
    return client


def post(browser: Browser, answers: dict[str, Any], **other: Any) -> Any:
    told = {"tab": "a", "seen": 0, "answers": answers} | other
    return browser.post("/intake/save/", json.dumps(told), content_type="application/json")


def typed(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a form of a page without scripts sends them."""
    sent: dict[str, Any] = {"tab": "f", "seen": "0", "has": []}
    for code, value in answers.items():
        chart = isinstance(value, list) and not value
        sent[code] = "[]" if chart else value
        sent["has"] += [code] if isinstance(value, list) else []
    return sent


def test_the_first_page_says_how_long_it_takes_and_where_one_stands(mara: Browser) -> None:
    page = main(mara.get("/intake/"))
    assert "minutes of questions" in page
    assert "How are you today?" in page
    assert 'href="/intake/flags/"' in page


def test_a_section_without_scripts_leads_on_by_its_button(mara: Browser) -> None:
    answer = mara.post("/intake/flags/", typed(CALM))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/intake/body/")


def test_what_is_missing_is_told_at_its_question_and_the_rest_is_kept(mara: Browser) -> None:
    answer = mara.post("/intake/flags/", typed({"urgent": ["none"]}))
    assert answer.status_code == 422
    assert 'href="#q-skin-0"' in answer.text
    assert 'value="none" checked' in main(mara.get("/intake/flags/"))


def test_questions_that_follow_come_after_the_button_and_are_no_fault(mara: Browser) -> None:
    marked = [{"region": "calf", "side": "left", "view": "back", "pain": 4, "kind": "dull"}]
    sent = typed({"chart": []}) | {_chart(): json.dumps(marked)}
    page = mara.post("/intake/body/", sent)
    assert page.status_code == 200
    assert "A few more questions follow" in page.text


def test_places_that_hurt_can_be_told_from_a_list_without_scripts(mara: Browser) -> None:
    code = _chart()
    rows = {f"{code}-place": ["calf/left/front", ""], f"{code}-pain": ["6", "0"]}
    mara.post("/intake/body/", {"tab": "f", "seen": "0", f"{code}-kind": ["sharp", "sharp"]} | rows)
    page = main(mara.get("/intake/body/"))
    assert '<option value="calf/left/front" selected>' in page
    assert '<option value="6" selected>' in page


def _chart() -> str:
    return next(q.code for q in section("body").questions if q.kind == "chart")


def test_a_save_by_script_says_what_became_of_each_answer(mara: Browser) -> None:
    told = post(mara, {"goals": "a marathon", "firmness": "steel"})
    assert told.status_code == 422
    assert list(told.json()["faults"]) == ["firmness"]
    assert "a marathon" in mara.get("/intake/history/").text


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"tab":1,"seen":0,"answers":{}}', b"[" * 100_000]
)
def test_a_save_that_cannot_be_read_is_told_so(mara: Browser, body: bytes) -> None:
    answer = mara.post("/intake/save/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_ten_megabytes_are_refused_clearly_and_lose_nothing(mara: Browser) -> None:
    post(mara, {"goals": "a marathon"})
    answer = post(mara, {"goals": "a" * 10_000_000}, seen=1)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_long")
    assert "a marathon" in mara.get("/intake/history/").text


@pytest.mark.parametrize("text", ["nul\x00", "\ud800"])
def test_what_is_no_text_is_told_at_its_question(mara: Browser, text: str) -> None:
    answer = post(mara, {"goals": text})
    assert list(answer.json()["faults"]) == ["goals"]


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "שלום", "<b>x</b>"])
def test_words_stay_the_words_that_they_are(mara: Browser, text: str) -> None:
    assert post(mara, {"goals": text}).status_code == 200
    assert mara.get("/intake/history/").context["rows"][-1].value == text


def test_two_tabs_are_shown_side_by_side_and_one_is_chosen(mara: Browser) -> None:
    post(mara, {"firmness": "deep"}, tab="a")
    assert post(mara, {"firmness": "light"}, tab="b").json()["twice"] == ["firmness"]
    page = mara.get("/intake/history/")
    assert "You answered this in two tabs" in page.text
    mara.post("/intake/history/", hidden(page) | {"pick-firmness": '"deep"'})
    assert "You answered this in two tabs" not in mara.get("/intake/history/").text


def whole(browser: Browser) -> Form:
    """Answer all that is asked, and raise nothing."""
    form = forms.current()[1]
    for one in form.sections:
        post(browser, answers(one))
    return form


def test_all_of_it_is_sent_in_and_asked_no_more(mara: Browser, row: Appointment) -> None:
    whole(mara)
    assert "Send my answers" in main(mara.get("/intake/"))
    assert "Your answers are with whoever treats you" in mara.post("/intake/done/").text
    assert "Nothing to answer" in main(mara.get("/intake/"))
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_an_answer_that_wants_a_doctor_is_met_kindly_and_turns_the_session(
    mara: Browser, row: Appointment
) -> None:
    whole(mara)
    post(mara, {"urgent": ["chest_pain"]}, seen=99)
    assert "A doctor first" in mara.post("/intake/done/").text
    row.refresh_from_db()
    assert row.state == "review"


def test_without_the_second_half_a_session_would_stand_in_spite_of_a_flag(
    mara: Browser, row: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookings.actions.reviewing.reopen", lambda **_told: [])
    whole(mara)
    post(mara, {"urgent": ["chest_pain"]}, seen=99)
    mara.post("/intake/done/")
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_the_check_turns_a_session_likewise(mara: Browser, row: Appointment) -> None:
    mara.post("/check/", {"urgent": ["fever"]})
    row.refresh_from_db()
    assert row.state == "review"


def test_what_is_not_all_answered_cannot_be_sent_in(mara: Browser) -> None:
    mara.post("/intake/flags/", typed(CALM))
    answer = mara.post("/intake/done/")
    assert answer.status_code == 422
    assert not Screening.objects.exists()


def test_answers_that_went_stale_are_offered_and_the_look_is_on_file(
    mara: Browser, row: Appointment
) -> None:
    sent_in(row.client, ["medicines"], NOW - timedelta(days=91), medicine_list="aspirin")
    assert "As last time" in mara.get("/intake/medicines/").text
    mara.post("/intake/medicines/", {"as_last": "1"})
    assert "aspirin" in mara.get("/intake/medicines/").text
    assert Look.objects.filter(why="You answered as last time", by=row.client.user).exists()


def test_the_page_of_a_session_invites_while_something_is_open(
    mara: Browser, row: Appointment
) -> None:
    address = f"/appointments/{row.code}/"
    assert 'href="/intake/"' in main(mara.get(address))
    whole(mara)
    mara.post("/intake/done/")
    assert 'href="/intake/"' not in main(mara.get(address))


@pytest.mark.parametrize("count", [1, 3])
def test_a_step_takes_the_same_queries_with_one_answer_and_with_three(
    mara: Browser, row: Appointment, count: int, django_assert_num_queries: Any
) -> None:
    said = dict(list(answers(section("history")).items())[:count])
    save(begun(row.client), **said)
    mara.get("/intake/history/")
    with django_assert_num_queries(QUERIES):
        mara.get("/intake/history/")


QUERIES = 10


def test_a_section_that_is_not_asked_is_not_there(mara: Browser) -> None:
    assert mara.get("/intake/injury/").status_code == 404
    assert mara.get("/intake/nonsense/").status_code == 404
    assert not Intake.objects.exists()


def test_every_question_of_the_form_can_be_drawn(mara: Browser) -> None:
    for one in forms.current()[1].sections:
        page = mara.get(f"/intake/{one.code}/")
        if page.status_code == 200:
            for question in shown(one, {}):
                assert f'data-question="{question.code}"' in page.text
