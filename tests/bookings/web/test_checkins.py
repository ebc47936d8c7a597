"""The pages that ask how it was: behind the link of a mail, and signed in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Appointment
from bookings.web import checkins as web
from bookings.web import party
from clinic.foundation.models import Client, OneTimeToken, OutboxRow, Try
from protocols.models import CheckIn, Race
from tests.bookings import season
from tests.bookings.checkins import DAY, H, finish, race, say, session
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db
SENT = {"sore": "3", "bruised": "on"}
RUN = {"signs": "no", "stairs": "stiff", "sore": "4"}
MARKED = "xylophone-knee"


class Clock:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def __call__(self, now: datetime) -> None:
        for module in (web, party):
            self.patch.setattr(module.timezone, "now", lambda: now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def mara() -> Client:
    return season.mara()


@pytest.fixture
def row(mara: Client, clock: Clock) -> Appointment:
    """Her session, 40 hours ago."""
    made = session(mara)
    clock(made.end_at + 40 * H)
    return made


@pytest.fixture
def run(mara: Client, clock: Clock) -> Race:
    """Her race, 20 hours ago."""
    made = race(mara)
    clock(finish(made) + 20 * H)
    return made


def link(kind: str, code: str, now: datetime) -> str:
    secret = make.link(purpose="checkin", about=f"{kind}:{code}", now=now)
    OneTimeToken.objects.update(expires_at=now + 7 * DAY)
    return f"/c/{secret}/"


def main(page: Any) -> str:
    return str(re.sub(r"\s+", " ", re.search(r"<main.*</main>", page.text, re.DOTALL)[0]))  # type: ignore[index]


def test_one_tap_behind_the_link_is_enough(client: Browser, row: Appointment) -> None:
    at = link("session", row.code, row.end_at + 40 * H)
    asked = main(client.get(at))
    assert asked.count('name="sore"') == 11
    assert "Tue 24 Nov, 14:00" in asked

    done = client.post(at, {"sore": "3"})

    assert "Thank you" in main(done)
    told = CheckIn.objects.get()
    assert (told.about, told.of, told.given_by) == (row.code, row.end_at, None)


def test_the_link_answers_once_a_day_and_shows_nothing_old(
    client: Browser, row: Appointment
) -> None:
    at = link("session", row.code, row.end_at + 40 * H)
    client.post(at, SENT)
    again = client.get(at)
    assert "You have answered this" in main(again)
    assert 'name="sore"' not in main(again)
    client.post(at, SENT)
    assert CheckIn.objects.count() == 1


def test_no_page_of_the_link_says_what_was_done_or_said(client: Browser, run: Race) -> None:
    Race.objects.update(name=MARKED)
    at = link("race", run.code, finish(run) + 20 * H)
    pages = [client.get(at), client.post(at, RUN), client.get(at)]
    words = (MARKED, "Mara", "Deep", "Sports", "checked", "aria-current")
    assert [page.status_code for page in pages] == [200] * 3
    assert [(word, main(p)) for p in pages for word in words if word in main(p)] == []


def test_the_same_link_asks_again_the_next_day(client: Browser, run: Race, clock: Clock) -> None:
    at = link("race", run.code, finish(run) + 20 * H)
    client.post(at, RUN)
    clock(finish(run) + 44 * H)
    assert 'name="stairs"' in main(client.get(at))
    client.post(at, RUN)
    assert CheckIn.objects.count() == 2


def test_signs_after_a_race_lead_kindly_to_a_doctor(client: Browser, run: Race) -> None:
    at = link("race", run.code, finish(run) + 20 * H)
    page = main(client.post(at, RUN | {"signs": "yes"}))
    assert "A doctor first" in page
    assert 'href="tel:112"' in page


def test_a_race_without_all_answers_is_asked_once_more_beside_them(
    client: Browser, run: Race
) -> None:
    at = link("race", run.code, finish(run) + 20 * H)
    page = main(client.post(at, {"stairs": "easy"}))
    assert page.count('class="field-error"') == 2
    assert not CheckIn.objects.exists()


def test_used_unknown_and_foreign_links_look_alike(client: Browser, row: Appointment) -> None:
    now = row.end_at + 40 * H
    foreign = make.link(purpose="session", about=f"session:{row.code}", now=now)
    gone = link("session", "nothere", now)
    pages = [client.get(at) for at in (f"/c/{foreign}/", gone, "/c/unknown/")]
    assert {page.status_code for page in pages} == {404}
    assert len({main(page) for page in pages}) == 1
    assert {page["Referrer-Policy"] for page in pages} == {"strict-origin"}


def test_guessing_links_is_counted_and_a_right_one_is_given_back(
    client: Browser, row: Appointment
) -> None:
    client.post(link("session", row.code, row.end_at + 40 * H), SENT)
    assert not Try.objects.exists()
    client.post("/c/unknown/", SENT)
    assert Try.objects.exists()


def test_somebody_signed_in_answers_without_a_link(
    client: Browser, mara: Client, row: Appointment
) -> None:
    client.force_login(make.login_of(mara))
    cards = main(client.get("/checkins/"))
    assert f"/checkins/session/{row.code}/" in cards
    done = client.post(f"/checkins/session/{row.code}/", SENT)
    assert (done.status_code, done["Location"]) == (302, "/checkins/")
    assert "Nothing waits for your word" in main(client.get("/checkins/"))


def test_the_cards_come_as_a_part_of_another_page(
    client: Browser, mara: Client, row: Appointment
) -> None:
    client.force_login(make.login_of(mara))
    part = client.get("/checkins/", headers={"HX-Request": "true"}).text
    assert row.code in part
    assert "<main" not in part
    assert 'hx-get="/checkins/"' in client.get("/season/").text


def test_words_about_runs_are_kept_as_typed_and_shown_when_too_long(
    client: Browser, mara: Client, row: Appointment, clock: Clock
) -> None:
    clock(row.end_at + 6 * DAY)
    client.force_login(make.login_of(mara))
    at = f"/checkins/runs/{row.code}/"
    page = main(client.post(at, {"felt": "worse", "words": "=cmd|' " * 90}))
    assert "too long" in page
    assert client.post(at, {"felt": "worse", "words": "=cmd|' "}).status_code == 302


def test_marked_words_stand_in_no_table(
    client: Browser, mara: Client, row: Appointment, clock: Clock
) -> None:
    clock(row.end_at + 6 * DAY)
    client.force_login(make.login_of(mara))
    client.post(f"/checkins/runs/{row.code}/", {"felt": "worse", "words": MARKED})
    assert CheckIn.objects.count() == 1
    assert tables_with(MARKED) == set()


def test_without_the_seal_the_marked_word_would_be_found(mara: Client) -> None:
    OutboxRow.objects.create(
        topic="checkin_runs", key=MARKED, client=mara, due_at=make.NOW, created_at=make.NOW
    )
    assert tables_with(MARKED) == {"clinic_outboxrow"}


def test_an_answer_of_before_does_not_stand_on_the_page(
    client: Browser, mara: Client, row: Appointment
) -> None:
    say(row, row.end_at + 39 * H, sore=7, bruised=True)
    client.force_login(make.login_of(mara))
    assert "checked" not in main(client.get(f"/checkins/session/{row.code}/"))
