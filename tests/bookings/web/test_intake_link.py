"""The questions by the link of a mail: no password, nothing old, and once."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import booking, intake_letters
from bookings.models import Appointment
from bookings.queries import intakes
from clinic.foundation.codes import new_secret
from protocols.models import Intake, Screening
from protocols.queries import forms, screenings
from tests.bookings import studio
from tests.bookings.answering import answers, begun, main, save, section, sent_in
from tests.bookings.mailed import message, secret_in
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.test_access_matrix import TOKENS

pytestmark = pytest.mark.django_db
WORD = "Zwischenfersensporn"


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


def link_of(row: Appointment) -> str:
    sent = intake_letters.issue(appointment=row, row=message(row), now=NOW)
    return f"/i/{secret_in(sent)}/"


@pytest.fixture
def link(row: Appointment) -> str:
    return link_of(row)


def post(browser: Browser, link: str, said: dict[str, Any], seen: int = 0) -> Any:
    told = {"tab": "a", "seen": seen, "answers": said}
    return browser.post(f"{link}save/", json.dumps(told), content_type="application/json")


def whole(browser: Browser, link: str, **other: Any) -> None:
    for one in forms.current()[1].sections:
        post(browser, link, answers(one, **other))


def test_the_link_asks_without_a_password_and_keeps_what_is_said(
    client: Browser, link: str
) -> None:
    assert "How are you today?" in main(client.get(link))
    assert post(client, link, {"goals": WORD}).status_code == 200
    assert WORD in client.get(f"{link}history/").text


def test_the_link_shows_nothing_that_was_said_before(
    client: Browser, row: Appointment, link: str
) -> None:
    save(begun(row.client), goals=WORD)
    sent_in(row.client, ["medicines"], NOW - timedelta(days=91), medicine_list=WORD)
    for one in forms.current()[1].sections:
        page = client.get(f"{link}{one.code}/").text
        assert WORD not in page
        assert "As last time" not in page


def test_what_one_browser_wrote_no_other_one_sees(client: Browser, link: str) -> None:
    post(client, link, {"goals": WORD})
    other = Browser()
    assert WORD not in other.get(f"{link}history/").text
    post(other, link, {"goals": "mine"})
    assert WORD not in other.get(f"{link}history/").text
    assert WORD in client.get(f"{link}history/").text


def test_with_one_sitting_for_all_browsers_the_words_would_be_seen(
    client: Browser, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intakes.Behind, "link", lambda self, _browser: "d" * 64)
    post(client, link, {"goals": WORD})
    other = Browser()
    post(other, link, {"hands_off": "feet"})
    assert WORD in other.get(f"{link}history/").text


def test_sending_in_spends_the_link_and_every_other_of_its_session(
    client: Browser, row: Appointment, link: str
) -> None:
    other = link_of(row)
    whole(client, link)
    assert "Thank you" in client.post(f"{link}done/").text
    assert client.get(link).status_code == 404
    assert client.get(other).status_code == 404
    assert Intake.objects.get().given_by is None


def test_flags_given_by_a_link_count_and_turn_the_session(
    client: Browser, row: Appointment, link: str
) -> None:
    whole(client, link, urgent=["fever"])
    assert "A doctor first" in client.post(f"{link}done/").text
    row.refresh_from_db()
    assert row.state == "review"
    assert screenings.held(row.client, NOW) == ["fever"]
    assert Screening.objects.get().given_by is None


def test_an_older_flag_is_not_told_behind_the_link(
    client: Browser, row: Appointment, link: str
) -> None:
    sent_in(row.client, ["flags"], NOW - timedelta(days=8), urgent=["chest_pain"])
    whole(client, link)
    page = client.post(f"{link}done/").text
    assert "Your answers are with whoever treats you" in page
    assert "A doctor first" not in page


def gist(page: Any) -> bytes:
    """A page without its tokens and its own address."""
    return re.sub(rb"/i/[^/]+/", b"/i/x/", TOKENS.sub(b"", page.content))


def test_used_unknown_foreign_and_too_old_look_the_same(
    client: Browser, row: Appointment, link: str, clock: Any
) -> None:
    foreign = make.link(purpose="session", about=row.code)
    pages = [client.get(f"/i/{new_secret()}/"), client.get(f"/i/{foreign}/")]
    clock.move_to(row.start_at)
    pages.append(client.get(link))
    assert {page.status_code for page in pages} == {404}
    assert len({gist(page) for page in pages}) == 1


def test_the_link_ends_with_the_start_of_the_session(
    client: Browser, row: Appointment, link: str, clock: Any
) -> None:
    clock.move_to(row.start_at - timedelta(seconds=1))
    assert client.get(link).status_code == 200
    clock.move_to(row.start_at)
    assert client.get(link).status_code == 404


def test_no_address_of_the_link_is_told_to_others_or_kept(client: Browser, link: str) -> None:
    answer = client.get(f"{link}flags/")
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_looking_writes_nothing_and_begins_no_session(client: Browser, link: str) -> None:
    client.get(link)
    client.get(f"{link}flags/")
    assert not Intake.objects.exists()
    assert "sessionid" not in client.cookies


def test_the_mails_of_a_session_carry_the_link_while_something_is_open(row: Appointment) -> None:
    assert intake_letters.issue(appointment=row, row=message(row), now=NOW)
    sent_in(row.client, [one.code for one in intakes.open_of(row, None, NOW)])
    assert intake_letters.issue(appointment=row, row=message(row), now=NOW) == ""


def test_the_same_message_has_the_same_link_however_often_it_is_made(row: Appointment) -> None:
    about = message(row)
    made = {intake_letters.issue(appointment=row, row=about, now=NOW) for _ in range(3)}
    assert len(made) == 1


def test_a_section_that_only_others_are_asked_is_not_behind_the_link(
    client: Browser, link: str
) -> None:
    assert section("injury")
    assert client.get(f"{link}injury/").status_code == 404


def test_where_all_is_answered_the_link_says_so_under_a_heading(
    client: Browser, row: Appointment, link: str
) -> None:
    sent_in(row.client, [one.code for one in intakes.open_of(row, None, NOW)])
    page = main(client.get(link))
    assert "Nothing to answer" in page
    assert "<h2></h2>" not in page
