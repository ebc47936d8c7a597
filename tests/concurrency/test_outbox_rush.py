"""Several workers and beats on one outbox: real threads, real commits, one letter each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection

from clinic.foundation import handed
from clinic.foundation.actions import breakers, claims, outbox
from clinic.foundation.core.messages import Message
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Channel, OutboxRow
from tests.clinic import make, postman
from tests.clinic.postman import Postman
from tests.clinic.threads import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
LATER = NOW + claims.LEASE
State = OutboxRow.State


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Postman:
    notice = handed.Notice(lambda row, now: Message(to="mara@example.org", text=row.key))
    monkeypatch.setitem(handed.given.handlers, "note", notice)
    return postman.hired(monkeypatch)


def leave(count: int) -> None:
    errands = [outbox.Errand("note", str(n), NOW, channel="mail") for n in range(count)]
    outbox.leave(errands=errands, now=NOW)


def whole_pass(now: Any = NOW) -> None:
    while outbox.work(now=now, limit=5):
        pass


def states() -> set[str]:
    return set(OutboxRow.objects.values_list("state", flat=True))


def test_four_workers_send_each_message_once(post: Postman) -> None:
    leave(40)
    assert together(*[whole_pass] * 4) == [None] * 4
    assert (len(post.sent), len(set(post.sent)), states()) == (40, 40, {"done"})


def slow_worker(post: Postman) -> tuple[Callable[[], int], Event]:
    """A worker whose server takes long over the first message, far beyond its claim."""
    others_were_here, first = Event(), list[str]()

    def mood(code: str) -> None:
        if not first:
            first.append(code)
            others_were_here.wait(PATIENCE)

    post.mood = mood
    return partial(outbox.work, now=NOW), others_were_here


def test_what_is_being_sent_is_nobody_elses_however_long_it_takes(post: Postman) -> None:
    leave(1)
    slow, go_on = slow_worker(post)

    def another() -> int:
        while not post.asked:
            Event().wait(0.01)
        taken = outbox.work(now=LATER)
        go_on.set()
        return taken

    assert sorted(together(slow, another)) == [0, 1]
    assert len(post.sent) == 1


def test_without_holding_the_row_a_slow_message_would_be_sent_twice(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(1)
    monkeypatch.setattr(claims, "hold", lambda row, outlast=None: True)
    slow, go_on = slow_worker(post)

    def another() -> int:
        while not post.asked:
            Event().wait(0.01)
        taken = outbox.work(now=LATER)
        go_on.set()
        return taken

    together(slow, another)
    assert len(post.sent) == 2


def test_a_frozen_workers_row_comes_back_and_it_cannot_end_it_any_more(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frozen while it holds the row: the database lets go of it after a while."""
    leave(1)
    monkeypatch.setattr(claims, "FROZEN", timedelta(seconds=1))
    slow, wake = slow_worker(post)

    def another() -> None:
        while not post.asked:  # else this one might come first, and be the slow one itself
            Event().wait(0.01)
        while not outbox.work(now=LATER):
            Event().wait(0.05)
        wake.set()

    together(slow, another)
    row = OutboxRow.objects.get()
    assert (row.state, row.ended_at, len(set(post.sent))) == (State.DONE, LATER, 1)
    assert len(post.asked) == 2  # the second did what the frozen one had begun


def test_of_two_beats_one_gets_the_probe(post: Postman) -> None:
    leave(20)
    post.reachable = False
    whole_pass()
    moment = NOW + timedelta(seconds=20)
    together(*[partial(whole_pass, moment)] * 4)
    assert post.opened == 2


def test_when_the_way_answers_again_workers_share_what_waits(post: Postman) -> None:
    leave(40)
    post.reachable = False
    whole_pass()
    post.reachable = True
    moment = NOW + timedelta(seconds=20)
    together(*[partial(whole_pass, moment)] * 4)
    whole_pass(moment)
    assert (len(post.sent), len(set(post.sent)), states()) == (40, 40, {"done"})


def test_refused_for_now_by_four_workers_at_once_nobody_is_charged(post: Postman) -> None:
    gate = Barrier(4)

    def busy(code: str) -> None:
        with suppress(Exception):
            gate.wait(PATIENCE)
        postman.busy(code)

    leave(4)
    post.mood = busy
    together(*[partial(outbox.work, now=NOW, limit=1)] * 4)
    assert sum(OutboxRow.objects.values_list("tries", flat=True)) == 0
    assert Channel.objects.get().down_since is not None


def test_a_row_dropped_while_it_is_being_sent_was_sent(post: Postman) -> None:
    leave(1)
    code, answers = OutboxRow.objects.get().code, list[str]()
    slow, go_on = slow_worker(post)

    def let_go() -> None:
        while not post.asked:
            Event().wait(0.01)
        go_on.set()
        with suppress(Conflict):
            outbox.drop(by=None, code=code, now=NOW)
            answers.append("dropped")

    together(slow, let_go)
    assert (answers, states(), len(post.sent)) == ([], {"done"}, 1)


def test_a_session_that_ends_in_the_middle_leaves_the_row_to_the_next(post: Postman) -> None:
    """The database is restarted before the message is out: it is not lost, nor sent twice."""
    leave(1)

    def restarted(_code: str) -> None:
        post.mood = postman.content
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    post.mood = restarted
    together(partial(outbox.work, now=NOW))
    outbox.work(now=LATER + timedelta(minutes=2))
    assert (states(), len(set(post.sent)), len(post.sent)) == ({"done"}, 1, 1)


def test_who_opens_a_way_first_is_told_once(post: Postman) -> None:
    together(*[partial(breakers.works, name="mail", now=NOW, sent=True)] * 8)
    assert Channel.objects.count() == 1
