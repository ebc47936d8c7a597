"""A way that is down: nobody is charged for it, one message asks, and then all go at once."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from clinic.foundation import handed
from clinic.foundation.actions import breakers, claims, outbox
from clinic.foundation.core.messages import Message
from clinic.foundation.models import Channel, OutboxRow
from tests.clinic import make, postman
from tests.clinic.postman import Postman

pytestmark = pytest.mark.django_db
NOW, MINUTE = make.NOW, timedelta(minutes=1)
TICK = timedelta(seconds=20)
State = OutboxRow.State


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Postman:
    def compose(row: OutboxRow, now: datetime) -> Message | None:
        return Message(to="mara@example.org", text=f"about {row.key}")

    monkeypatch.setitem(handed.given.handlers, "note", handed.Notice(compose))
    return postman.hired(monkeypatch)


def leave(count: int = 1, *, prefix: str = "", due: datetime = NOW) -> None:
    errands = [
        outbox.Errand("note", f"{prefix}{n}", due + timedelta(seconds=n), channel="mail")
        for n in range(count)
    ]
    outbox.leave(errands=errands, now=due)


def tick(now: datetime) -> None:
    """What the task does: batch after batch until nothing is due."""
    while outbox.work(now=now):
        pass


def tries() -> list[int]:
    return list(OutboxRow.objects.order_by("pk").values_list("tries", flat=True))


def states() -> Counter[str]:
    return Counter(OutboxRow.objects.values_list("state", flat=True))


def is_down() -> bool:
    return Channel.objects.filter(name="mail").exclude(down_since=None).exists()


@pytest.mark.parametrize("trouble", ["unreachable", "dropped"])
def test_while_a_way_is_down_no_message_is_charged_a_try(post: Postman, trouble: str) -> None:
    post.reachable = trouble != "unreachable"
    post.mood = postman.down
    leave(5)
    for n in range(30):
        tick(NOW + MINUTE + n * TICK)
    assert (tries(), states(), is_down()) == ([0] * 5, {"waiting": 5}, True)
    assert post.sent == []


def test_one_message_a_tick_asks_whether_it_answers_again(post: Postman) -> None:
    post.mood = postman.down
    leave(5)
    tick(NOW + MINUTE)
    for n in range(1, 11):
        tick(NOW + MINUTE + n * TICK)
        tick(NOW + MINUTE + n * TICK)  # two beats, or two lanes
    assert len(post.asked) == 11


def test_when_it_answers_all_go_at_once_as_they_were_due(post: Postman) -> None:
    post.mood = postman.down
    leave(45)
    tick(NOW + MINUTE)
    post.mood = postman.content
    tick(NOW + MINUTE + TICK)
    assert (states(), is_down()) == ({"done": 45}, False)
    assert len(set(post.sent)) == len(post.sent) == 45


def test_the_lane_that_finds_it_answering_sends_what_the_other_had_given_up(post: Postman) -> None:
    post.reachable = False
    leave(5)
    OutboxRow.objects.update(urgent=True)
    tick(NOW + MINUTE)
    post.reachable = True
    assert outbox.work(now=NOW + MINUTE + TICK, lane="urgent", limit=0) == 1  # the probe alone
    breakers.went_down(name="mail", kind="421", now=NOW + MINUTE + TICK)
    outbox.work(now=NOW + MINUTE + 2 * TICK, lane="bulk")
    assert states() == {"done": 5}


def test_when_it_answers_both_lanes_are_asked_for_at_once(
    post: Postman, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(handed.given, "nudge", asked.append)
    breakers.went_down(name="mail", kind="421", now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        breakers.works(name="mail", now=NOW + TICK, sent=True)
        breakers.works(name="mail", now=NOW + TICK, sent=True)
    assert asked == ["urgent", "bulk"]


def test_what_is_left_while_a_way_is_down_waits_for_the_probe(post: Postman) -> None:
    post.reachable = False
    leave(1, prefix="before")
    tick(NOW)
    leave(1, prefix="meanwhile")
    outbox.work(now=NOW + timedelta(seconds=1))
    assert len(post.asked) == 0
    assert (post.opened, tries()) == (1, [0, 0])


def test_errands_and_other_ways_go_on_while_one_is_down(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = postman.hired(monkeypatch, "sms")
    post.reachable = False
    leave(2)
    outbox.queue(topic="note", key="sms", due=NOW, now=NOW, channel="sms")
    tick(NOW + MINUTE)
    assert (len(other.sent), states()) == (1, {"waiting": 2, "done": 1})


def test_a_probe_is_a_message_that_somebody_still_wants(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = given_with_wanted(monkeypatch, wanted={"7"})
    post.reachable = False
    leave(8)
    tick(NOW + MINUTE)
    post.reachable = True
    notice.clear()
    notice.add("7")
    tick(NOW + MINUTE + TICK)
    assert (len(post.sent), states()) == (1, {"dropped": 7, "done": 1})


def given_with_wanted(monkeypatch: pytest.MonkeyPatch, wanted: set[str]) -> set[str]:
    """Every row is wanted until the set is filled anew; then only those in it."""
    held = {str(n) for n in range(99)}
    notice = handed.given.handlers["note"]
    assert isinstance(notice, handed.Notice)
    fresh = handed.Notice(notice.compose, wanted=lambda row, now: row.key in held)
    monkeypatch.setitem(handed.given.handlers, "note", fresh)
    return held


def test_a_bad_message_is_not_the_probe_for_ever(post: Postman) -> None:
    leave(3)
    bad = OutboxRow.objects.order_by("due_at")[0].code
    post.mood = lambda code: postman.down(code) if code == bad else None
    for n in range(3):
        tick(NOW + MINUTE + n * TICK)
    assert (len(post.sent), post.asked[:2]) == (2, [bad, post.sent[0]])


def test_a_message_that_brings_its_way_down_each_time_is_set_aside(post: Postman) -> None:
    leave(1, prefix="bad")
    bad = OutboxRow.objects.get().code
    post.mood = lambda code: postman.down(code) if code == bad else None
    for n in range(100):
        moment = NOW + n * 3 * MINUTE
        leave(1, prefix=f"good{n}-", due=moment)
        tick(moment)
    assert OutboxRow.objects.get(code=bad).state == State.ASIDE
    assert states()["waiting"] <= 1


def test_a_refused_message_backs_off_alone_and_is_set_aside_in_the_end(post: Postman) -> None:
    leave(1, prefix="bad")
    bad = OutboxRow.objects.get().code
    post.mood = lambda code: postman.unwilling(code) if code == bad else None
    leave(3)
    tick(NOW + MINUTE)
    assert (len(post.sent), is_down()) == (3, False)
    for n in range(50):
        tick(NOW + n * 10 * MINUTE)
    row = OutboxRow.objects.get(code=bad)
    assert (row.state, row.tries, row.last_error) == (State.ASIDE, 8, "Refused 550")
    assert post.asked.count(bad) == 8


def test_one_message_refused_for_now_is_its_own_trouble(post: Postman) -> None:
    leave(3)
    bad = OutboxRow.objects.order_by("due_at")[1].code
    post.mood = lambda code: postman.busy(code) if code == bad else None
    tick(NOW + MINUTE)
    row = OutboxRow.objects.get(code=bad)
    assert (row.tries, row.last_error, is_down()) == (1, "For now 451", False)
    assert len(post.sent) == 2


def test_two_refused_for_now_in_a_row_are_the_ways_fault_and_cost_neither(post: Postman) -> None:
    post.mood = postman.busy
    leave(4)
    tick(NOW + MINUTE)
    assert (len(post.asked), tries(), is_down()) == (2, [0] * 4, True)
    post.mood = postman.content
    tick(NOW + MINUTE + TICK)
    assert states() == {"done": 4}


def test_two_refused_for_now_in_two_ticks_are_in_a_row_too(post: Postman) -> None:
    post.mood = postman.busy
    leave(1, prefix="a")
    tick(NOW)
    leave(1, prefix="b", due=NOW + TICK)
    tick(NOW + TICK)
    assert (tries(), is_down()) == ([0, 0], True)


@pytest.mark.parametrize("in_one_batch", [True, False])
def test_with_one_sent_between_they_are_not_in_a_row(post: Postman, *, in_one_batch: bool) -> None:
    leave(3)
    first, _sent, third = OutboxRow.objects.order_by("due_at").values_list("code", flat=True)
    post.mood = lambda code: postman.busy(code) if code in (first, third) else None
    if in_one_batch:
        tick(NOW + MINUTE)
    else:
        for n in range(3):
            tick(NOW + timedelta(seconds=n))
    assert (tries(), is_down()) == ([1, 1, 1], False)


def test_would_refusals_in_a_row_not_count_each_would_be_charged(
    post: Postman, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breakers, "FOR_NOW", "")
    monkeypatch.setattr(breakers, "refused_for_now", _charged)
    post.mood = postman.busy
    leave(4)
    tick(NOW + MINUTE)
    assert tries() == [1] * 4


def _charged(*, row: OutboxRow, kind: str, now: datetime) -> bool:
    claims.try_later(row, now, kind)
    return False


def test_an_hour_of_refusals_for_now_sets_nothing_aside(post: Postman) -> None:
    post.mood = postman.busy
    leave(10)
    for n in range(60):
        tick(NOW + MINUTE + n * MINUTE)
    assert (states(), sum(tries())) == ({"waiting": 10}, 0)
    assert Counter(post.asked).most_common(1)[0][1] <= 7  # they take turns


def test_an_answer_of_no_is_an_answer_all_the_same(post: Postman) -> None:
    post.reachable = False
    leave(2)
    tick(NOW + MINUTE)
    post.reachable, post.mood = True, postman.unwilling
    tick(NOW + MINUTE + TICK)
    assert (is_down(), tries()) == (False, [1, 1])


def test_of_several_who_look_one_gets_the_probe(post: Postman) -> None:
    breakers.went_down(name="mail", kind="TimeoutError", now=NOW)
    moment = NOW + breakers.PROBE
    assert [breakers.to_probe(now=moment) for _ in range(3)] == [["mail"], [], []]
    assert breakers.to_probe(now=moment + TICK) == ["mail"]


def test_a_way_says_since_when_it_is_down_and_why(post: Postman) -> None:
    for minutes in range(3):
        breakers.went_down(name="mail", kind="421", now=NOW + minutes * MINUTE)
    channel = Channel.objects.get()
    assert (channel.down_since, channel.last_error) == (NOW, "421")
    breakers.works(name="mail", now=NOW + 5 * MINUTE, sent=True)
    channel.refresh_from_db()
    assert (channel.down_since, channel.worked_at) == (None, NOW + 5 * MINUTE)


def test_a_message_that_may_have_left_does_not_leave_with_every_probe(post: Postman) -> None:
    """A server that takes it, cuts the line and delivers it all the same: nine copies, not 540."""
    post.mood = postman.cut
    leave()
    for n in range(3 * 60 * 3):
        tick(NOW + n * TICK)
    assert (len(post.asked), states()) == (claims.MOST_TRIES + 1, {"aside": 1})


def test_when_the_way_answers_what_was_cut_need_not_wait_longer(post: Postman) -> None:
    post.mood = postman.cut
    leave(3)
    for n in range(30):
        tick(NOW + MINUTE + n * TICK)
    post.mood = postman.content
    leave(1, prefix="new")
    tick(NOW + MINUTE + 30 * TICK)
    assert states() == {"done": 4}
