"""What clients are told, by which way and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core import notices
from bookings.core.notices import ASKED, REMINDER, SOON, Quiet, Reach, Stand, change, reminders, way
from clinic.foundation.core.quiet import is_quiet
from protocols.core.walls import instant_of

NIGHT = Quiet("Europe/Berlin", 21 * 60, 8 * 60)
BOOKED = datetime(2026, 11, 1, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
QUIETS = st.builds(
    Quiet,
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]),
    st.integers(0, 1439),
    st.integers(0, 1439),
)


def berlin(text: str) -> datetime:
    return instant_of(datetime.fromisoformat(text), "Europe/Berlin")


def test_questions_and_reminders_go_three_days_two_days_and_two_hours_before() -> None:
    start = berlin("2026-12-09T14:30")

    planned = reminders(start, told_at=BOOKED, quiet=NIGHT)

    assert planned == (
        (ASKED, berlin("2026-12-06T14:30")),
        (REMINDER, berlin("2026-12-07T14:30")),
        (SOON, berlin("2026-12-09T12:30")),
    )


@pytest.mark.parametrize(
    ("start", "soon"),
    [
        ("2026-12-09T10:00", "2026-12-09T08:00"),
        ("2026-12-09T09:59", "2026-12-08T20:59"),
        ("2026-12-09T07:00", "2026-12-08T20:59"),
        ("2026-12-09T23:30", "2026-12-09T20:59"),
    ],
)
def test_one_in_quiet_hours_goes_at_the_last_loud_minute_before(start: str, soon: str) -> None:
    planned = dict(reminders(berlin(start), told_at=BOOKED, quiet=NIGHT))
    assert planned[SOON] == berlin(soon)


def test_quiet_hours_are_those_of_the_clients_clock() -> None:
    start = berlin("2026-12-09T10:00")
    planned = dict(reminders(start, told_at=BOOKED, quiet=replace(NIGHT, zone="Europe/London")))
    assert planned[SOON] == instant_of(datetime(2026, 12, 8, 20, 59), "Europe/London")


@pytest.mark.parametrize(
    ("before", "planned"),
    [
        (timedelta(hours=60), [REMINDER, SOON]),
        (timedelta(hours=59, minutes=59), [SOON]),
        (timedelta(hours=3), [SOON]),
        (timedelta(hours=2, minutes=59), []),
    ],
)
def test_nothing_reminds_of_what_was_booked_a_moment_ago(
    before: timedelta, planned: list[str]
) -> None:
    start = berlin("2026-12-09T14:30")
    left = reminders(start, told_at=start - before, quiet=replace(NIGHT, begins=0, ends=0))
    assert [topic for topic, _due in left] == planned


def test_two_days_are_hours_across_a_change_of_clocks() -> None:
    start = berlin("2026-10-26T14:00")  # the clock went back the night before
    planned = dict(reminders(start, told_at=BOOKED - timedelta(days=60), quiet=NIGHT))
    assert planned[REMINDER] == berlin("2026-10-24T15:00")


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=90)), QUIETS)
def test_reminders_keep_their_laws(start: datetime, ahead: timedelta, quiet: Quiet) -> None:
    """Never in quiet hours, never later than planned, never before the booking; in order."""
    told_at = start - ahead

    planned = reminders(start, told_at=told_at, quiet=quiet)

    for topic, due in planned:
        assert not is_quiet(due, quiet.zone, quiet.begins, quiet.ends)
        assert due <= start - (timedelta(hours=48) if topic == REMINDER else timedelta(hours=2))
        assert due >= told_at + (timedelta(hours=12) if topic == REMINDER else timedelta(hours=1))
    assert [due for _topic, due in planned] == sorted(due for _topic, due in planned)


def test_without_quiet_hours_a_reminder_would_ring_at_night(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "last_loud_before", lambda moment, *_rest: moment)
    planned = dict(reminders(berlin("2026-12-09T07:00"), told_at=BOOKED, quiet=NIGHT))
    assert planned[SOON] == berlin("2026-12-09T05:00")


@given(MOMENTS)
def test_a_start_is_kept_to_the_minute(moment: datetime) -> None:
    whole = moment.replace(second=0, microsecond=0)
    assert notices.moment_of(notices.minutes_of(moment)) == whole


@pytest.mark.parametrize("topic", [*notices.TELLING, *notices.REMINDING, notices.RECEIPT])
def test_each_way_is_taken_by_those_whom_it_reaches(topic: str) -> None:
    short = topic in notices.TELLING or topic == SOON
    assert way(topic, Reach(mail=True, sms=True, agreed=False)) == "mail"
    assert way(topic, Reach(mail=True, sms=True, agreed=True)) == (
        "sms" if topic == SOON else "mail"
    )
    assert way(topic, Reach(mail=False, sms=True, agreed=False)) == ("sms" if short else "mail")
    assert way(topic, Reach(mail=True, sms=False, agreed=True)) == "mail"
    assert way(topic, Reach(mail=False, sms=False, agreed=True)) == "mail"


STAND = Stand(
    over=False,
    review=False,
    start=berlin("2026-12-09T14:30"),
    local="2026-12-09T14:30",
    team=frozenset({7}),
)
LATER = replace(STAND, start=berlin("2026-12-10T14:30"), local="2026-12-10T14:30")


@pytest.mark.parametrize(
    ("told", "now", "new"),
    [
        (STAND, STAND, ""),
        (STAND, LATER, "time"),
        (STAND, replace(STAND, start=STAND.start + timedelta(hours=1)), "clock"),
        (STAND, replace(STAND, team=frozenset({8})), "team"),
        (STAND, replace(STAND, over=True), "over"),
        (replace(STAND, over=True), STAND, "again"),
        (replace(STAND, over=True), replace(LATER, over=True), ""),
        (replace(STAND, review=True), STAND, "accepted"),
        (STAND, replace(STAND, review=True), "review"),
    ],
)
def test_what_is_new_to_the_client_has_a_name(told: Stand, now: Stand, new: str) -> None:
    assert change(told, now) == new
