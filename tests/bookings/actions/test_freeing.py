"""Whatever frees a time offers it; an undo takes it back; nobody is asked twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.actions import (
    booking,
    changing,
    freeing,
    offering,
    offers,
    openings,
    resizing,
    swapping,
    times_off,
    undoing,
    waitlist,
)
from bookings.actions.swapping import Side
from bookings.models import (
    Appointment,
    Location,
    Opening,
    Service,
    Therapist,
    WaitlistEntry,
    WaitlistOffer,
)
from bookings.queries.busy import moment
from clinic.foundation.errors import Conflict
from clinic.foundation.models import OutboxRow
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waits import SOON, offered, passed, stretch, waits
from tests.clinic import make

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clinic() -> Location:
    return studio.clinic()


def booked(minutes: int = 60) -> Appointment:
    """Otto's session in two days at 14:00."""
    wish = wanted(make.client("otto"), at(2, 14), minutes=minutes, staff=True)
    return booking.book(by=studio.desk(), wanted=wish, now=NOW)


def offered_within_the_undo() -> Appointment:
    """Otto's session, cancelled; the desk offers its time to Mara by hand a minute later."""
    row, entry = booked(), waits("mara")
    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    offering.offer_to(
        by=studio.desk(),
        entries=[entry],
        freed=stretch(row.start_at),
        now=NOW + MINUTE,
    )
    return row


def test_an_undo_closes_the_offer_of_its_own_time() -> None:
    row = offered_within_the_undo()
    back = changing.undo(by=studio.desk(), appointment=row, now=NOW + 2 * MINUTE)
    offer = WaitlistOffer.objects.get()
    assert (back.state, Opening.objects.get().state) == ("confirmed", "closed")
    with pytest.raises(Conflict) as over:
        offers.take(by=make.login_of(offer.client), offer=offer, now=NOW + 2 * MINUTE)
    assert (over.value.code, over.value.more) == ("lapsed", {"free": False})


def test_an_undo_comes_too_late_for_what_was_taken() -> None:
    row = offered_within_the_undo()
    offer = WaitlistOffer.objects.get()
    offers.take(by=make.login_of(offer.client), offer=offer, now=NOW + 2 * MINUTE)
    with pytest.raises(Conflict, match="taken meanwhile"):
        changing.undo(by=studio.desk(), appointment=row, now=NOW + 2 * MINUTE)


def test_without_giving_way_an_undo_would_find_its_time_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openings, "give_way", lambda *_told, **_more: None)
    row = offered_within_the_undo()
    with pytest.raises(Conflict):
        changing.undo(by=studio.desk(), appointment=row, now=NOW + 2 * MINUTE)


def test_what_a_shorter_length_leaves_is_offered_where_a_session_fits_in() -> None:
    Service.objects.update(lengths=[[60, 9000], [150, 20000]])
    row = booked(minutes=150)
    waits("mara")
    resizing.resize(by=studio.desk(), appointment=row, minutes=60, now=NOW)
    passed()
    assert WaitlistOffer.objects.get().start_at == at(2, 15, 15)


def test_what_a_swap_of_two_lengths_leaves_is_offered_after_the_undo() -> None:
    Service.objects.update(lengths=[[60, 9000], [150, 20000]])
    long, short = booked(minutes=150), wanted(make.client("ben"), at(3, 14), staff=True)
    other = booking.book(by=studio.desk(), wanted=short, now=NOW)
    waits("mara", last_day=at(2, 9).date())
    swapping.swap(by=studio.desk(), one=Side(long), other=Side(other), now=NOW)
    passed(SOON - MINUTE)
    assert offered() == []
    passed()
    assert WaitlistOffer.objects.get().start_at == at(2, 15, 15)


def test_a_time_off_taken_back_is_offered_once_it_was_granted() -> None:
    off = studio.off(Therapist.objects.get(), at(1, 9), at(3, 21))
    waits("mara", first_day=at(2, 9).date(), from_minute=16 * 60)
    passed()
    assert offered() == []
    times_off.take_back(by=off.therapist.user, time_off=off, now=NOW)
    passed()
    assert WaitlistOffer.objects.get().start_at == at(2, 16)


def test_over_night_nobody_is_asked_the_second_time() -> None:
    """Mara lets it lapse when quiet has begun; in the morning it is Ben's turn."""
    waits("mara", now=NOW - MINUTE)
    waits("ben")
    evening = at(0, 20, 45)
    changing.cancel(by=studio.desk(), appointment=booked(), now=evening - 3 * MINUTE)
    for at_last in (evening, evening + 30 * MINUTE, at(1, 8)):
        passed(at_last)
    assert offered() == ["Mara", "Ben"]


