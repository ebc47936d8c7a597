"""How sending goes, in words: channels, beat, and what is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from clinic.foundation.models import Channel, Pulse
from clinic.foundation.queries import sending
from clinic.foundation.queries.sending import Way, health
from tests.clinic.outbox_rows import HOUR, MINUTE, NOW, State, alive, message

pytestmark = pytest.mark.django_db
BERLIN = "Europe/Berlin"


def test_a_channel_that_works_says_when_it_last_did() -> None:
    alive()
    assert health(NOW, BERLIN).ways == [Way("mail", "", "09:57", 0)]


def test_a_channel_that_is_down_says_since_when_and_how_many_wait_for_it() -> None:
    Channel.objects.create(name="sms", down_since=NOW - 2 * HOUR)
    for due in (NOW - HOUR, NOW, NOW + MINUTE):
        message(channel="sms", due_at=due)
    mail, sms = health(NOW, BERLIN).ways
    assert (mail, sms) == (Way("mail", "", "", 0), Way("sms", "08:00", "", 2))


def test_waiting_and_failed_are_counted_and_what_is_over_is_not() -> None:
    for state in (*State, State.ASIDE):
        message(state)
    found = health(NOW, BERLIN)
    assert (found.waiting, found.failed) == (1, 2)


def test_what_is_due_for_more_than_five_minutes_is_late() -> None:
    row = message(due_at=NOW - sending.LATE)
    assert not health(NOW, BERLIN).late
    found = health(NOW + timedelta(microseconds=1), BERLIN)
    assert (found.late, found.since) == (True, "09:55")
    row.delete()
    assert (health(NOW, BERLIN).late, health(NOW, BERLIN).since) == (False, "")


def test_without_a_beat_for_two_minutes_nothing_is_sent_and_that_is_told() -> None:
    assert health(NOW, BERLIN).silent
    Pulse.objects.create(name="beat", at=NOW - sending.SILENT)
    assert not health(NOW, BERLIN).silent
    assert health(NOW + timedelta(microseconds=1), BERLIN).silent


@pytest.mark.parametrize("number", [1, 3])
def test_how_sending_goes_takes_three_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alive()
    for one in range(number):
        message(channel=f"way{one}")
        message(State.ASIDE)
    with django_assert_num_queries(3):
        assert len(health(NOW, BERLIN).ways) == number + 1
