"""What a therapist hears of their time off: once, when it cannot be taken back any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookings.actions import booking, time_off_letters, times_off
from bookings.core.lifecycle import UNDO
from bookings.models import Therapist, TimeOff
from clinic.foundation.actions import people
from clinic.foundation.core.messages import Message
from clinic.foundation.errors import Invalid
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, desk, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
LATER = NOW + UNDO


@pytest.fixture
def off() -> TimeOff:
    """Asked for by Ana: a whole day."""
    studio.clinic()
    ana = Therapist.objects.get()
    return times_off.ask(by=ana.user, therapist=ana, start=at(3, 0), end=at(4, 0), now=NOW)


def told() -> list[tuple[OutboxRow, Message]]:
    """The messages that are still wanted once they are due, each as it is worded then."""
    rows = OutboxRow.objects.filter(topic=time_off_letters.TOPIC).order_by("pk")
    due = [row for row in rows if time_off_letters.wanted(row, row.due_at)]
    worded = [(row, time_off_letters.word(row, row.due_at)) for row in due]
    return [(row, message) for row, message in worded if message is not None]


def test_a_refusal_is_mailed_with_the_desks_word_when_it_is_past_putting_right(
    off: TimeOff,
) -> None:
    times_off.refuse(by=desk(), time_off=off, word=" Two are\naway <then>. ", now=NOW)
    ((row, said),) = told()
    assert (row.due_at, said.to) == (LATER, "ana@example.org")
    assert said.subject == "No time off: Thu 26 Nov"
    assert "The front desk adds: “Two are away <then>.”" in said.text
    assert "Two are away &lt;then&gt;." in said.html
    assert "/day/time-off/" in said.text


def test_a_grant_tells_of_nobody_who_is_booked_in_it(off: TimeOff) -> None:
    mara = make.client("mara")
    row = booking.book(by=desk(), wanted=wanted(mara, at(3, 14)), now=NOW)
    times_off.grant(by=desk(), time_off=off, seen=[row.code], now=NOW)
    ((_row, said),) = told()
    assert said.subject == "You have time off: Thu 26 Nov"
    whole = said.subject + said.text + said.html
    assert [word for word in ("Mara", row.code, "Sports", "14:00") if word in whole] == []


def test_what_is_granted_and_taken_back_at_once_is_told_as_it_stands(off: TimeOff) -> None:
    soon = NOW + timedelta(minutes=1)
    times_off.grant(by=desk(), time_off=off, seen=(), word="Enjoy it.", now=soon)
    times_off.take_back(by=desk(), time_off=off, now=soon)
    ((_row, said),) = told()
    assert said.subject == "Your time off is taken back: Thu 26 Nov"
    assert "Enjoy" not in said.text


@pytest.mark.parametrize(
    ("after", "subjects"),
    [
        (UNDO - timedelta(seconds=1), []),
        (UNDO, ["Your time off is taken back: Thu 26 Nov, 12:00 – 13:00"]),
    ],
)
def test_what_nobody_asked_for_and_was_a_slip_is_not_told_at_all(
    after: timedelta, subjects: list[str]
) -> None:
    studio.clinic()
    off = studio.off(Therapist.objects.get(), at(3, 12), at(3, 13))
    assert [said.subject for _row, said in told()] == [
        "You have time off: Thu 26 Nov, 12:00 – 13:00"
    ]
    times_off.take_back(by=desk(), time_off=off, now=NOW + after)
    assert [said.subject for _row, said in told()] == subjects


def test_who_did_it_themselves_and_who_has_left_hear_nothing(off: TimeOff) -> None:
    people.give_role(by=None, user=off.therapist.user, role=Role.DESK, now=NOW)
    times_off.grant(by=off.therapist.user, time_off=off, seen=(), now=NOW)
    times_off.take_back(by=off.therapist.user, time_off=off, now=NOW)
    assert told() == []
    studio.off(off.therapist, at(5, 0), at(6, 0))
    User.objects.filter(pk=off.therapist.user_id).update(is_active=False)
    assert told() == []


def test_an_answer_that_comes_when_it_is_over_is_not_told(off: TimeOff) -> None:
    times_off.refuse(by=desk(), time_off=off, now=off.end_at - UNDO)
    assert told() == []


def test_a_word_that_is_too_long_is_refused_and_nothing_is_answered(off: TimeOff) -> None:
    with pytest.raises(Invalid, match="200 characters"):
        times_off.refuse(by=desk(), time_off=off, word="x" * 201, now=NOW)
    off.refresh_from_db()
    assert off.state == "asked"
