"""The nudge: a request leaves a word and goes on, whatever Redis does."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event
from threading import enumerate as all_threads
from typing import Any

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from clinic.foundation import nudge
from clinic.foundation.nudge import Nudger, Publisher
from tests.clinic.threads import PATIENCE


class Slow:
    """Publishes when it is let; each lane stands in `seen` when its turn has come."""

    def __init__(self) -> None:
        self.seen, self.go = Queue[str](), Event()
        self.trouble: Exception | None = None

    def __call__(self, lane: str) -> None:
        self.seen.put(lane)
        self.go.wait(PATIENCE)
        if self.trouble:
            raise self.trouble


@pytest.fixture
def slow() -> Iterator[Slow]:
    publish = Slow()
    yield publish
    publish.trouble = None
    publish.go.set()


def nudging() -> int:
    """Threads of all nudgers: none ever ends, as those of others do while one counts."""
    return sum(thread.name == "nudge" for thread in all_threads())


def settled(nudger: Nudger) -> None:
    """Wait until the thread has taken and asked for all it was told."""
    done = Event()
    real, nudger._publish = nudger._publish, lambda lane: done.set()
    nudger._rests_until = 0.0
    nudger("any")
    assert done.wait(PATIENCE)
    nudger._publish = real


def test_a_word_becomes_a_tick_of_its_lane(slow: Slow) -> None:
    slow.go.set()
    Nudger(slow)("urgent")
    assert slow.seen.get(timeout=PATIENCE) == "urgent"


def test_while_redis_says_nothing_a_thousand_requests_wait_for_nobody(slow: Slow) -> None:
    nudger, before = Nudger(slow), nudging()
    nudger("urgent")
    assert slow.seen.get(timeout=PATIENCE) == "urgent"
    for _ in range(1000):
        nudger("urgent")
        nudger("bulk")
    assert nudging() == before + 1
    assert slow.seen.empty()


def test_what_was_told_meanwhile_is_asked_for_once_and_urgent_first(slow: Slow) -> None:
    nudger = Nudger(slow)
    nudger("urgent")
    slow.seen.get(timeout=PATIENCE)
    for _ in range(5):
        nudger("bulk")
        nudger("urgent")
    slow.go.set()
    assert [slow.seen.get(timeout=PATIENCE) for _ in range(2)] == ["urgent", "bulk"]
    with pytest.raises(Empty):
        slow.seen.get(timeout=0.05)


def test_after_a_failure_there_is_none_for_twenty_seconds(slow: Slow) -> None:
    seconds = [100.0]
    nudger = Nudger(slow, clock=lambda: seconds[0])
    slow.trouble = OSError()
    slow.go.set()
    nudger("urgent")
    slow.seen.get(timeout=PATIENCE)
    wait_for_rest(nudger)
    seconds[0] = 119.9
    nudger("urgent")
    assert nudger._slot == set()
    seconds[0] = 120.0
    slow.trouble = None
    nudger("urgent")
    assert slow.seen.get(timeout=PATIENCE) == "urgent"


def wait_for_rest(nudger: Nudger) -> None:
    pause = Event()
    while True:
        with nudger._ready:  # what a failure changes, it changes at once
            if nudger._rests_until:
                return
        pause.wait(0.01)


def test_a_forked_process_has_a_thread_of_its_own(slow: Slow) -> None:
    slow.go.set()
    nudger = Nudger(slow)
    nudger("urgent")
    slow.seen.get(timeout=PATIENCE)
    nudger._afresh()  # what a fork calls in the child
    assert nudger._thread is None
    nudger("urgent")
    assert slow.seen.get(timeout=PATIENCE) == "urgent"


def test_every_nudger_is_made_afresh_in_a_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    hooks: list[Any] = []
    monkeypatch.setattr(os, "register_at_fork", lambda **when: hooks.append(when))
    nudger = Nudger(lambda lane: None)
    assert hooks == [{"after_in_child": nudger._afresh}]


@pytest.fixture
def frozen(tmp_path: Path) -> Iterator[str]:
    """A socket that takes connections and never answers, as a stopped process does."""
    path = str(tmp_path / "frozen.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(8)
        yield path


def at(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the nudge speak with the Redis at this socket."""
    monkeypatch.setattr(nudge, "PATIENCE", 0.1)
    monkeypatch.setattr(current_app.conf, "broker_url", f"redis+socket://{path}?virtual_host=0")
    monkeypatch.setattr(current_app.conf, "broker_write_url", current_app.conf.broker_url)


@pytest.mark.parametrize("redis", ["gone", "frozen"])
def test_the_thread_gives_up_on_a_redis_that_is_gone_or_frozen(
    frozen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis: str
) -> None:
    at(frozen if redis == "frozen" else str(tmp_path / "none.sock"), monkeypatch)
    publisher = Publisher()
    with pytest.raises((OperationalError, OSError)):
        publisher("urgent")
    assert publisher._connection is None


@pytest.mark.parametrize("redis", ["gone", "frozen"])
def test_with_a_redis_that_is_gone_or_frozen_a_request_starts_one_thread_and_goes_on(
    frozen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis: str
) -> None:
    at(frozen if redis == "frozen" else str(tmp_path / "none.sock"), monkeypatch)
    nudger, before = Nudger(Publisher()), nudging()
    for _ in range(100):
        nudger("urgent")
    wait_for_rest(nudger)
    assert nudging() == before + 1
    assert nudger._slot == set()


def test_after_each_asking_more_words_are_gathered_before_the_next(slow: Slow) -> None:
    """Publishing costs milliseconds: under load one tick serves many bookings."""
    gathering, gathered = Queue[float](), Event()

    def gather(seconds: float) -> None:
        gathering.put(seconds)
        gathered.wait(PATIENCE)

    slow.go.set()
    nudger = Nudger(slow, gather=gather)
    nudger("urgent")
    assert gathering.get(timeout=PATIENCE) == nudge.GATHER
    for _ in range(100):
        nudger("urgent")
    assert slow.seen.qsize() == 1
    gathered.set()
    assert [slow.seen.get(timeout=PATIENCE) for _ in range(2)] == ["urgent"] * 2
    assert gathering.get(timeout=PATIENCE) == nudge.GATHER
    assert slow.seen.empty()
