"""How the outbox stands, in three queries however much waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.foundation.actions import outbox as actions
from clinic.foundation.models import Channel, OutboxRow, Pulse
from clinic.foundation.queries import outbox
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW, MINUTE = make.NOW, timedelta(minutes=1)


def leave(key: str, *, channel: str = "mail", due_in: timedelta = -MINUTE) -> None:
    actions.queue(topic="note", key=key, due=NOW + due_in, now=NOW, channel=channel)


def way(name: str = "mail") -> outbox.Way:
    return next(way for way in outbox.standing(NOW).ways if way.name == name)


def test_with_nothing_in_it_there_is_nothing_to_tell() -> None:
    assert outbox.standing(NOW) == outbox.Standing((), {})


def test_what_is_due_is_told_apart_from_what_waits_for_its_time() -> None:
    leave("now")
    leave("long ago", due_in=-5 * MINUTE)
    leave("later", due_in=MINUTE)
    assert (way().waiting, way().due, way().overdue(NOW)) == (3, 2, 300)


def test_what_was_set_aside_is_counted_by_itself() -> None:
    leave("bad")
    OutboxRow.objects.update(state=OutboxRow.State.ASIDE)
    assert (way().waiting, way().aside, way().overdue(NOW)) == (0, 1, 0)


def test_what_is_over_is_not_counted() -> None:
    leave("sent")
    OutboxRow.objects.update(state=OutboxRow.State.DONE)
    assert outbox.standing(NOW).ways == ()


def test_a_closed_way_says_since_when_though_nothing_waits() -> None:
    Channel.objects.create(name="sms", down_since=NOW)
    assert (way("sms").down_since, way("sms").waiting) == (NOW, 0)


def test_who_was_alive_when_is_told_by_name() -> None:
    Pulse.objects.create(name="beat", at=NOW)
    assert outbox.standing(NOW).pulses == {"beat": NOW}


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_three_queries_with_one_row_and_with_three(
    rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        leave(str(number), channel=f"way{number}")
    with django_assert_num_queries(3):
        outbox.standing(NOW)
