"""Reviews that open once the session's hour has come: in the waiting room, and after a no-show."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bookings.actions import changing, review_changes, review_letters, reviewing, visits
from bookings.core.lifecycle import COMING, NEXT
from bookings.models import Appointment, Occupancy, Service
from bookings.queries import review_page
from clinic.foundation.errors import Conflict
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.held import NUMB, START, ana, booked
from tests.bookings.studio import NOW
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BEGUN = START + 2 * MINUTE
OVER = START + timedelta(hours=2)


@pytest.fixture
def jo() -> User:
    studio.clinic(therapists=2, rooms=2)
    return make.user("jo", Role.DESK)


def waiting(jo: User, *codes: str, depth: str = "deep") -> Appointment:
    """A client at the desk, two minutes late, whose answers of this morning stop the check-in."""
    row = booked(make.client(), depth=depth)
    rows.answers(row.client, list(codes or ["contusion"]), at=START - 30 * MINUTE)
    with pytest.raises(Conflict):
        visits.mark(by=jo, appointment=row, state="arrived", now=BEGUN)
    assert reviewing.turn(by=jo, appointment=row, now=BEGUN)
    return row


def decline(row: Appointment, words: str = "call") -> Appointment:
    now = BEGUN + MINUTE
    return review_changes.decline(
        by=ana(), appointment=row, words=words, reason="not wise", now=now
    )


def lighter(row: Appointment) -> Appointment:
    order = review_changes.order(row, Service.objects.get(), minutes=60, depth="light")
    return review_changes.change(by=ana(), appointment=row, order=order, now=BEGUN + MINUTE)


def test_whoever_sits_in_the_waiting_room_can_still_be_sent_home(jo: User) -> None:
    row = decline(waiting(jo, "fever"))
    assert (row.state, row.fee) == ("cancelled", 0)
    assert not Occupancy.objects.filter(appointment=row, live=True).exists()
    assert OutboxRow.objects.filter(topic="review_declined", about=row.code).exists()


def test_a_deep_session_becomes_a_light_one_when_its_hour_has_come(jo: User) -> None:
    row = lighter(waiting(jo))
    reviewing.accept(
        by=ana(), appointment=row, seen=["contusion"], unanswered=False, now=BEGUN + 2 * MINUTE
    )
    visits.mark(by=jo, appointment=row, state="arrived", now=BEGUN + 3 * MINUTE)
    row.refresh_from_db()
    assert (row.state, row.depth, row.start_at) == ("arrived", "light", START)


def test_nothing_is_declined_any_more_once_its_end_has_come(jo: User) -> None:
    row = waiting(jo)
    with pytest.raises(Conflict):
        review_changes.decline(
            by=ana(), appointment=row, words="call", reason="late", now=row.end_at
        )


def no_show(jo: User) -> Appointment:
    row = booked(make.client())
    visits.mark(by=jo, appointment=row, state="no_show", now=BEGUN)
    rows.answers(row.client, [NUMB], at=BEGUN)
    return row


def test_who_comes_after_all_with_a_flag_waits_for_a_look_without_a_fee(jo: User) -> None:
    row = no_show(jo)
    with pytest.raises(Conflict) as refused:
        visits.mark(by=jo, appointment=row, state="arrived", now=BEGUN + MINUTE)
    assert refused.value.code == "review"
    assert reviewing.turn(by=jo, appointment=row, now=BEGUN + MINUTE)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("review", 0)
    reviewing.accept(by=ana(), appointment=row, seen=[NUMB], unanswered=False, now=BEGUN + MINUTE)
    visits.mark(by=jo, appointment=row, state="arrived", now=BEGUN + 2 * MINUTE)


def test_a_no_show_that_was_none_is_put_right_after_the_end_whatever_was_said_since(
    jo: User,
) -> None:
    row = no_show(jo)
    visits.mark(by=jo, appointment=row, state="arrived", now=OVER)
    row.refresh_from_db()
    assert (row.state, row.fee) == ("arrived", 0)


def test_a_no_show_that_was_paid_stays_one(jo: User) -> None:
    row = no_show(jo)
    visits.pay(by=jo, appointment=row, how="cash", now=BEGUN)
    assert not reviewing.turn(by=jo, appointment=row, now=BEGUN + MINUTE)


def test_whatever_a_check_in_is_refused_for_its_session_can_wait_for_a_look() -> None:
    comes_in = {state for state, after in NEXT.items() if "arrived" in after} - {"in_session"}
    assert all("review" in NEXT[state] for state in comes_in)
    assert "review" in COMING


def declined(row: Appointment, words: str, at: datetime) -> None:
    review_changes.decline(by=ana(), appointment=row, words=words, reason="not wise", now=at)


def taken_back(jo: User) -> Appointment:
    """A session that was declined a minute ago, and is on again."""
    row = booked(make.client())
    declined(row, "call", NOW + MINUTE)
    changing.undo(by=jo, appointment=row, now=NOW + 2 * MINUTE)
    return row


def tells(row: Appointment) -> list[tuple[object, bool]]:
    """The mails of its declines, oldest first: their words, and whether they are still to go."""
    mails = OutboxRow.objects.filter(topic="review_declined", about=row.code).order_by("pk")
    return [(each.facts["words"], review_letters.still_declined(each, NOW)) for each in mails]


def test_what_was_declined_taken_back_and_declined_anew_is_told_once_with_the_new_words(
    jo: User,
) -> None:
    row = taken_back(jo)
    declined(row, "talk", NOW + 3 * MINUTE)
    assert tells(row) == [("call", False), ("talk", True)]


def test_a_decline_that_was_taken_back_is_not_told_when_the_client_cancels_then(jo: User) -> None:
    row = taken_back(jo)
    changing.cancel(by=make.login_of(row.client), appointment=row, now=NOW + 3 * MINUTE)
    assert tells(row) == [("call", False)]


def test_the_page_says_that_its_own_time_is_free_for_it_when_its_hour_has_come(jo: User) -> None:
    row = waiting(jo)
    order = review_changes.order(row, Service.objects.get(), minutes=60, depth="light")
    told = review_page.tried(ana(), row, order, review_page.therapist_of(row), BEGUN)
    assert (told.free, told.said["verdict"]) == (True, "caution")


def test_a_decline_in_the_waiting_room_can_be_taken_back(jo: User) -> None:
    row = waiting(jo, NUMB)
    declined(row, "call", BEGUN)
    changing.undo(by=jo, appointment=row, now=BEGUN + MINUTE)
    row.refresh_from_db()
    assert (row.state, row.start_at) == ("review", START)
    assert Occupancy.objects.filter(appointment=row, live=True).count() == 2
