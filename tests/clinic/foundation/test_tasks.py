"""What beat calls: one call each, on time."""

from __future__ import annotations

from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from clinic.celery import app
from clinic.foundation import handed, tasks
from clinic.foundation.actions import outbox
from clinic.foundation.models import OutboxRow, Try
from tests.clinic import make


def test_beat_knows_only_tasks_that_exist(settings: Any) -> None:
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert asked <= current_app.tasks.keys()
    for lane in ("urgent", "bulk"):
        entry = settings.CELERY_BEAT_SCHEDULE[f"outbox {lane}"]
        assert (entry["args"], entry["schedule"] <= 20) == ((lane,), True)


@pytest.mark.django_db
def test_a_tick_carries_out_what_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = handed.Handler(lambda row, now: None)
    monkeypatch.setitem(handed.given.handlers, "note", handler)
    outbox.queue(topic="note", key="1", due=make.NOW, now=make.NOW)
    OutboxRow.objects.update(due_at=timezone.now())
    tasks.outbox_tick()
    assert OutboxRow.objects.get().state == OutboxRow.State.DONE


@pytest.mark.django_db
def test_a_sweep_throws_away_old_tries() -> None:
    Try.objects.create(key="old", at=timezone.now().replace(year=2020))
    tasks.sweep()
    assert not Try.objects.exists()
