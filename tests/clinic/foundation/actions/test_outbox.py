"""The outbox: what was left is carried out, once, or waits where a person sees it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from clinic.foundation import handed
from clinic.foundation.actions import carrying, claims, outbox
from clinic.foundation.models import OutboxRow, User
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
MINUTE = timedelta(minutes=1)
State = OutboxRow.State


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Handles the topic `note`: keys in the order they were carried out."""
    keys: list[str] = []
    handle(monkeypatch, lambda row, now: keys.append(row.key))
    return keys


def handle(
    monkeypatch: pytest.MonkeyPatch,
    carry_out: Callable[[OutboxRow, datetime], None],
    wanted: Callable[[OutboxRow, datetime], bool] = lambda row, now: True,
) -> None:
    monkeypatch.setitem(handed.given.handlers, "note", handed.Handler(carry_out, wanted))


def leave(
    key: str = "1", *, topic: str = "note", due: datetime = NOW, urgent: bool = False
) -> None:
    outbox.queue(topic=topic, key=key, due=due, now=NOW, urgent=urgent)


def row() -> OutboxRow:
    return OutboxRow.objects.get()


def fail(row: OutboxRow, now: datetime) -> None:
    raise ConnectionError("mail.example.org said 451 about the torn calf")


def test_what_is_due_is_carried_out_and_done(done: list[str]) -> None:
    leave()
    assert outbox.work(now=NOW) == 1
    assert done == ["1"]
    assert (row().state, row().ended_at, row().claimed_until) == (State.DONE, NOW, None)


def test_what_is_done_is_not_done_again(done: list[str]) -> None:
    leave()
    assert [outbox.work(now=NOW + n * MINUTE) for n in range(3)] == [1, 0, 0]
    assert done == ["1"]


def test_what_is_not_due_yet_waits_to_its_very_moment(done: list[str]) -> None:
    leave(due=NOW + MINUTE)
    assert outbox.work(now=NOW + MINUTE - timedelta(microseconds=1)) == 0
    assert outbox.work(now=NOW + MINUTE) == 1


def test_urgent_comes_first_then_what_is_longest_due(done: list[str]) -> None:
    leave("late", due=NOW)
    leave("early", due=NOW - MINUTE)
    leave("urgent", due=NOW, urgent=True)
    outbox.work(now=NOW)
    assert done == ["urgent", "early", "late"]


def test_the_same_topic_and_key_twice_leaves_one_errand(done: list[str]) -> None:
    leave()
    leave(due=NOW + MINUTE)
    assert row().due_at == NOW


def test_without_its_constraint_it_would_leave_two() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clinic_outboxrow DROP CONSTRAINT outbox_once_a_key")
    leave()
    leave()
    assert OutboxRow.objects.count() == 2


def test_a_done_errand_left_again_stays_done(done: list[str]) -> None:
    leave()
    outbox.work(now=NOW)
    leave()
    assert outbox.work(now=NOW) == 0


def test_an_errand_goes_when_its_change_is_rolled_back(done: list[str]) -> None:
    with transaction.atomic():
        leave()
        transaction.set_rollback(True)
    assert outbox.work(now=NOW) == 0


def test_what_nobody_wants_any_more_is_dropped(
    monkeypatch: pytest.MonkeyPatch, done: list[str]
) -> None:
    handle(monkeypatch, fail, wanted=lambda row, now: False)
    leave()
    outbox.work(now=NOW)
    assert (row().state, row().ended_at, row().last_error) == (State.DROPPED, NOW, "")


def test_a_failed_errand_backs_off_twice_as_long_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handle(monkeypatch, fail)
    leave()
    waits = []
    for _ in range(7):
        now = row().due_at
        outbox.work(now=now)
        waits.append((row().due_at - now) / MINUTE)
    assert waits == [0.5, 1, 2, 4, 8, 16, 32]


def test_a_failed_errand_keeps_the_kind_of_its_error_only(monkeypatch: pytest.MonkeyPatch) -> None:
    handle(monkeypatch, fail)
    leave()
    outbox.work(now=NOW)
    assert (row().state, row().tries, row().last_error) == (State.WAITING, 1, "ConnectionError")


def test_after_the_last_try_it_is_set_aside_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    handle(monkeypatch, fail)
    leave()
    for _ in range(outbox.MOST_TRIES):
        outbox.work(now=row().due_at)
    assert (row().state, row().tries) == (State.ASIDE, outbox.MOST_TRIES)
    assert outbox.work(now=NOW + timedelta(days=30)) == 0


def test_an_unknown_topic_waits_for_whoever_learns_it(monkeypatch: pytest.MonkeyPatch) -> None:
    leave(topic="note")
    outbox.work(now=NOW)
    assert (row().state, row().last_error) == (State.WAITING, "LookupError")
    handle(monkeypatch, lambda row, now: None)
    outbox.work(now=row().due_at)
    assert row().state == State.DONE


