"""Which messages a change of a session leaves, when they are due, and what they keep of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookings.actions import booking, changing, clocks, notices, visits
from bookings.core.lifecycle import UNDO
from bookings.models import Appointment
from clinic.foundation.models import Client, OutboxRow, Practice
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.notices import booked, cancel, move, rows, topics, undo
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def short(settings: Any) -> None:
    settings.SMS_URL = "console:"


def test_a_booking_leaves_its_confirmation_and_two_reminders() -> None:
    row = booked(at(4, 14))
    left = [(each.topic, each.due_at) for each in rows()]
    assert left == [
        ("session_booked", NOW),
        ("session_reminder", row.start_at - timedelta(hours=48)),
        ("session_soon", row.start_at - timedelta(hours=2)),
    ]


def test_all_of_a_booking_goes_in_with_one_insert(django_assert_num_queries: Any) -> None:
    """And one look at the clinic's quiet hours."""
    row = booked()
    line = row.history.select_related("appointment__client").get()
    OutboxRow.objects.all().delete()

    with django_assert_num_queries(2):
        notices.tell(line)

    assert len(rows()) == 3


def test_a_row_keeps_codes_and_figures_alone() -> None:
    row = booked()
    for left in rows():
        assert left.about == row.code
        assert left.client == row.client
        assert all(isinstance(fact, int) for fact in left.facts.values())


def test_what_is_said_of_now_goes_before_what_is_said_of_later() -> None:
    booked()
    assert {each.topic: each.urgent for each in rows()} == {
        "session_booked": True,
        "session_reminder": False,
        "session_soon": True,
    }


def test_a_hold_leaves_nothing_until_it_is_booked() -> None:
    studio.clinic()
    mara = make.client()
    by, wish = make.login_of(mara), wanted(mara, at(4, 14))
    held = booking.hold(by=by, wanted=wish, now=NOW)
    assert topics() == []
    booking.confirm(by=by, appointment=held, wanted=wish, now=NOW)
    assert topics() == ["session_booked", "session_reminder", "session_soon"]


def test_a_hold_given_back_leaves_nothing() -> None:
    studio.clinic()
    mara = make.client()
    held = booking.hold(by=make.login_of(mara), wanted=wanted(mara, at(4, 14)), now=NOW)
    booking.drop(by=make.login_of(mara), appointment=held, now=NOW)
    assert topics() == []


@pytest.mark.parametrize(("how", "topic"), [("move", "changed"), ("cancel", "cancelled")])
def test_a_change_is_told_when_its_undo_is_over(how: str, topic: str) -> None:
    row = booked()
    move(row, at(4, 10)) if how == "move" else cancel(row)
    assert [each.due_at for each in rows(f"session_{topic}")] == [NOW + UNDO]


def test_a_move_plans_the_reminders_of_its_new_start() -> None:
    moved = move(booked(), at(5, 10))
    soon = [each.due_at for each in rows("session_soon")]
    assert soon[-1] == moved.start_at - timedelta(hours=2)
    assert len(soon) == 2


def test_moved_there_and_back_there_is_one_reminder_of_each_start() -> None:
    row = booked()
    move(row, at(5, 10), SOON)
    move(row, at(3, 14), SOON + timedelta(minutes=1))
    assert len(rows("session_soon")) == 2


def test_an_undo_is_told_at_once_should_the_change_have_been() -> None:
    row = booked()
    cancel(row)
    undo(row, SOON)
    assert [each.due_at for each in rows("session_changed")] == [SOON]


def test_what_a_therapist_accepts_is_told_at_once() -> None:
    row = booked()
    row.state = "review"
    row.save(update_fields=["state"])
    ana = row.occupancies.get(resource__kind="therapist").resource.therapist.user
    visits.mark(by=ana, appointment=row, state="confirmed", now=SOON)
    assert [each.due_at for each in rows("session_accepted")] == [SOON]


def test_steps_of_the_day_are_not_told() -> None:
    row = booked(at(0, 15))
    desk, before = make.user("jo", Role.DESK), topics()
    for state in ("arrived", "confirmed", "arrived", "in_session", "done"):
        visits.mark(by=desk, appointment=row, state=state, now=at(0, 15))
    assert topics() == before


def test_what_was_paid_leaves_a_receipt() -> None:
    row = booked(at(0, 15))
    visits.pay(by=make.user("jo", Role.DESK), appointment=row, how="card", now=at(0, 16))
    assert [each.due_at for each in rows("session_receipt")] == [at(0, 16)]


def test_a_moved_clock_is_told_when_the_night_is_over() -> None:
    row = booked()
    night = at(1, 2)
    Appointment.objects.filter(pk=row.pk).update(local_start="2026-11-26T15:00")
    clocks.keep_wall_time(now=night)
    (told,) = rows("session_changed")
    assert told.due_at == at(1, 8)
    assert told.facts["start"] * 60 == at(3, 15).timestamp()


def test_the_owner_decides_what_night_is() -> None:
    Practice.objects.update_or_create(pk=1, defaults={"quiet_from": 720, "quiet_until": 780})
    booked(at(3, 14, 30))  # two hours before is 12:30
    assert rows("session_soon")[0].due_at == at(3, 11, 59)


def test_whoever_agreed_gets_the_last_reminder_as_a_short_message(short: None) -> None:
    booked(phone="+4917612345", by_sms=True)
    assert {each.topic: each.channel for each in rows()} == {
        "session_booked": "mail",
        "session_reminder": "mail",
        "session_soon": "sms",
    }


def test_without_a_way_for_short_messages_it_is_a_mail(settings: Any) -> None:
    settings.SMS_URL = ""
    booked(phone="+4917612345", by_sms=True)
    assert {each.channel for each in rows()} == {"mail"}


def test_who_has_no_address_gets_short_messages(short: None) -> None:
    row = booked(email="", phone="+4917612345")
    cancel(row)
    channels = {each.topic: each.channel for each in rows()}
    assert channels.pop("session_reminder") == "mail"
    assert set(channels.values()) == {"sms"}


def test_whom_nothing_reaches_has_a_row_that_the_desk_sees() -> None:
    booked(email="", phone="")
    assert [each.channel for each in rows("session_booked")] == ["mail"]


def test_an_old_name_of_a_zone_stops_no_booking() -> None:
    booked(zone="Mars/Olympus")
    assert len(rows()) == 3


def test_the_clinics_own_doing_is_kept_with_the_row() -> None:
    row = booked()
    desk = make.user("jo", Role.DESK)
    changing.cancel(by=desk, appointment=row, now=NOW, our_doing=True)
    assert [each.facts["ours"] for each in rows("session_cancelled")] == [1]


def test_a_booking_that_fails_leaves_no_message() -> None:
    row = booked()
    otto = make.client("otto")
    before = OutboxRow.objects.count()
    with pytest.raises(Exception, match="taken"):
        booking.book(by=make.login_of(otto), wanted=wanted(otto, row.start_at), now=NOW)
    assert OutboxRow.objects.count() == before
    assert Client.objects.count() == 2
