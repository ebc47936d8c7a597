"""The pages of reviews: who sees them, what stands on them, what can be done."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.actions import booking
from bookings.models import Appointment, ReviewLine, Therapist
from clinic.foundation.models import Look
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.held import NUMB, START, ana, booked, held, injury_service
from tests.bookings.studio import NOW, at
from tests.bookings.web.desk_rows import clock, signed_in
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with
from tests.protocols import rows

pytestmark = pytest.mark.django_db
__all__ = ["clock"]
LATER = NOW + timedelta(minutes=5)
ACTS = ("accept", "change", "ask", "clear", "waive", "decline")
WORD = "Habichtskauz"


@pytest.fixture
def browser() -> Browser:
    studio.clinic(therapists=2, rooms=2)
    return signed_in(ana())


def words(answer: Any) -> str:
    return " ".join(answer.text.split())


def plain(answer: Any) -> str:
    """A page without its address, and what is drawn anew for each."""
    return re.sub(r'"/reviews/[^"]*"|[\w+/=-]{20,}', "", answer.text)


def send(browser: Browser, row: Appointment, act: str, **told: Any) -> Any:
    sent = {f"{act}-{name}": value for name, value in told.items()}
    once = {f"{act}-once": sha256(repr(sorted(sent.items())).encode()).hexdigest()}
    return browser.post(f"/reviews/{row.code}/{act}/", sent | once)


def seen(browser: Browser, row: Appointment) -> str:
    page = browser.get(f"/reviews/{row.code}/").text
    return (
        re.findall(r'name="accept-seen"\s+value="([^"]*)"', page)[0]
        if "accept-seen" in page
        else ""
    )


def test_an_empty_queue_says_what_will_be_in_it(browser: Browser) -> None:
    page = words(browser.get("/reviews/"))
    assert "Nothing waits for your look" in page
    assert not Look.objects.exists()


def test_the_most_urgent_stands_first_with_flag_time_and_one_line(browser: Browser) -> None:
    soon, late = held("mara", start=at(1, 10)), held("otto", start=at(2, 10))
    rows.answers(late.client, ["open_wound"], at=NOW)
    page = browser.get("/reviews/")
    assert [one.code for one in page.context["queue"].own] == [late.code, soon.code]
    text = words(page)
    assert "An open wound or infected blister" in text
    assert "Tue 24 Nov, 10:00" in text
    assert text.index("Otto") < text.index("Mara")


def test_own_bookings_and_a_colleagues_are_told_apart(browser: Browser) -> None:
    mine = held("mara")
    ben = Therapist.objects.get(user__email="ben@example.org").code
    client = mine.client
    wish = {"therapist": ben}
    other = booked_with(client, at(2, 14), **wish)
    queue = browser.get("/reviews/").context["queue"]
    assert [one.code for one in queue.own] == [mine.code]
    assert [(one.code, one.whom) for one in queue.others] == [(other.code, "Ben")]


def booked_with(client: Any, start: Any, **other: Any) -> Appointment:

    wish = studio.wanted(client, start, accept_caution=True, **other)
    return booking.book(by=make.login_of(client), wanted=wish, now=NOW)


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_takes_the_same_queries_for_one_and_three(
    browser: Browser, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        row = held(f"runner{number}", start=at(1 + number, 10))
        for _ in range(number):
            rows.answers(row.client, [NUMB])
    browser.get("/reviews/")
    with django_assert_num_queries(18):
        browser.get("/reviews/")


def test_each_text_that_is_opened_has_its_look_first(browser: Browser) -> None:
    row = held()
    browser.get("/reviews/")
    browser.get(f"/reviews/{row.code}/")
    told = set(Look.objects.values_list("why", flat=True))
    assert told == {"Looking through the reviews", "Reviewing a booking"}


@pytest.mark.parametrize("address", ["/reviews/", "/reviews/{code}/"])
def test_what_cannot_be_logged_is_not_shown(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = held()

    def broken(_rows: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Look.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        browser.get(address.format(code=row.code))


@pytest.mark.parametrize("act", ["", "fit/", *(f"{act}/" for act in ACTS)])
def test_a_colleague_who_does_not_treat_them_learns_nothing(browser: Browser, act: str) -> None:
    row, cem = held(), signed_in(make.user("cem", Role.THERAPIST))
    ask = cem.get if act in ("", "fit/") else cem.post
    theirs, nobodys = ask(f"/reviews/{row.code}/{act}"), ask(f"/reviews/nothing/{act}")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert plain(theirs) == plain(nobodys)


@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER, Role.CLIENT])
def test_nobody_but_therapists_may_use_any_of_it(browser: Browser, role: Role) -> None:
    row, other = held(), signed_in(make.user("jo", role))
    asked = [other.get("/reviews/"), other.get(f"/reviews/{row.code}/")]
    asked += [other.post(f"/reviews/{row.code}/{act}/") for act in ACTS]
    assert {each.status_code for each in asked} == {403}


def test_the_page_tells_answer_verdict_and_season_and_accepts(browser: Browser) -> None:
    row = held()
    page = words(browser.get(f"/reviews/{row.code}/"))
    assert "Numbness or tingling below the knee" in page
    assert "since 23 Nov" in page
    assert "FLAG-3" in page
    answer = send(browser, row, "accept", seen=seen(browser, row))
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (302, "confirmed")


def test_a_page_that_is_older_than_the_answers_accepts_nothing(
    browser: Browser, clock: Any
) -> None:
    row = held()
    old = seen(browser, row)
    rows.answers(row.client, [NUMB, "medication_change"], at=LATER)
    clock.move_to(LATER + timedelta(minutes=1))
    answer = send(browser, row, "accept", seen=old)
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (422, "review")
    assert "Something is open that you have not seen" in answer.text
    assert send(browser, row, "accept", seen=seen(browser, row)).status_code == 302


def test_unanswered_questions_are_seen_and_accepted_as_such(browser: Browser) -> None:
    mara = make.client()
    row = booked(mara, service=injury_service(), depth="light")
    assert "no fresh answers to the health questions" in words(browser.get(f"/reviews/{row.code}/"))
    assert seen(browser, row) == "unanswered"
    assert send(browser, row, "accept", seen="").status_code == 422
    assert send(browser, row, "accept", seen="unanswered").status_code == 302


def test_the_verdict_of_a_choice_comes_back_by_itself(browser: Browser) -> None:
    Therapist.objects.update(skills=["prenatal"])
    row = held("mara", "pregnancy", depth="deep")
    told = {"try-service": f"{row.service.code}:60", "try-depth": "light"}
    for address in (f"/reviews/{row.code}/fit/", f"/reviews/{row.code}/"):
        page = words(browser.get(address, told))
        assert "Change to this" in page
    sent = {"service": f"{row.service.code}:60", "depth": "light"}
    assert send(browser, row, "change", **sent).status_code == 302
    row.refresh_from_db()
    assert row.depth == "light"
    assert "Nothing asks for a look any more" in browser.get(f"/reviews/{row.code}/").text


def test_a_longer_time_that_is_taken_is_said_before_and_after(browser: Browser) -> None:
    row = held()
    booked(make.client("otto"), START + timedelta(minutes=75))
    choice = f"{row.service.code}:90"
    told = {"try-service": choice, "try-depth": "light"}
    assert "does not fit at this time" in words(browser.get(f"/reviews/{row.code}/fit/", told))
    answer = send(browser, row, "change", service=choice, depth="light")
    assert answer.status_code == 422
    assert "just been taken" in answer.text


def test_clot_signs_ask_for_a_doctor_beside_the_tick(browser: Browser) -> None:
    row = held()
    rows.answers(row.client, ["calf_clot_signs"])
    told = {"code": "calf_clot_signs", "reason": WORD}
    answer = send(browser, row, "clear", **told)
    assert answer.status_code == 422
    assert "This takes a doctor’s word" in answer.text
    assert send(browser, row, "clear", doctor="on", **told).status_code == 302
    page = words(browser.get(f"/reviews/{row.code}/"))
    assert "on a doctor’s word" in page
    assert "cleared for this visit" in page
    assert tables_with(WORD) == set()


def test_a_rule_that_blocks_is_waived_and_no_other_is_offered(browser: Browser) -> None:
    row = held(depth="deep")
    rows.race(row.client, local_start=START.replace(tzinfo=None) + timedelta(days=1))
    assert "Waive a rule" in browser.get(f"/reviews/{row.code}/").text
    assert send(browser, row, "waive", waive="FLAG-7", reason="x").status_code == 422
    assert send(browser, row, "waive", waive="PRE-1", reason="agreed").status_code == 302
    assert "Waived: PRE-1 – agreed" in words(browser.get(f"/reviews/{row.code}/"))


def test_declining_offers_times_and_the_booking_is_off(browser: Browser) -> None:
    row = held("mara", "medication_change")
    page = browser.get(f"/reviews/{row.code}/")
    (first, *_rest) = page.context["forms"]["decline"].fields["alternatives"].choices
    told = {"words": "later", "reason": WORD, "alternatives": [first[0]]}
    answer = send(browser, row, "decline", **told)
    assert answer.status_code == 302, answer.context["forms"]["decline"].errors
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert tables_with(WORD) == set()


@pytest.mark.parametrize("act", ["ask", "clear", "decline"])
def test_what_is_left_out_is_told_beside_its_field(browser: Browser, act: str) -> None:
    row = held()
    answer = send(browser, row, act)
    assert answer.status_code == 422
    assert "to put right" in answer.text
    assert not ReviewLine.objects.exists()
