"""What Prometheus is shown: sums over the processes, and how the outbox stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from prometheus_client import generate_latest

from clinic.foundation.actions import outbox
from clinic.foundation.management.commands import metrics
from clinic.foundation.models import Channel, Pulse
from clinic.foundation.queries import outbox as standings
from tests.clinic import make

ROOT = Path(metrics.__file__).resolve().parents[4]
pytestmark = pytest.mark.django_db


def shown(folder: Path) -> str:
    return generate_latest(metrics.registry(str(folder))).decode()


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look closes its thread's connection; here that is the test's own."""
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(metrics, "close_old_connections", lambda: None)


def test_what_waits_and_what_is_closed_is_told_by_channel(tmp_path: Path) -> None:
    outbox.queue(topic="note", key="1", due=make.NOW, now=make.NOW, channel="mail")
    Channel.objects.create(name="mail", down_since=make.NOW)
    told = shown(tmp_path)
    assert 'legwork_outbox_waiting{channel="mail"} 1.0' in told
    assert 'legwork_outbox_down{channel="mail"} 1.0' in told


def test_the_age_of_each_pulse_is_told(tmp_path: Path) -> None:
    Pulse.objects.create(name="beat", at=make.NOW)
    assert 'legwork_pulse_age_seconds{process="beat"}' in shown(tmp_path)


def test_without_its_database_it_still_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(now: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(standings, "standing", down)
    assert shown(tmp_path).strip().endswith("legwork_up 0.0")


def test_it_does_not_start_without_a_folder_to_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("METRICS_DIR", raising=False)
    with pytest.raises(CommandError, match="METRICS_DIR"):
        call_command("metrics")


def test_what_several_processes_counted_is_added_up(tmp_path: Path) -> None:
    line = "metrics.answered(route='home', method='GET', status=200, seconds=0.004)"
    program = f"from clinic.foundation import metrics; {line}"
    env = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program], env=env, cwd=ROOT, check=True)
    told = shown(tmp_path)
    assert 'legwork_requests_total{method="GET",route="home",status="200"} 2.0' in told
    assert 'legwork_request_seconds_bucket{le="0.005",route="home"} 2.0' in told
