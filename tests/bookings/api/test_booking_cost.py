"""What one booking by API asks of the database: messages to the server, whatever there is to read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import resources, seats
from bookings.models import Appointment, HistoryLine, Occupancy
from clinic.foundation.models import IdempotentCall, OutboxRow
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.api.calls import Caller, body
from tests.bookings.studio import NOW, at
from tests.clinic import make

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 16  # savepoints and the token's note of its use are counted; BEGIN and COMMIT are not


def messages(taken: CaptureQueriesContext) -> list[str]:
    """What was sent to the server, but for the beginning and the end of transactions."""
    sent = [query["sql"].strip() for query in taken.captured_queries]
    return [sql for sql in sent if sql not in ("BEGIN", "COMMIT")]


def clinic(size: int) -> None:
    """A clinic of so many therapists and rooms, with as many bookings of others at noon."""
    studio.clinic(therapists=size, rooms=size)
    for number in range(size):
        other = Caller(make.user(f"other{number}", Role.CLIENT))
        assert other.post("/appointments", body(at(2, 12)), key="k").status_code == 201


@pytest.mark.parametrize("size", [1, 3])
def test_a_booking_with_all_that_belongs_to_it_takes_sixteen_messages(size: int) -> None:
    clinic(size)
    mara = Caller(make.user("mara", Role.CLIENT))
    wish = body(at(4, 14))
    with CaptureQueriesContext(connection) as taken:
        answer = mara.post("/appointments", wish, key="mine")
    assert answer.status_code == 201
    row: Any = Appointment.objects.get(code=answer.json()["code"])
    assert Occupancy.objects.filter(appointment=row, live=True).count() == 2
    assert HistoryLine.objects.filter(appointment=row).count() == 1
    assert row.events.get().pgh_context.metadata["doing"] == "book"
    assert OutboxRow.objects.filter(about=row.code).count() == 4
    assert IdempotentCall.objects.filter(code=row.code).count() == 1
    assert len(messages(taken)) == MOST


def test_the_next_one_of_a_program_takes_one_less() -> None:
    clinic(1)
    mara = Caller(make.user("mara", Role.CLIENT))
    mara.post("/appointments", body(at(2, 14)), key="one")
    wish = body(at(4, 14))
    with CaptureQueriesContext(connection) as taken:
        mara.post("/appointments", wish, key="two")
    assert len(messages(taken)) == MOST - 1


def test_the_answer_is_what_a_look_at_it_tells() -> None:
    clinic(3)
    mara = Caller(make.user("mara", Role.CLIENT))
    told = mara.post("/appointments", body(at(2, 14)), key="k").json()
    again = mara.post("/appointments", body(at(2, 14)), key="k").json()
    looked = mara.get(f"/appointments/{told['code']}").json()
    assert told == again
    assert looked == told | {"note": None}


def test_who_finds_nothing_free_locks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loser who comes late is told by the glance before the lock."""
    clinic(1)
    locked: list[Any] = []
    monkeypatch.setattr(resources, "lock", lambda *keys, **more: locked.append(keys))
    answer = Caller(make.user("mara", Role.CLIENT)).post("/appointments", body(at(2, 12)), key="k")
    assert answer.json()["error"]["code"] == "taken"
    assert locked == []


def test_a_lapsed_hold_in_the_way_is_seen_after_the_lock_and_gives_way() -> None:
    clinic(1)
    Occupancy.objects.update(expires_at=NOW - timedelta(minutes=1))
    Appointment.objects.update(state="held", expires_at=NOW - timedelta(minutes=1))
    answer = Caller(make.user("mara", Role.CLIENT)).post("/appointments", body(at(2, 12)), key="k")
    assert answer.status_code == 201
    assert Occupancy.objects.filter(live=False).count() == 2


def test_were_it_not_seen_the_constraint_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    clinic(1)
    Occupancy.objects.update(expires_at=NOW - timedelta(minutes=1))
    real = seats._still
    monkeypatch.setattr(seats, "_still", lambda *args: (real(*args)[0], False))
    answer = Caller(make.user("mara", Role.CLIENT)).post("/appointments", body(at(2, 12)), key="k")
    assert answer.json()["error"]["code"] == "taken"
