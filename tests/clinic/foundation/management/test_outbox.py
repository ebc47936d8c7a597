"""The outbox from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from clinic.foundation import handed
from clinic.foundation.models import Channel, OutboxRow
from tests.clinic.outbox_rows import HOUR, MINUTE, NOW, State, alive, message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def said(*args: Any, out: StringIO | None = None) -> str:
    told = out or StringIO()
    call_command("outbox", *args, stdout=told, stderr=told)
    return told.getvalue()


def test_status_counts_by_state_and_topic_and_tells_how_sending_goes() -> None:
    alive()
    message()
    message(State.DONE)
    message(State.DONE, topic="join_record")
    lines = said("status").splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["STATE", "TOPIC", "ROWS"],
        ["done", "join_record", "1"],
        ["done", "session_booked", "1"],
        ["waiting", "session_booked", "1"],
    ]
    assert "mail: last sent 09:57, 0 due" in lines
    assert "longest due: nothing is due" in lines


@pytest.mark.parametrize(
    ("row", "tells"),
    [
        ({"state": State.ASIDE}, "1 set aside"),
        ({"due_at": NOW - 6 * MINUTE}, "something is due since 09:54"),
    ],
)
def test_status_fails_where_a_person_should_look_so_that_cron_tells(
    row: dict[str, Any], tells: str
) -> None:
    message(**row)
    Channel.objects.create(name="mail", down_since=NOW - HOUR)
    out = StringIO()
    with pytest.raises(CommandError, match=tells):
        said("status", out=out)
    assert "mail: DOWN since 09:00" in out.getvalue()


def test_what_is_due_for_a_moment_is_no_reason_to_tell() -> None:
    message(due_at=NOW - 5 * MINUTE)
    assert "longest due: 09:55" in said("status")


def test_the_list_tells_rows_newest_first_and_only_those_asked_for() -> None:
    rows = [message(State.ASIDE, created_at=NOW - n * MINUTE) for n in range(3)]
    message(State.DONE)
    message(State.ASIDE, topic="join_record")
    told = said("list", "--state", "aside", "--topic", "session_booked", "--limit", "2")
    heads, first, second = told.splitlines()
    assert heads.split() == ["CODE", "STATE", "TOPIC", "BY", "DUE", "(UTC)", "TRIES", "FAULT"]
    assert first.split() == (
        f"{rows[0].code} aside session_booked mail 2026-11-23 08:00 8 Refused 550".split()
    )
    assert second.startswith(rows[1].code)


def test_named_rows_are_sent_again_and_the_others_stay() -> None:
    one, other = message(State.ASIDE), message(State.ASIDE)
    assert f"{one.code} goes out once more" in said("retry", one.code)
    assert list(OutboxRow.objects.filter(state=State.ASIDE)) == [other]


def test_all_that_was_set_aside_is_sent_again_at_once() -> None:
    for _ in range(3):
        message(State.ASIDE)
    later = message()
    assert said("retry", "--all").count("goes out once more") == 3
    assert OutboxRow.objects.filter(state=State.WAITING, due_at=NOW).count() == 3
    later.refresh_from_db()
    assert later.due_at == NOW + HOUR


@pytest.mark.parametrize("args", [[], ["--all", "some"]])
def test_to_send_again_codes_or_all_are_named_and_not_both(args: list[str]) -> None:
    with pytest.raises(CommandError, match="Name codes, or say --all"):
        said("retry", *args)


def test_what_is_refused_is_named_and_stops_no_other() -> None:
    done, aside, out = message(State.DONE), message(State.ASIDE), StringIO()
    with pytest.raises(CommandError, match="2 of 3 refused"):
        said("drop", done.code, "nowhere", aside.code, out=out)
    aside.refresh_from_db()
    assert aside.state == State.DROPPED
    assert f"{done.code}: This message was sent or dropped meanwhile." in out.getvalue()


def test_work_carries_out_all_that_is_due_without_a_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    handler = handed.Handler(lambda row, now: done.append(row.key))
    monkeypatch.setitem(handed.given.handlers, "note", handler)
    for number in range(45):
        message(topic="note", key=str(number), channel="", due_at=NOW - MINUTE)
    message(topic="note", channel="")
    assert said("work") == "45 rows were taken.\n"
    assert len(set(done)) == 45
