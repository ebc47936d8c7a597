"""Whatever is done to a session, and whenever messages leave: its client knows how it stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bookings.actions import notices
from bookings.core.lifecycle import UNDO
from bookings.models import Appointment
from clinic.foundation.core.messages import Message
from clinic.foundation.errors import Problem
from tests.bookings.notices import booked, cancel, deliver, event, move, undo
from tests.bookings.studio import NOW, at

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
STARTS = {"here": at(6, 14), "there": at(7, 10)}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["here", "there", "cancel", "undo", "deliver", "deliver"]),
        st.integers(0, 4),  # minutes until then
    ),
    max_size=7,
)


def do(row: Appointment, step: str, now: datetime) -> list[Message]:
    """One step; what cannot be is refused, as it would be to anybody."""
    if step == "deliver":
        return deliver(now)
    try:
        with transaction.atomic():
            if step in STARTS:
                move(row, STARTS[step], now)
            else:
                (cancel if step == "cancel" else undo)(row, now)
    except Problem:
        pass
    return []


def told(steps: list[tuple[str, int]]) -> tuple[Appointment, list[Any]]:
    """How the session stands in the end, and each message that left on the way."""
    row, now = booked(STARTS["here"]), NOW
    said: list[Message] = []
    for step, minutes in steps:
        now += minutes * MINUTE
        said += do(row, step, now)
    said += deliver(now + UNDO)
    row.refresh_from_db()
    return row, [event(each) for each in said]


@given(STEPS)
@example([("there", 0), ("here", 1), ("deliver", 4)])
@example([("cancel", 0), ("deliver", 0), ("undo", 1)])
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_in_the_end_the_client_knows_how_it_stands(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        row, said = told(steps)
        transaction.set_rollback(True)

    over = row.state in ("cancelled", "late_cancelled")
    assert (said[-1]["STATUS"] == "CANCELLED") == over
    assert over or said[-1]["DTSTART"].dt == row.start_at
    numbers = [each["SEQUENCE"] for each in said]
    assert numbers == sorted(set(numbers))
    stood = [(each["STATUS"], each["DTSTART"].dt) for each in said]
    assert all(one != next_ for one, next_ in pairwise(stood))


def test_without_a_word_of_its_own_an_undo_could_leave_the_client_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(notices.TOLD, "undone")
    row, said = told([("cancel", 0), ("undo", 1)])
    assert row.state == "confirmed"
    assert said == []
