"""Ready is what can serve; what else is wrong is told beside it and stops nothing."""

from __future__ import annotations

import zoneinfo
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from clinic.foundation.actions import breakers, outbox, pulses
from clinic.foundation.models import OutboxRow
from clinic.foundation.queries import readiness
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
HOUR = timedelta(hours=1)


def warnings() -> Any:
    return readiness.told(readiness.readiness(NOW), NOW)["warnings"]


@pytest.fixture
def alive() -> None:
    """Beat ticked a moment ago."""
    pulses.beat(now=NOW - timedelta(seconds=20))


def leave(key: str = "1", due: timedelta = timedelta()) -> None:
    outbox.queue(topic="note", key=key, due=NOW - due, now=NOW, channel="mail")


@pytest.mark.usefixtures("alive")
def test_with_nothing_amiss_there_is_no_warning() -> None:
    leave()
    told = readiness.told(readiness.readiness(NOW), NOW)
    assert (told["warnings"], told["beat"]) == ([], 20)
    assert told["outbox"] == {"waiting": 1, "overdue": 0, "aside": 0}


@pytest.mark.usefixtures("alive")
def test_what_waits_too_long_or_was_set_aside_is_warned_of() -> None:
    leave("late", due=HOUR)
    leave("bad")
    OutboxRow.objects.filter(key="bad").update(state=OutboxRow.State.ASIDE)
    assert warnings() == ["outbox overdue", "outbox rows set aside"]


@pytest.mark.usefixtures("alive")
def test_a_way_that_is_down_is_warned_of_with_since_when() -> None:
    breakers.went_down(name="mail", kind="TimeoutError", now=NOW - HOUR)
    told = readiness.told(readiness.readiness(NOW), NOW)
    assert told["down"] == {"mail": (NOW - HOUR).isoformat()}
    assert told["warnings"] == ["channel down"]


def test_a_beat_that_is_dead_is_warned_of_and_does_not_take_the_web_away(client: Browser) -> None:
    pulses.beat(now=NOW.replace(year=2020))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "beat silent" in answer.json()["warnings"]


@pytest.mark.usefixtures("alive")
def test_zones_of_the_machine_itself_are_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "TZPATH", ("/usr/share/zoneinfo",))
    assert warnings() == ["zones not of the pinned tzdata"]


def test_every_beat_leaves_one_pulse() -> None:
    for n in range(3):
        pulses.beat(now=NOW + n * HOUR)
    assert readiness.readiness(NOW).outbox is not None
    assert readiness.told(readiness.readiness(NOW), NOW + 2 * HOUR)["beat"] == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_five_queries_with_one_row_and_with_three(
    rows: int, django_assert_num_queries: Any
) -> None:
    readiness.expected()
    for number in range(rows):
        leave(str(number))
    with django_assert_num_queries(5):
        readiness.readiness(NOW)
