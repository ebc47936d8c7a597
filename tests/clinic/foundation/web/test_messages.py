"""The page of messages: what desk and owner see, and what they do with a failed one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from pytest_django import DjangoAssertNumQueries

from clinic.foundation.actions import idempotency, outbox
from clinic.foundation.actions.idempotency import Done
from clinic.foundation.errors import Refused
from clinic.foundation.models import Channel, OutboxRow
from clinic.foundation.queries import messages
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.outbox_rows import HOUR, MINUTE, NOW, State, alive, message

pytestmark = pytest.mark.django_db
PAGE = "/clinic/messages/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def jo(client: Browser) -> Browser:
    client.force_login(make.user("jo", Role.DESK))
    return client


def text(page: Any) -> str:
    """The page's words, each gap one blank."""
    return " ".join(page.text.split())


def send(browser: Browser, row: OutboxRow, do: str, once: str = "token") -> Any:
    return browser.post(f"{PAGE}{row.code}/", {"do": do, "once": once}, follow=True)


def test_a_line_says_what_to_whom_by_which_way_and_when(jo: Browser) -> None:
    mara = make.client("mara")
    message(State.DONE, client=mara, about="some", channel="sms")
    page = jo.get(f"{PAGE}?list=sent")
    assert "by SMS · sent 09:00" in text(page)
    assert f'href="/desk/clients/{mara.code}/">Mara</a>' in page.text
    assert 'href="/desk/appointments/some/">Session booked</a>' in page.text


@pytest.mark.parametrize("topic", ["waitlist_offer", "checkin_race"])
def test_what_is_about_no_session_leads_to_none(jo: Browser, topic: str) -> None:
    message(State.DONE, topic=topic, about="some")
    assert "/desk/appointments/" not in jo.get(f"{PAGE}?list=sent").text


def test_no_address_and_no_number_stands_on_the_page(jo: Browser) -> None:
    mara = make.client("mara")
    mara.phone = "+491761234567"
    mara.save(update_fields=["phone"])
    for state in State:
        message(state, client=mara)
    message(topic="staff_invited", facts={"user": make.user("ana", Role.DESK).code})
    for name in messages.LISTS:
        page = jo.get(PAGE, {"list": name}).text.partition("<h1>")[2]
        assert "Mara" in page
        assert [word for word in ("@", "example.org", "1234567") if word in page] == []


def test_the_top_says_that_mail_works(jo: Browser) -> None:
    alive()
    page = text(jo.get(PAGE))
    assert "Mail works; the last one left 09:57." in page
    assert "Nothing is sent just now" not in page


def test_the_top_says_what_is_down_and_how_many_wait_for_it(jo: Browser) -> None:
    alive()
    Channel.objects.update(down_since=NOW - 2 * HOUR)
    for _ in range(2):
        message(due_at=NOW)
    page = text(jo.get(PAGE))
    assert "Mail has been down since 08:00. 2 messages wait; they go when this answers" in page


def test_the_top_says_when_no_worker_lives(jo: Browser) -> None:
    assert "the worker’s clock has never run" in jo.get(PAGE).text
    alive()
    message(due_at=NOW - HOUR)
    assert "Something that is due has waited since 09:00." in text(jo.get(PAGE))
    with time_machine.travel(NOW + 3 * MINUTE, tick=False):
        assert "has stood still since 09:59" in text(jo.get(PAGE))


@pytest.mark.parametrize(
    ("name", "teaches"),
    [("waiting", "Nothing waits"), ("failed", "Nothing has failed"), ("sent", "Nothing was sent")],
)
def test_an_empty_list_says_what_will_be_in_it(jo: Browser, name: str, teaches: str) -> None:
    assert teaches in jo.get(PAGE, {"list": name}).text
    assert "Nothing here for “Otto”" in text(jo.get(PAGE, {"list": name, "q": "Otto"}))


@pytest.mark.parametrize("asked", ["", "x" * 5000, "\x00", "%", "\u202e", "-1"])
def test_nothing_asked_of_the_page_breaks_it(jo: Browser, asked: str) -> None:
    for name in ("list", "q", "after"):
        assert jo.get(PAGE, {name: asked}).status_code == 200


