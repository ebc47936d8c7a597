"""Acts of the desk in odd orders: what was told, what is offered, what goes back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bookings.actions import (
    booking,
    changing,
    offers,
    resizing,
    swapping,
    together,
    undoing,
    visits,
)
from bookings.actions.swapping import Side
from bookings.models import Appointment, Location, Occupancy, Opening, Room, Shift, Therapist
from bookings.queries import plans
from bookings.queries import together as queries
from bookings.queries.appointments import codes_of
from bookings.queries.standing import Standing
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, OutboxRow
from tests.bookings import studio
from tests.bookings.notices import deliver
from tests.bookings.studio import NOW, at, wanted
from tests.bookings.waiting import offered
from tests.bookings.waits import passed, waits
from tests.clinic import make

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=10)


def series(start: datetime | None = None, **other: Any) -> list[Appointment]:
    """Mara's four sessions, a week apart, whose message waits for the three minutes of an undo."""
    wish = wanted(make.client(), start or at(2, 14), depth="light", staff=True, tell="soon")
    told: dict[str, Any] = {"every": 1, "times": 4, "whole": True} | other
    return list(together.book_series(by=studio.desk(), wanted=wish, now=NOW, **told).booked)


def booked(name: str, start: datetime, **other: Any) -> Appointment:
    wish = wanted(make.client(name), start, staff=True, accept_caution=True, **other)
    return booking.book(by=studio.desk(), wanted=wish, now=NOW)


def moved(row: Appointment, start: datetime, **more: Any) -> Appointment:
    wish = plans.as_booked(row, start=start, waivers=(), tell="soon")
    return changing.move(by=studio.desk(), wanted=wish, now=SOON)


def test_a_series_without_its_first_is_told_all_the_same() -> None:
    studio.clinic()
    first, *_rest = series()
    undoing.undo(by=studio.desk(), appointment=first, now=SOON)
    said = deliver(LATER)
    assert len(said) == 1
    assert said[0].text.count("- ") >= 3


def test_a_move_that_was_taken_back_is_no_news_to_who_was_told_by_another() -> None:
    studio.clinic()
    row = series()[2]
    deliver(LATER)
    wish = plans.as_booked(row, start=at(17, 14), waivers=(), tell="soon")
    changing.move(by=studio.desk(), wanted=wish, now=LATER)
    changing.undo(by=studio.desk(), appointment=row, now=LATER + timedelta(minutes=1))
    assert deliver(LATER + timedelta(hours=1)) == []


def test_a_cancellation_that_was_taken_back_is_no_news_to_who_was_to_hear_nothing() -> None:
    studio.clinic()
    wish = wanted(make.client(), at(2, 14), tell="not")
    row = booking.book(by=studio.desk(), wanted=wish, now=NOW)
    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    changing.undo(by=studio.desk(), appointment=row, now=SOON)
    assert deliver(LATER) == []


def test_what_was_never_told_because_it_was_taken_back_is_told_as_it_stands() -> None:
    studio.clinic()
    wish = wanted(make.client(), at(2, 14))
    row = booking.book(by=studio.desk(), wanted=wish, now=NOW)
    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    changing.undo(by=studio.desk(), appointment=row, now=SOON)
    assert len(deliver(LATER)) == 1


def nights() -> datetime:
    """A studio that never shuts; the half hour past two, two weeks before the clocks go forward."""
    where, always = studio.clinic(), [[day, 0, 1440] for day in range(7)]
    type(where).objects.update(hours=always)
    Shift.objects.update(hours=always)
    return at(111, 2, 30)  # Sun 14 Mar 2027; on the 28th there is no half past two


def test_a_time_that_the_clock_skips_is_no_date_of_a_series() -> None:
    made = series(nights(), whole=False, times=3)
    assert [row.local_start for row in made] == ["2027-03-14T02:30", "2027-03-21T02:30"]