def test_one_that_fails_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, done: list[str]
) -> None:
    leave("bad", topic="unheard")
    leave("good")
    assert outbox.work(now=NOW) == 2
    assert done == ["good"]


def test_what_a_failing_handler_wrote_is_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(row: OutboxRow, now: datetime) -> None:
        make.user("half")
        raise ConnectionError

    handle(monkeypatch, half)
    leave()
    outbox.work(now=NOW)
    assert not User.objects.filter(name="Half").exists()


def test_a_handler_that_breaks_its_transaction_is_a_failure_like_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handle(monkeypatch, lambda row, now: connection.cursor().execute("SELECT 1 / 0"))
    leave()
    outbox.work(now=NOW)
    assert (row().state, row().last_error) == (State.WAITING, "DataError")


def test_a_dead_workers_rows_come_back_when_its_claim_ends(done: list[str]) -> None:
    leave()
    outbox.claim(now=NOW, lane="any", limit=10)
    assert outbox.work(now=NOW + outbox.LEASE - timedelta(microseconds=1)) == 0
    assert outbox.work(now=NOW + outbox.LEASE) == 1
    assert done == ["1"]


def test_a_worker_that_woke_up_late_leaves_the_row_to_the_one_who_has_it(
    monkeypatch: pytest.MonkeyPatch, done: list[str]
) -> None:
    leave()
    (late,) = outbox.claim(now=NOW, lane="any", limit=10)
    outbox.claim(now=NOW + outbox.LEASE, lane="any", limit=10)
    carrying._Batch().carry_out(late, NOW + outbox.LEASE)
    assert done == []
    assert (row().state, row().tries) == (State.WAITING, 0)


def test_without_asking_whose_it_is_the_late_one_would_do_it_too(
    monkeypatch: pytest.MonkeyPatch, done: list[str]
) -> None:
    leave()
    (late,) = outbox.claim(now=NOW, lane="any", limit=10)
    outbox.work(now=NOW + outbox.LEASE)
    monkeypatch.setattr(claims, "begin", lambda row: True)
    monkeypatch.setattr(claims, "hold", lambda row: True)
    carrying._Batch().carry_out(late, NOW + outbox.LEASE)
    assert done == ["1", "1"]


class Killed(BaseException):
    """What a worker that is killed raises: nothing after it happens."""


def die(row: OutboxRow, now: datetime) -> None:
    raise Killed


def killed(now: datetime) -> None:
    """A worker takes what is due and dies of it."""
    with contextlib.suppress(Killed):
        outbox.work(now=now)


def test_a_row_that_kills_its_workers_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    handle(monkeypatch, die)
    leave()
    for n in range(outbox.MOST_TRIES + 1):
        killed(NOW + n * outbox.LEASE)
    assert (row().state, row().tries, row().last_error) == (State.ASIDE, 8, "Died")


def test_a_worker_that_dies_with_a_batch_charges_only_the_row_it_was_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handle(monkeypatch, die)
    for number in range(5):
        leave(str(number))
    killed(NOW)
    assert sorted(OutboxRow.objects.values_list("tries", flat=True)) == [0, 0, 0, 0, 1]


def test_charged_after_its_work_a_row_could_kill_workers_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handle(monkeypatch, die)
    monkeypatch.setattr(claims, "begin", lambda row: True)
    leave()
    for n in range(20):
        killed(NOW + n * outbox.LEASE)
    assert (row().state, row().tries) == (State.WAITING, 0)


def test_each_lane_has_its_own_errands(done: list[str]) -> None:
    leave("bulk")
    leave("urgent", urgent=True)
    assert outbox.work(now=NOW, lane="urgent") == 1
    assert done == ["urgent"]
    assert outbox.work(now=NOW, lane="bulk") == 1
    assert done == ["urgent", "bulk"]


def test_at_most_so_many_rows_are_taken_at_once(done: list[str]) -> None:
    for key in "abc":
        leave(key)
    assert [outbox.work(now=NOW, limit=2) for _ in range(2)] == [2, 1]


@pytest.mark.parametrize("rows", [1, 3])
def test_however_many_errands_are_left_it_is_one_query(
    rows: int, django_assert_num_queries: Any
) -> None:
    errands = [outbox.Errand("note", str(number), NOW) for number in range(rows)]
    with django_assert_num_queries(1):
        outbox.leave(errands=errands, now=NOW)
    assert OutboxRow.objects.count() == rows


def test_what_is_due_at_once_is_asked_for_when_its_change_is_through(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(handed.given, "nudge", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        for key, urgent in (("a", True), ("b", True), ("c", False)):
            leave(key, urgent=urgent)
        leave("later", due=NOW + MINUTE)
        assert asked == []
    assert asked == ["urgent", "urgent", "bulk"]


def test_a_topic_has_one_handler(done: list[str]) -> None:
    with pytest.raises(ValueError, match="two handlers"):
        handed.hand_over(handlers={"note": handed.Handler(fail)})