def test_a_long_list_goes_on_and_says_where_it_ends(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "PER_PAGE", 2)
    for _ in range(3):
        message()
    first = jo.get(PAGE)
    further = first.context["found"].more
    assert "That is the end" not in first.text
    last = jo.get(PAGE, {"after": further})
    assert "That is the end of the list. Times are those of Europe/Berlin." in text(last)
    assert "To the beginning" in last.text


def test_a_failed_message_is_sent_again_with_all_its_tries(jo: Browser) -> None:
    row = message(State.ASIDE)
    assert "tried 8 times since 09:00 · refused by the other side: 550" in text(
        jo.get(f"{PAGE}?list=failed")
    )
    page = send(jo, row, "again")
    row.refresh_from_db()
    assert (row.state, row.tries, row.due_at) == (State.WAITING, 0, NOW)
    assert "It goes out once more." in page.text


def test_a_failed_message_is_let_go(jo: Browser) -> None:
    row = message(State.ASIDE)
    assert "It was let go." in send(jo, row, "drop").text
    row.refresh_from_db()
    assert (row.state, row.ended_at) == (State.DROPPED, NOW)
    assert "somebody here let it go" in jo.get(f"{PAGE}?list=sent").text


def test_only_what_failed_has_buttons(jo: Browser) -> None:
    for state in State:
        message(state)
    found = [jo.get(PAGE, {"list": name}).text.count("Send again") for name in messages.LISTS]
    assert found == [0, 1, 0]


def test_a_press_that_is_sent_twice_does_nothing_again(jo: Browser) -> None:
    row = message(State.ASIDE)
    send(jo, row, "again")
    OutboxRow.objects.update(state=State.ASIDE)  # it failed anew meanwhile
    send(jo, row, "again")
    assert OutboxRow.objects.get().state == State.ASIDE


def test_without_the_token_the_second_one_would_act(
    jo: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unguarded(*, do: Any, **_others: Any) -> Done:
        status, code = do()
        return Done(status, code, replayed=False)

    monkeypatch.setattr(idempotency, "once", unguarded)
    row = message(State.ASIDE)
    send(jo, row, "again")
    OutboxRow.objects.update(state=State.ASIDE)
    send(jo, row, "again")
    assert OutboxRow.objects.get().state == State.WAITING


@pytest.mark.parametrize("do", ["again", "drop"])
def test_what_was_sent_meanwhile_is_told_kindly(jo: Browser, do: str) -> None:
    row = message(State.DONE)
    assert "This message was sent or dropped meanwhile." in send(jo, row, do).text
    row.refresh_from_db()
    assert row.state == State.DONE


@pytest.mark.parametrize("sent", [{}, {"do": "again"}, {"do": "burn", "once": "a"}])
def test_a_press_of_a_page_out_of_date_changes_nothing(jo: Browser, sent: dict[str, str]) -> None:
    row = message(State.ASIDE)
    page = jo.post(f"{PAGE}{row.code}/?q=mara", sent, follow=True)
    assert "This page was out of date." in page.text
    assert page.redirect_chain == [(f"{PAGE}?list=failed&q=mara", 302)]
    row.refresh_from_db()
    assert row.state == State.ASIDE


def test_a_message_that_is_nowhere_is_not_there(jo: Browser) -> None:
    answer = jo.post(f"{PAGE}nobodyatall2/", {"do": "again", "once": "a"})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_nobody_else_sees_or_does_anything(client: Browser, role: Role) -> None:
    by, row = make.user("ana", role), message(State.ASIDE)
    client.force_login(by)
    assert client.get(PAGE).status_code == send(client, row, "drop").status_code == 403
    for act in (outbox.retry, outbox.drop):
        with pytest.raises(Refused):
            act(by=by, code=row.code, now=NOW)


@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER])
def test_desk_and_owner_are_led_to_the_page(client: Browser, role: Role) -> None:
    client.force_login(make.user("ines", role))
    assert f'href="{PAGE}"' in client.get("/account/").text
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_with_one_row_or_three(
    jo: Browser, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mara = make.client("mara")
    for _ in range(number):
        message(State.ASIDE, client=mara)
    jo.get(PAGE)
    with django_assert_num_queries(7):  # who asks; settings; the list; how sending goes
        jo.get(f"{PAGE}?list=failed")