def test_the_preview_offers_no_date_that_the_clock_skips() -> None:
    first = nights()
    wish = wanted(make.client(), first, depth="light", staff=True)
    starts = [first + timedelta(weeks=1), at(125, 2, 30)]  # the second comes out at half past three
    desk = Standing(own=False, desk=True, treats=False)
    found = queries.preview(wish, starts, desk, zone="Europe/Berlin", now=NOW)
    assert [one.possible for one in found] == [True, False]


def test_a_series_that_is_to_be_whole_is_none_over_a_skipped_time() -> None:
    first = nights()
    with pytest.raises(Conflict) as refused:
        series(first, times=3)
    failed: Any = refused.value.more["failed"]
    assert [(one.problem.code, f"{one.at:%d.%m. %H:%M}") for one in failed] == [
        ("gap", "28.03. 02:30")
    ]


def test_time_off_closes_what_is_offered_in_it() -> None:
    studio.clinic()
    waits("mara")
    otto = make.client("otto")
    row = booking.book(by=studio.desk(), wanted=wanted(otto, at(2, 14), staff=True), now=NOW)
    changing.cancel(by=studio.desk(), appointment=row, now=NOW)
    passed()
    studio.off(Therapist.objects.get(), at(2, 9), at(2, 20), LATER)
    assert Opening.objects.get().state == "closed"
    assert not Occupancy.objects.filter(opening__isnull=False, live=True).exists()


def test_an_undo_takes_no_more_room_than_there_was() -> None:
    studio.clinic()
    row = booking.book(by=studio.desk(), wanted=wanted(make.client(), at(2, 14)), now=NOW)
    before = list(row.occupancies.order_by("pk").values_list("during", flat=True))
    type(row.service).objects.update(buffer_before=30, buffer_after=45)
    row.refresh_from_db()
    moved(row, at(3, 10))
    changing.undo(by=studio.desk(), appointment=row, now=SOON)
    assert list(row.occupancies.order_by("pk").values_list("during", flat=True)) == before


def test_a_swap_with_a_third_is_not_undone_with_the_first() -> None:
    studio.clinic(therapists=3, rooms=3)
    one, two, three = (
        booking.book(
            by=studio.desk(), wanted=wanted(make.client(name), at(day, 14), staff=True), now=NOW
        )
        for day, name in ((2, "mara"), (3, "otto"), (4, "lisa"))
    )
    swapping.swap(by=studio.desk(), one=Side(one), other=Side(two), now=SOON)
    swapping.swap(by=studio.desk(), one=Side(two), other=Side(three), now=SOON)
    with pytest.raises(Exception, match="nothing to take back"):
        undoing.undo(by=studio.desk(), appointment=one, now=SOON)


def test_who_was_taken_off_the_list_by_mistake_is_on_it_again() -> None:
    studio.clinic()
    entry = waits("mara")
    made = offers.take(by=studio.desk(), offer=offered(entry), now=NOW)
    undoing.undo(by=studio.desk(), appointment=made, now=SOON)
    entry.refresh_from_db()
    assert (entry.state, entry.ended_at) == ("waiting", None)


@pytest.mark.parametrize("which", [0, 2])
def test_a_date_moved_before_the_message_of_its_series_is_told_by_it_alone(which: int) -> None:
    studio.clinic()
    row = moved(series()[which], at(2 + 7 * which, 17))
    said = deliver(LATER)
    assert len(said) == 1
    assert said[0].text.count("- ") >= 4
    assert f"{row.local_start[11:]}" in said[0].text


def test_a_date_moved_after_the_message_of_its_series_is_told_as_moved() -> None:
    studio.clinic()
    row = series()[2]
    deliver(LATER)
    wish = plans.as_booked(row, start=at(16, 17), waivers=())
    changing.move(by=studio.desk(), wanted=wish, now=LATER)
    (said,) = deliver(LATER + timedelta(hours=1))
    assert "It was on Wed 9 Dec, 14:00." in said.text


