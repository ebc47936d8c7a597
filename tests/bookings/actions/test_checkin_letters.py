"""Asking how it was: when the message leaves, to whom, once, and without a word of health."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as having
from hypothesis import settings
from hypothesis import strategies as st

from bookings import tasks
from bookings.actions import checkin_letters
from bookings.core.checkins import AHEAD, REST, due, morning_after
from bookings.models import Appointment
from clinic.foundation.core.messages import Message
from clinic.foundation.core.quiet import is_quiet
from clinic.foundation.handed import Notice, given
from clinic.foundation.models import Client, OutboxRow
from protocols.core import walls
from protocols.models import Race
from tests.bookings import season
from tests.bookings.checkins import DAY, H, finish, race, say, session
from tests.bookings.studio import at

MINUTE = timedelta(minutes=1)
BERLIN = "Europe/Berlin"


@pytest.fixture
def mara(db: None) -> Client:
    return season.mara()


def left() -> dict[str, OutboxRow]:
    rows = OutboxRow.objects.filter(topic__startswith="checkin_").order_by("pk")
    return {row.topic: row for row in rows}


def notice(row: OutboxRow) -> Notice:
    found = given.handlers[row.topic]
    assert isinstance(found, Notice)
    return found


def wanted(row: OutboxRow, now: datetime) -> bool:
    return notice(row).wanted(row, now)


def sweep(since: datetime, hours: int) -> None:
    """As beat does, every hour."""
    for hour in range(hours):
        checkin_letters.ask(now=since + hour * H)


def test_36_hours_after_a_session_its_client_is_asked_once_the_night_is_over(mara: Client) -> None:
    row = session(mara)  # until 15:00, so that 36 h later it is three at night
    sweep(row.end_at, 60)
    (asked,) = left().values()
    assert (asked.topic, asked.about, asked.channel) == ("checkin_session", row.code, "mail")
    assert asked.due_at == at(3, 8)
    assert wanted(asked, asked.due_at)


def test_six_days_after_it_they_are_asked_how_the_runs_felt(mara: Client) -> None:
    row = session(mara)
    sweep(row.end_at + 5 * DAY, 30)
    assert left()["checkin_runs"].due_at == row.end_at + 6 * DAY


def test_the_morning_after_a_race_comes_at_eight(mara: Client) -> None:
    run = race(mara)
    sweep(finish(run), 40)
    asked = left()["checkin_race"]
    assert (asked.about, asked.due_at) == (run.code, at(2, 8))
    assert wanted(asked, at(2, 8))


def test_a_clock_that_changes_in_the_night_moves_no_morning(mara: Client) -> None:
    run = race(mara, 124)  # 27 March 2027: clocks go forward that night
    sweep(finish(run), 30)
    assert left()["checkin_race"].due_at == datetime(2027, 3, 28, 6, tzinfo=UTC)


def test_hourly_looks_leave_each_question_once(mara: Client) -> None:
    session(mara), race(mara)
    sweep(at(0, 12), 24 * 9)
    assert OutboxRow.objects.filter(topic__startswith="checkin_").count() == len(left()) == 3


def test_after_hours_in_which_nobody_looked_they_are_asked_all_the_same(mara: Client) -> None:
    row = session(mara)
    checkin_letters.ask(now=row.end_at + 50 * H)
    assert "checkin_session" in left()


@pytest.mark.parametrize("state", ["cancelled", "late_cancelled", "no_show"])
def test_a_session_that_fell_through_is_not_asked_about(mara: Client, state: str) -> None:
    row = session(mara)
    Appointment.objects.update(state=state)
    sweep(row.end_at + 30 * H, 12)
    assert left() == {}


def test_one_that_turns_out_a_no_show_meanwhile_is_let_be(mara: Client) -> None:
    row = session(mara)
    sweep(row.end_at + 36 * H, 6)
    Appointment.objects.update(state="no_show")
    assert not wanted(left()["checkin_session"], at(3, 8))


def test_a_session_that_was_moved_is_asked_about_after_its_new_time(mara: Client) -> None:
    row = session(mara)
    was = row.end_at
    Appointment.objects.update(start_at=row.start_at + 2 * DAY, end_at=row.end_at + 2 * DAY)
    sweep(was + 30 * H, 12)
    assert left() == {}
    sweep(was + 78 * H, 12)
    assert left()["checkin_session"].due_at == at(5, 8)


def test_who_has_answered_already_is_not_asked(mara: Client) -> None:
    row, run = session(mara), race(mara)
    sweep(at(2, 0), 40)
    say(row, at(3, 7)), say(run, at(2, 0, 30))
    assert not wanted(left()["checkin_session"], at(3, 8))
    assert not wanted(left()["checkin_race"], at(2, 8))


def test_an_answer_on_the_day_of_the_race_is_none_of_the_morning_after(mara: Client) -> None:
    run = race(mara)
    sweep(finish(run), 40)
    say(run, finish(run) + 2 * H)
    assert wanted(left()["checkin_race"], at(2, 8))


def test_a_later_session_is_asked_about_in_its_place(mara: Client) -> None:
    row = session(mara)
    session(mara, 5)
    sweep(row.end_at + 5 * DAY, 40)
    assert "checkin_runs" not in left()


def test_a_session_that_is_no_work_on_a_runner_is_not_asked_about(mara: Client) -> None:
    row = session(mara)
    Appointment.objects.update(type="none")
    sweep(row.end_at + 30 * H, 12)
    assert left() == {}


def test_a_race_that_was_called_off_is_not_asked_about(mara: Client) -> None:
    run = race(mara)
    sweep(finish(run), 40)
    Race.objects.update(status="dns")
    assert not wanted(left()["checkin_race"], at(2, 8))


def test_who_has_no_address_is_left_alone(mara: Client) -> None:
    row = session(mara)
    Client.objects.update(email="")
    sweep(row.end_at + 30 * H, 12)
    assert left() == {}


@pytest.mark.parametrize("topic", ["checkin_session", "checkin_runs", "checkin_race"])
def test_no_message_tells_of_health_or_of_what_was_done(mara: Client, topic: str) -> None:
    session(mara), race(mara, name="Berlin after my knee")
    sweep(at(1, 20), 24 * 8)
    row = left()[topic]
    message = notice(row).compose(row, row.due_at)
    assert isinstance(message, Message)
    said = f"{message.subject} {message.text} {message.html}".lower()
    words = ("sore", "bruise", "pain", "knee", "deep", "massage for", "sports massage", "injury")
    assert [word for word in words if word in said] == []
    assert "/c/" in message.text
    assert "Tue 24 Nov" in message.text


def test_the_same_row_makes_the_same_message(mara: Client) -> None:
    row = session(mara)
    sweep(row.end_at + 36 * H, 6)
    asked = left()["checkin_session"]
    assert notice(asked).compose(asked, at(3, 8)) == notice(asked).compose(asked, at(3, 9))


@pytest.mark.parametrize("many", [1, 3])
def test_a_look_takes_the_same_queries_however_much_is_over(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        race(mara, 1, name=f"Race {number}")
    with django_assert_num_queries(6):  # the clinic, sessions, races, rows; a transaction's ends
        assert checkin_letters.ask(now=at(2, 7)) == many


def test_the_task_is_one_call_with_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[datetime] = []
    monkeypatch.setattr(checkin_letters, "ask", lambda *, now: calls.append(now))
    tasks.ask_how_it_was()
    assert len(calls) == 1


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda at: at.replace(tzinfo=UTC)
)


@settings(max_examples=60)
@having(MOMENTS, st.sampled_from(ZONES))
def test_the_morning_after_is_the_first_eight_o_clock_that_leaves_some_rest(
    finish: datetime, zone: str
) -> None:
    morning = morning_after(finish, zone)
    assert walls.wall_of(morning, zone).time().hour == 8
    assert REST <= morning - finish <= REST + timedelta(hours=25)


@settings(max_examples=60)
@having(
    MOMENTS,
    st.sampled_from(ZONES),
    st.sampled_from(["session", "runs", "race"]),
    st.integers(0, 1439),
    st.integers(0, 1439),
)
def test_no_question_is_due_in_quiet_hours_or_too_early(
    of: datetime, zone: str, kind: str, begins: int, ends: int
) -> None:
    when = due(kind, of, zone=zone, quiet_from=begins, quiet_until=ends)
    assert not is_quiet(when, zone, begins, ends)
    assert when - of >= REST
    assert AHEAD >= H + MINUTE  # a look an hour never comes too late
