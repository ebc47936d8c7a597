"""The lanes of the worker: what is urgent always finds a thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from celery.worker import state

from clinic.foundation import tasks
from clinic.foundation.actions import outbox
from clinic.foundation.models import Pulse


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, datetime]]:
    """The lane and time of each batch; three batches have something in them."""
    batches: list[tuple[str, datetime]] = []

    def work(*, now: datetime, lane: str) -> int:
        batches.append((lane, now))
        return int(len(batches) < 4)

    monkeypatch.setattr(outbox, "work", work)
    return batches


def test_a_pass_goes_on_until_nothing_is_due_and_reads_the_clock_each_time(worked: Any) -> None:
    tasks.outbox_tick("urgent")
    assert [lane for lane, _now in worked] == ["urgent"] * 4
    assert len({now for _lane, now in worked}) == 4


def test_while_one_pass_over_the_bulk_is_on_another_ends_at_once(worked: Any) -> None:
    with tasks._bulk:
        tasks.outbox_tick("bulk")
        assert worked == []
        tasks.outbox_tick("urgent")
    assert {lane for lane, _now in worked} == {"urgent"}


def test_without_that_the_bulk_could_take_every_thread(
    worked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_bulk", _NoLock())
    tasks.outbox_tick("bulk")
    assert {lane for lane, _now in worked} == {"bulk"}


class _NoLock:
    def acquire(self, *, blocking: bool) -> bool:
        return True

    def release(self) -> None:
        pass


def test_a_failing_pass_leaves_the_lane_free(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_more: Any) -> int:
        raise ConnectionError

    monkeypatch.setattr(outbox, "work", fail)
    with pytest.raises(ConnectionError):
        tasks.outbox_tick("bulk")
    assert not tasks._bulk.locked()


def test_a_worker_that_is_told_to_stop_does_so_after_a_batch(
    worked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "should_stop", 0)
    tasks.outbox_tick("bulk")
    assert len(worked) == 1


@pytest.mark.django_db
def test_only_a_tick_of_beats_own_is_a_sign_of_its_life(worked: Any) -> None:
    tasks.outbox_tick("urgent")
    assert not Pulse.objects.exists()
    tasks.outbox_tick("urgent", by_beat=True)
    assert Pulse.objects.get().name == "beat"