def test_a_series_of_which_all_is_off_is_told_of_as_off_alone() -> None:
    studio.clinic()
    bundle = series()[0].bundle
    assert bundle is not None
    together.cancel_rest(by=studio.desk(), bundle=bundle, now=SOON)
    topics = OutboxRow.objects.filter(topic__in=("session_booked", "session_cancelled"))
    deliver(LATER)
    assert {row.topic for row in topics.filter(state="done")} == {"session_cancelled"}


def test_who_gets_short_messages_hears_how_many_a_series_are(settings: Any) -> None:
    settings.SMS_URL = "console:"
    studio.clinic()
    make.client()
    Client.objects.update(email="", phone="+4917612345")
    Location.objects.update(name="Riverside of the very long name in Ulm")
    mara = Client.objects.get()
    wish = wanted(mara, at(2, 14), depth="light", staff=True, tell="soon")
    together.book_series(by=studio.desk(), wanted=wish, every=1, times=4, whole=True, now=NOW)
    (said,) = deliver(LATER)
    assert "booked 4 times from Wed 25 Nov 14:00" in said.text
    assert len(said.text) <= 160


def test_two_who_come_together_do_not_swap_with_one_who_has_no_second_therapist() -> None:
    studio.clinic(therapists=3, rooms=3)
    both = studio.service("Couples", therapists=2, group_least=2, group_most=2)
    Room.objects.update(tables=2)
    pair = booked("mara", at(2, 14), service=both, group_size=2)
    single = booked("otto", at(3, 14))
    before = [codes_of(row) for row in (pair, single)]
    with pytest.raises(Conflict) as refused:
        swapping.swap(by=studio.desk(), one=Side(pair), other=Side(single), now=SOON)
    assert refused.value.more["which"] == pair.code
    assert [codes_of(row) for row in (pair, single)] == before


@pytest.mark.parametrize("state", ["held", "arrived", "cancelled"])
def test_only_what_is_to_come_is_swapped(state: str) -> None:
    studio.clinic(therapists=2, rooms=2)
    one, other = booked("mara", at(2, 14)), booked("otto", at(3, 14))
    Appointment.objects.filter(pk=other.pk).update(
        state=state, expires_at=NOW + timedelta(minutes=9) if state == "held" else None
    )
    with pytest.raises(Conflict) as refused:
        swapping.swap(by=studio.desk(), one=Side(one), other=Side(other), now=SOON)
    assert (refused.value.code, refused.value.more["which"]) == ("changed", other.code)


def test_a_swap_keeps_what_waits_for_a_look_and_what_was_paid() -> None:
    studio.clinic(therapists=2, rooms=2)
    one, other = booked("mara", at(2, 14)), booked("otto", at(3, 14))
    Appointment.objects.filter(pk=one.pk).update(state="review")
    visits.pay(by=studio.desk(), appointment=other, how="card", now=NOW)
    swapping.swap(by=studio.desk(), one=Side(one), other=Side(other), now=SOON)
    for row in (one, other):
        row.refresh_from_db()
    assert (one.state, other.state) == ("review", "confirmed")
    assert (other.paid_at, other.receipt) == (NOW, 1)


def test_a_longer_session_goes_back_unless_the_time_it_had_was_taken() -> None:
    studio.clinic()
    row = booked("mara", at(2, 14), minutes=90)
    resizing.resize(by=studio.desk(), appointment=row, minutes=60, now=SOON)
    next_one = booked("otto", at(2, 15, 15))
    with pytest.raises(Conflict, match="taken meanwhile"):
        undoing.undo(by=studio.desk(), appointment=row, now=SOON)
    undoing.undo(by=studio.desk(), appointment=next_one, now=SOON)
    undoing.undo(by=studio.desk(), appointment=row, now=SOON)
    row.refresh_from_db()
    assert (row.minutes, row.end_at) == (90, at(2, 15, 30))
