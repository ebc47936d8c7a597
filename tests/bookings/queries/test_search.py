"""Searching: what is free, for whom, when next; and in how many queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking
from bookings.models import Appointment, Closure, Location, Room, Service, Therapist
from bookings.queries import search, services, telling
from bookings.queries.search import Ask, Found
from clinic.foundation.errors import Invalid, NotFound
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 11, 24)


def ask(**other: Any) -> Ask:
    """An hour of moderate massage tomorrow, with anybody."""
    first = Service.objects.first()
    assert first is not None
    order = services.order(first, minutes=60, depth="moderate", group_size=1, staff=False)
    return replace(Ask(order, TOMORROW, 1), **other)


def starts(found: Found) -> list[datetime]:
    return [offer.start for offer in found.open]


def book(client: Client, start: datetime, **other: Any) -> Appointment:
    wish = wanted(client, start, accept_caution=True, **other)
    return booking.book(by=make.login_of(client), wanted=wish, now=NOW)


def test_an_empty_day_offers_every_quarter_of_the_opening_hours() -> None:
    studio.clinic()
    found = starts(search.search(ask(), now=NOW))
    assert (found[0], found[-1], len(found)) == (at(1, 9), at(1, 20), 45)


def test_what_is_booked_is_in_the_way_with_its_buffer() -> None:
    studio.clinic()
    book(make.client(), at(1, 14))
    found = starts(search.search(ask(), now=NOW))
    assert at(1, 12, 45) in found
    assert at(1, 13) not in found
    assert at(1, 15) not in found
    assert at(1, 15, 15) in found


def test_an_appointment_that_is_moved_is_in_nobodys_way() -> None:
    studio.clinic()
    mara = make.client()
    row = book(mara, at(1, 14))
    found = search.search(ask(client=mara, moving=row), now=NOW)
    assert len(starts(found)) == 45


def test_a_closed_day_and_a_shut_room_offer_nothing() -> None:
    where = studio.clinic()
    closed = Closure.objects.create(
        location=where, name="Fair", first_day=TOMORROW, last_day=TOMORROW
    )
    assert starts(search.search(ask(), now=NOW)) == []
    closed.delete()
    Room.objects.update(active=False)
    assert starts(search.search(ask(), now=NOW)) == []


def test_a_therapist_who_may_not_come_in_any_more_is_not_offered() -> None:
    studio.clinic()
    user = Therapist.objects.get().user
    user.is_active = False
    user.save()
    assert starts(search.search(ask(), now=NOW)) == []


@pytest.mark.parametrize("name", ["location", "therapist"])
def test_a_code_of_nothing_is_not_there(name: str) -> None:
    studio.clinic()
    with pytest.raises(NotFound):
        search.search(ask(**{name: "nothing"}), now=NOW)


@pytest.mark.parametrize("days", [0, 63])
def test_days_out_of_bounds_are_refused(days: int) -> None:
    studio.clinic()
    with pytest.raises(Invalid):
        search.search(ask(days=days), now=NOW)


def test_notice_and_horizon_bind_clients_and_not_the_clinic() -> None:
    studio.clinic()
    near, far = date(2026, 11, 23), date(2027, 3, 1)
    assert starts(search.search(ask(first=near), now=NOW))[0] == at(0, 12)
    assert starts(search.search(ask(first=near, staff=True), now=NOW))[0] == at(0, 10)
    assert starts(search.search(ask(first=far), now=NOW)) == []
    assert len(starts(search.search(ask(first=far, staff=True), now=NOW))) == 45


def test_the_next_free_time_is_found_past_the_days_asked_for() -> None:
    where = studio.clinic()
    last = TOMORROW + timedelta(days=9)
    Closure.objects.create(location=where, name="Fair", first_day=TOMORROW, last_day=last)
    found = search.search(ask(), now=NOW)
    offer = search.next_free(found, now=NOW)
    assert offer is not None
    assert offer.start == at(11, 9)


def test_where_nothing_is_ever_free_there_is_no_next() -> None:
    studio.clinic()
    Room.objects.update(active=False)
    found = search.search(ask(), now=NOW)
    assert telling.first_free(found, now=NOW) is None


def test_two_studios_are_searched_each_by_its_own_clock() -> None:
    studio.clinic()
    tokyo = studio.location("Harbour", zone="Asia/Tokyo")
    studio.room(tokyo)
    studio.therapist(tokyo, "yuki")
    found = search.search(ask(), now=NOW)
    begins = {found.setup.studio[o.slot.place].name: o.start for o in reversed(found.open)}
    assert begins == {"Riverside": at(1, 9), "Harbour": at(1, 9, zone="Asia/Tokyo")}


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_asks_a_fixed_number_of_queries(
    number: int, django_assert_num_queries: Any
) -> None:
    studio.clinic(therapists=number, rooms=number)
    for other in range(1, number):
        place = studio.location(f"Studio {other}")
        studio.room(place)
        Closure.objects.create(location=place, name="x", first_day=TOMORROW, last_day=TOMORROW)
    mara = make.client()
    for day in range(number):
        book(mara, at(5 + 3 * day, 14), location=Location.objects.order_by("pk")[0].code)
    whole = ask(client=mara, days=62)
    search.search(whole, now=NOW)

    # Studios with all that is theirs, what is taken, sessions, the calendar, the version of rules.
    with django_assert_num_queries(4):
        search.search(whole, now=NOW)


def test_the_alternatives_are_the_nearest_and_never_blocked() -> None:
    studio.clinic()
    mara = make.client()
    book(mara, at(1, 14))
    near = telling.alternatives(ask(client=mara), at(1, 14), now=NOW)
    assert [told["start"][11:16] for told in near] == ["12:45", "15:15", "12:30", "15:30", "12:15"]
    assert all(told["verdict"] != "blocked" for told in near)


def test_alternatives_are_looked_for_in_the_weeks_around() -> None:
    where = studio.clinic()
    Closure.objects.create(
        location=where, name="Fair", first_day=TOMORROW, last_day=TOMORROW + timedelta(days=6)
    )
    near = telling.alternatives(ask(), at(3, 14), now=NOW)
    assert len(near) == 5


def test_the_rest_of_the_evening_counts_where_utc_is_a_day_ahead() -> None:
    studio.clinic()
    Location.objects.update(zone="America/New_York")
    now = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)  # 19:10 the evening before in New York
    Service.objects.update(notice_minutes=0, lengths=[[30, 3000]], buffer_after=0)
    order = services.order(
        Service.objects.get(), minutes=30, depth="moderate", group_size=1, staff=False
    )
    wish = Ask(order=order, first=now.date(), days=1)

    near = telling.alternatives(wish, now + timedelta(minutes=20), now=now)

    assert near[0]["start"] == "2026-11-23T19:30:00-05:00"


def test_what_lies_ahead_is_looked_at_once_and_only_if_somebody_asks(
    django_assert_num_queries: Any,
) -> None:
    studio.clinic()
    found = search.search(ask(days=2, ahead=10), now=NOW)
    with django_assert_num_queries(0):
        assert found.possible_from(found.offers[0].slot.place, found.offers[0].slot.start)
    last = found.offers[-1].slot
    with django_assert_num_queries(1):
        first = found.possible_from(last.place, last.start)
    with django_assert_num_queries(0):
        assert found.possible_from(last.place, last.start) == first
    assert first[0].start == at(3, 9)


def test_looking_ahead_finds_what_one_search_of_all_days_finds() -> None:
    studio.clinic()
    mara = make.client()
    book(mara, at(4, 14))
    parts = search.search(ask(client=mara, days=2, ahead=10), now=NOW)
    whole = search.search(ask(client=mara, days=12), now=NOW)
    assert sum((found.offers for found in parts.onward()), ()) == whole.offers
