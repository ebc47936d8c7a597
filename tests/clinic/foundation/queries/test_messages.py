"""Messages as desk and owner see them: lists, their order, their end, and why one has not left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from clinic.foundation import handed
from clinic.foundation.actions import breakers, carrying, claims, outbox
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.queries import message_words, messages
from clinic.foundation.queries.sending import LATE
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.outbox_rows import HOUR, MINUTE, NOW, State, message

pytestmark = pytest.mark.django_db
BERLIN = "Europe/Berlin"


@pytest.fixture
def jo() -> User:
    return make.user("jo", Role.DESK)


def keys(by: User, name: str, **asked: Any) -> list[str]:
    found = messages.listed(by, name, NOW, BERLIN, **asked)
    return [line.row.key for line in found.lines]


def test_each_list_holds_its_own_states(jo: User) -> None:
    for state in State:
        message(state, key=str(state))
    found = {name: set(keys(jo, name)) for name in messages.LISTS}
    assert found == {"waiting": {"waiting"}, "failed": {"aside"}, "sent": {"done", "dropped"}}


def test_what_waits_is_told_by_its_moment_and_the_rest_newest_first(jo: User) -> None:
    for hours in (2, 1, 3):
        message(key=f"w{hours}", due_at=NOW + hours * HOUR)
        message(State.DONE, key=f"d{hours}", ended_at=NOW - hours * HOUR)
        message(State.ASIDE, key=f"a{hours}", created_at=NOW - hours * HOUR)
    assert keys(jo, "waiting") == ["w1", "w2", "w3"]
    assert keys(jo, "sent") == ["d1", "d2", "d3"]
    assert keys(jo, "failed") == ["a1", "a2", "a3"]


class Paging(TestCase):
    """However many rows share a moment: page after page tells each of them once, in order."""

    @settings(max_examples=25)
    @given(
        st.lists(st.integers(0, 3), max_size=14),
        st.sampled_from(["waiting", "failed", "sent"]),
        st.integers(1, 5),
    )
    def test_pages_together_are_the_whole_list_in_its_order(
        self, ages: list[int], name: str, size: int
    ) -> None:
        jo, state = make.user("jo", Role.DESK), messages.LISTS[name].states[0]
        for age in ages:
            at = NOW - age * MINUTE
            message(state, due_at=at, created_at=at, ended_at=at if name == "sent" else None)
        whole = keys(jo, name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(messages, "PER_PAGE", size)
            found, mark = list[str](), ""
            while True:
                page = messages.listed(jo, name, NOW, BERLIN, after=mark)
                found += [line.row.key for line in page.lines]
                mark = page.more
                if not mark:
                    break
        assert found == whole
        assert len(set(found)) == len(ages)


@pytest.mark.parametrize("mark", ["", "x", "-", "9" * 30 + "-a", "1-a-b", "1-\x00", "١-ا"])
def test_a_mark_that_is_none_harms_nothing(jo: User, mark: str) -> None:
    message(State.DONE)
    assert len(keys(jo, "sent", after=mark)) in (0, 1)


def test_a_name_finds_what_goes_to_its_clients_alone(jo: User) -> None:
    message(State.DONE, client=make.client("mara"), key="hers")
    message(State.DONE, client=make.client("ben"), key="his")
    message(State.DONE, key="nobody's")
    assert keys(jo, "sent", words="MÀRA") == ["hers"]
    assert keys(jo, "sent", words="nobody at all") == []


def test_whom_a_message_goes_to_is_a_name_and_never_an_address(jo: User) -> None:
    message(client=make.client("mara"))
    message(topic="staff_invited", facts={"user": jo.code})
    message(topic="join_record", facts={"user": "gone"})
    lines = messages.listed(jo, "waiting", NOW, BERLIN).lines
    assert {(line.what, line.whom) for line in lines} == {
        ("Session booked", "Mara"),
        ("Invitation of staff", "Jo"),
        ("Link to an earlier record", ""),
    }


def test_a_topic_without_a_name_is_told_by_its_own() -> None:
    row = message(topic="brand_new", about="thing")
    assert [(line.what, line.row) for line in messages.about("thing", NOW, BERLIN)] == [
        ("brand_new", row)
    ]


def test_every_topic_that_somebody_handles_has_a_name_for_people() -> None:
    assert handed.given.handlers.keys() - message_words.TOPICS.keys() == set()


def test_what_should_have_left_five_minutes_ago_is_late(jo: User) -> None:
    message(key="late", due_at=NOW - LATE - timedelta(microseconds=1))
    message(key="due", due_at=NOW - LATE)
    message(key="now", due_at=NOW)
    message(key="later", due_at=NOW + timedelta(microseconds=1))
    lines = messages.listed(jo, "waiting", NOW, BERLIN).lines
    assert [line.row.key for line in lines if line.late] == ["late"]
    assert [line.row.key for line in lines if line.due] == ["late", "due", "now"]


@pytest.mark.parametrize(
    ("state", "error", "told"),
    [
        (State.DROPPED, "", "not needed any more"),
        (State.DROPPED, carrying.NOBODY, "no address is on file"),
        (State.DROPPED, outbox.LET_GO, "somebody here let it go"),
        (State.ASIDE, claims.DIED, "the worker died of it"),
        (State.ASIDE, f"{breakers.REFUSED} 550", "refused by the other side: 550"),
        (State.WAITING, f"{breakers.FOR_NOW} 451", "refused for now: 451"),
        (State.WAITING, f"{breakers.AT_FAULT} TimeoutError", "no connection: TimeoutError"),
        (State.ASIDE, "LookupError", "a fault of Legwork: LookupError"),
        (State.WAITING, "", ""),
        (State.DONE, "", ""),
    ],
)
def test_why_a_message_has_not_left_is_told_in_words(state: State, error: str, told: str) -> None:
    assert message_words.why(OutboxRow(state=state, last_error=error)) == told


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (NOW, "10:00"),
        (NOW + 13 * HOUR, "23:00"),
        (NOW + 14 * HOUR, "Tue 24 Nov, 00:00"),
        (datetime(2025, 11, 23, 9, tzinfo=UTC), "Sun 23 Nov 2025, 10:00"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "Fri 1 Jan 2027, 00:00"),
        (None, ""),
    ],
)
def test_a_moment_is_told_on_the_wall_with_its_day_unless_that_is_today(
    at: datetime | None, told: str
) -> None:
    assert message_words.clock(at, NOW, BERLIN) == told


def test_what_is_about_a_thing_is_told_with_the_latest_moment_first() -> None:
    sent = message(State.DONE, about="here", ended_at=NOW - HOUR)
    soon = message(about="here", due_at=NOW + 2 * HOUR)
    message(about="there")
    message(about="")
    assert [line.row for line in messages.about("here", NOW, BERLIN)] == [soon, sent]
    assert messages.about("", NOW, BERLIN) == []


def test_the_last_of_a_client_are_what_left_or_could_not() -> None:
    mara = make.client("mara")
    rows = [message(State.DONE, client=mara, created_at=NOW - n * HOUR) for n in range(7)]
    message(client=mara)
    message(State.DONE, client=mara, channel="")
    message(State.DONE, client=make.client("ben"))
    assert [line.row for line in messages.of_client(mara, NOW, BERLIN)] == rows[:5]


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_one_query_and_two_more_with_a_name(
    jo: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mara = make.client("mara")
    for _ in range(number):
        message(State.DONE, client=mara, about="here")
    with django_assert_num_queries(1):
        assert len(keys(jo, "sent")) == number
    with django_assert_num_queries(3):
        assert len(keys(jo, "sent", words="mara")) == number
    with django_assert_num_queries(2):
        assert len(messages.about("here", NOW, BERLIN)) == number
        assert len(messages.of_client(mara, NOW, BERLIN)) == number


def test_no_list_loads_a_text_of_health(jo: User) -> None:
    message(client=make.client("mara", note="a torn calf"))
    with CaptureQueriesContext(connection) as asked:
        keys(jo, "waiting")
    assert "health_note" not in asked[0]["sql"]