def test_where_nobody_waits_a_cancellation_costs_one_query_more() -> None:
    row = booked()
    with CaptureQueriesContext(connection) as seen:
        changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    assert sum("waitlistentry" in each["sql"] for each in seen.captured_queries) == 1


def test_who_comes_late_hears_whether_the_time_is_free() -> None:
    waits("mara")
    changing.cancel(by=studio.desk(), appointment=booked(), now=NOW)
    passed()
    offer = WaitlistOffer.objects.get()
    login, until = make.login_of(offer.client), offer.opening.until
    with pytest.raises(Conflict) as late:
        offers.take(by=login, offer=offer, now=until)
    assert (late.value.code, late.value.more) == ("lapsed", {"free": True})
    assert offers.take(by=login, offer=offer, now=until - MINUTE).start_at == at(2, 14)


def test_who_waits_for_longer_gets_it_with_what_is_free_beside_it() -> None:
    """Otto's hour, and the half-hour after it: an hour and a half. The hour alone comes first."""
    for begin, end in ((9, 14), (16, 21)):
        studio.off(Therapist.objects.get(), at(2, begin), at(2, end))
    long, short = waits("mara", now=NOW - MINUTE), waits("ben")
    WaitlistEntry.objects.filter(pk=long.pk).update(minutes=90)
    waitlist.put_first(by=studio.desk(), entry=long, now=NOW)
    changing.cancel(by=studio.desk(), appointment=booked(), now=NOW)
    passed()
    offer = WaitlistOffer.objects.get()
    assert (offer.entry, offer.start_at, offer.opening.end_at) == (long, at(2, 14), at(2, 15, 45))
    offers.decline(by=make.login_of(offer.client), offer=offer, now=SOON)
    passed(SOON + MINUTE)
    row = OutboxRow.objects.filter(topic=freeing.NEXT).latest("pk")
    assert WaitlistOffer.objects.latest("pk").entry == short
    assert moment(int(row.facts["end"])) == at(2, 15, 15)  # the half-hour was free before


def test_what_a_time_breaks_up_least_is_offered() -> None:
    waits("mara")
    changing.cancel(by=studio.desk(), appointment=booked(), now=NOW)
    passed()
    assert WaitlistOffer.objects.get().start_at == at(2, 14)


def test_a_time_that_an_undone_move_gives_back_is_offered_at_once() -> None:
    row = booked()
    waits("mara", first_day=at(4, 9).date())
    there = wanted(row.client, at(4, 14), staff=True, moving=row)
    changing.move(by=studio.desk(), wanted=there, now=NOW)
    undoing.undo(by=studio.desk(), appointment=row, now=NOW + MINUTE)
    passed(NOW + MINUTE)
    assert WaitlistOffer.objects.get().start_at == at(4, 14)


def test_an_undone_cancellation_offers_nothing() -> None:
    row = booked()
    waits("mara", from_minute=14 * 60, until_minute=15 * 60, last_day=at(2, 9).date())
    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    undoing.undo(by=studio.desk(), appointment=row, now=NOW + MINUTE)
    passed(NOW + MINUTE)
    passed()
    assert offered() == []


def test_freed_twice_within_a_minute_it_is_offered_after_the_second_time() -> None:
    row, second = booked(), timedelta(seconds=10)
    waits("mara")
    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    undoing.undo(by=studio.desk(), appointment=row, now=NOW + second)
    changing.cancel(by=studio.desk(), appointment=row, now=NOW + 2 * second)
    assert OutboxRow.objects.filter(topic=freeing.FREED).count() == 2


def test_a_swap_taken_back_gives_back_what_the_longer_one_took() -> None:
    Service.objects.update(lengths=[[60, 9000], [150, 20000]])
    long, short = booked(minutes=150), wanted(make.client("ben"), at(3, 14), staff=True)
    other = booking.book(by=studio.desk(), wanted=short, now=NOW)
    waits("mara", first_day=at(3, 9).date(), last_day=at(3, 9).date(), from_minute=15 * 60)
    swapping.swap(by=studio.desk(), one=Side(long), other=Side(other), now=NOW)
    undoing.undo(by=studio.desk(), appointment=long, now=NOW + MINUTE)
    passed(NOW + MINUTE)
    assert WaitlistOffer.objects.get().start_at == at(3, 15, 15)
