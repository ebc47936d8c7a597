"""Beat's look at the feeds."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from celery.worker import state
from django.conf import settings

from protocols import tasks
from protocols.models import Source
from tests.clinic import make
from tests.protocols.feeding import ADDRESS, Web, at, feed, plan, web, workout

__all__ = ["web"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def due(web: Web) -> Web:
    """Three feeds that are due two hours from now."""
    mara = make.client()
    for n in range(3):
        web.at[f"{ADDRESS}?{n}"] = plan(workout(f"of {n}", n + 1))
        feed(mara, address=f"{ADDRESS}?{n}")
    web.asked.clear()
    return web


def test_a_pass_reads_all_that_are_due(due: Web) -> None:
    with time_machine.travel(at(2), tick=False):
        tasks.refresh_feeds()
        tasks.refresh_feeds()
    assert len(due.asked) == len(set(due.asked)) == 3
    assert set(Source.objects.values_list("read_at", flat=True)) == {at(2)}


def test_one_hostile_feed_holds_up_a_pass_and_not_the_next(due: Web) -> None:
    with time_machine.travel(at(2), tick=False) as clock:
        due.meanwhile = lambda: clock.shift(tasks.PASS)
        tasks.refresh_feeds()
        assert len(due.asked) == 1
        tasks.refresh_feeds()
        tasks.refresh_feeds()
    assert len(set(due.asked)) == 3


def test_a_worker_that_is_told_to_stop_begins_no_other_feed(
    due: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    due.meanwhile = lambda: monkeypatch.setattr(state, "should_stop", 0)
    with time_machine.travel(at(2), tick=False):
        tasks.refresh_feeds()
    assert len(due.asked) == 1


def test_a_process_makes_one_pass_at_a_time(due: Web) -> None:
    due.meanwhile = tasks.refresh_feeds
    with time_machine.travel(at(2), tick=False):
        tasks.refresh_feeds()
    assert len(due.asked) == 3


def test_beat_asks_for_passes_and_none_of_them_grows_old() -> None:
    told = settings.CELERY_BEAT_SCHEDULE["feeds"]
    assert told["task"] == tasks.refresh_feeds.name
    assert told["options"]["expires"] <= told["schedule"]
    assert timedelta(seconds=told["schedule"]) >= tasks.PASS
    assert "args" not in told
