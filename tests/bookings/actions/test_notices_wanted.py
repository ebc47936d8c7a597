"""Which messages still leave when they are due: none that is not true or not news any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, clocks, visits
from bookings.core import notices
from bookings.core.lifecycle import UNDO
from bookings.models import Appointment
from bookings.queries import notices as queries
from bookings.queries import plans
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.notices import booked, cancel, deliver, is_wanted, move, rows, undo
from tests.bookings.studio import NOW, at
from tests.clinic import make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOW + UNDO


def slipped(row: Appointment) -> Appointment:
    """As if it had been booked when its studio's clock was said to stand an hour behind."""
    row.start_at, row.end_at = row.start_at + 60 * MINUTE, row.end_at + 60 * MINUTE
    row.save(update_fields=["start_at", "end_at"])
    line = row.history.get()
    line.after |= {"start": row.start_at.isoformat(), "end": row.end_at.isoformat()}
    line.save(update_fields=["after"])
    return row


def subjects(now: Any) -> list[str]:
    return [said.subject for said in deliver(now)]


def test_a_booking_is_confirmed_at_once() -> None:
    booked()
    assert subjects(NOW) == ["Booked: your session on Thu 26 Nov, 14:00"]


@pytest.mark.parametrize("how", ["move", "cancel"])
def test_what_is_undone_in_time_is_never_told(how: str) -> None:
    row = booked()
    deliver(NOW)
    move(row, at(4, 10), NOW) if how == "move" else cancel(row, NOW)
    undo(row, NOW + 2 * MINUTE)
    assert subjects(LATER) == []


def test_without_the_look_at_what_was_told_an_undo_would_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries.Telling, "change", property(lambda _self: "first"))
    row = booked()
    deliver(NOW)
    cancel(row, NOW)
    undo(row, NOW + 2 * MINUTE)
    assert subjects(LATER) != []


def test_moved_there_and_back_is_no_news() -> None:
    row = booked()
    deliver(NOW)
    move(row, at(4, 10), NOW + MINUTE)
    move(row, at(3, 14), NOW + 2 * MINUTE)
    assert subjects(NOW + 10 * MINUTE) == []


def test_moved_twice_the_last_time_alone_is_told() -> None:
    row = booked()
    deliver(NOW)
    move(row, at(4, 10), NOW + MINUTE)
    move(row, at(5, 11), NOW + 2 * MINUTE)
    assert subjects(NOW + 10 * MINUTE) == ["Moved: your session is on Sat 28 Nov, 11:00"]


def test_without_the_look_at_later_ones_both_moves_would_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = queries.telling
    monkeypatch.setattr(queries, "telling", lambda *about: replace(told(*about), newer=False))
    row = booked()
    deliver(NOW)
    move(row, at(4, 10), NOW + MINUTE)
    move(row, at(5, 11), NOW + 2 * MINUTE)
    assert len(subjects(NOW + 10 * MINUTE)) == 2


def test_moved_and_told_and_moved_back_is_told_again() -> None:
    row = booked()
    deliver(NOW)
    move(row, at(4, 10), NOW)
    assert len(subjects(LATER)) == 1
    move(row, at(3, 14), LATER)
    assert subjects(LATER + UNDO) == ["Moved: your session is on Thu 26 Nov, 14:00"]


def test_cancelled_before_the_confirmation_left_only_that_is_told() -> None:
    row = booked()
    cancel(row, NOW)
    assert subjects(LATER) == ["Cancelled: your session on Thu 26 Nov, 14:00"]


def test_moved_before_the_confirmation_left_it_is_a_confirmation() -> None:
    row = booked()
    move(row, at(4, 10), NOW)
    assert subjects(NOW) == []
    assert subjects(LATER) == ["Booked: your session on Fri 27 Nov, 10:00"]


def test_cancelled_and_undone_before_the_confirmation_left_it_is_still_confirmed() -> None:
    """A confirmed booking always has its message."""
    row = booked()
    cancel(row, NOW)
    undo(row, NOW + MINUTE)
    assert subjects(NOW + MINUTE) == ["Booked: your session on Thu 26 Nov, 14:00"]
    assert subjects(LATER) == []


def test_an_undo_that_meets_a_message_on_its_way_is_told() -> None:
    """Nobody knows whether the other one leaves: two messages are better than a wrong one."""
    row = booked()
    deliver(NOW)
    cancel(row, NOW)
    on_its_way = rows("session_cancelled")[0]
    on_its_way.tries, on_its_way.claimed_until = 1, LATER + MINUTE
    on_its_way.save(update_fields=["tries", "claimed_until"])
    undo(row, LATER - timedelta(seconds=1))
    assert is_wanted(rows("session_changed")[0], LATER)


def test_an_undo_that_meets_a_message_refused_before_is_no_news() -> None:
    row = booked()
    deliver(NOW)
    cancel(row, NOW)
    refused = rows("session_cancelled")[0]
    refused.tries, refused.claimed_until, refused.last_error = 1, NOW + MINUTE, "Refused 451"
    refused.save(update_fields=["tries", "claimed_until", "last_error"])
    undo(row, NOW + 2 * MINUTE)
    assert not is_wanted(rows("session_changed")[0], NOW + 2 * MINUTE)


def test_an_undo_of_what_was_told_says_that_it_takes_place() -> None:
    row = booked()
    deliver(NOW)
    cancel(row, NOW)
    OutboxRow.objects.filter(topic="session_cancelled").update(state="done")
    undo(row, NOW + 2 * MINUTE)
    assert subjects(LATER) == ["Your session on Thu 26 Nov, 14:00 takes place"]


def test_a_confirmation_sent_again_after_a_crash_is_wanted_still() -> None:
    booked()
    (row,) = rows("session_booked")
    row.tries, row.claimed_until = 1, NOW - MINUTE
    row.save(update_fields=["tries", "claimed_until"])
    assert is_wanted(row, NOW)


@pytest.mark.parametrize("topic", ["session_booked", "session_reminder", "session_soon"])
def test_nothing_is_told_of_what_has_begun(topic: str) -> None:
    row = booked(at(4, 14))
    (left,) = rows(topic)
    assert is_wanted(left, row.start_at - MINUTE)
    assert not is_wanted(left, row.start_at)


@pytest.mark.parametrize("topic", ["session_reminder", "session_soon"])
def test_nothing_reminds_of_what_was_cancelled(topic: str) -> None:
    row = booked(at(4, 14))
    cancel(row)
    (left,) = rows(topic)
    assert not is_wanted(left, left.due_at)


@pytest.mark.parametrize("topic", ["session_reminder", "session_soon"])
def test_nothing_reminds_of_a_start_that_was_moved_away(topic: str) -> None:
    row = booked(at(4, 14))
    move(row, at(6, 10))
    old, new = rows(topic)
    assert not is_wanted(old, old.due_at)
    assert is_wanted(new, new.due_at)


def test_without_its_start_a_reminder_would_name_the_time_that_was_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = booked(at(4, 14))
    move(row, at(6, 10))
    old = rows("session_soon")[0]
    monkeypatch.setattr(notices, "minutes_of", lambda _start: old.facts["start"])
    assert is_wanted(old, old.due_at)


def test_a_session_that_waits_for_a_look_is_not_reminded_of() -> None:
    row = booked(at(4, 14))
    Appointment.objects.filter(pk=row.pk).update(state="review")
    assert not is_wanted(rows("session_soon")[0])


def test_a_review_is_told_and_so_is_its_end() -> None:
    row = booked()
    Appointment.objects.filter(pk=row.pk).update(state="review")
    row.history.update(after=row.history.get().after | {"state": "review"})
    row.refresh_from_db()
    assert subjects(NOW) == ["We have kept Thu 26 Nov, 14:00 for you"]
    ana = row.occupancies.get(resource__kind="therapist").resource.therapist.user
    visits.mark(by=ana, appointment=row, state="confirmed", now=NOW + MINUTE)
    assert subjects(NOW + MINUTE) == ["Confirmed: your session on Thu 26 Nov, 14:00"]


def test_another_therapist_at_the_same_time_is_told() -> None:
    row = booked()
    deliver(NOW)
    ben = studio.therapist(row.location, "ben")
    studio.room(row.location, "Room 2")
    wish = plans.as_booked(row, start=row.start_at, therapist=ben.code, accept_caution=True)
    changing.move(by=make.login_of(row.client), wanted=wish, now=NOW)
    assert subjects(LATER) == ["Your session on Thu 26 Nov, 14:00 is now with Ben"]


def test_a_clock_that_changed_is_told_so_that_calendars_follow() -> None:
    row = slipped(booked())
    deliver(NOW)
    clocks.keep_wall_time(now=NOW)
    assert subjects(NOW) == ["Your session stays on Thu 26 Nov, 14:00"]
    row.refresh_from_db()
    assert row.start_at == at(3, 14)


def test_a_reminder_that_reaches_nobody_is_dropped_without_a_word() -> None:
    booked(at(4, 14), email="")
    assert not any(is_wanted(left) for left in rows("session_reminder", "session_soon"))


@pytest.mark.parametrize("bookings", [1, 3])
def test_to_ask_whether_it_is_wanted_takes_four_queries(
    django_assert_num_queries: Any, bookings: int
) -> None:
    row = booked(at(4, 14))
    for day in range(1, bookings):
        booking.book(
            by=make.login_of(row.client),
            wanted=studio.wanted(row.client, at(4 + 7 * day, 14), accept_caution=True),
            now=NOW,
        )
    move(row, at(5, 10))
    left = rows("session_changed")[0]
    with django_assert_num_queries(4):
        assert is_wanted(left, LATER)
