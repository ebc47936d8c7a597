"""What is booked of a thing, and what of a service can be booked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking
from bookings.models import Location, Room, Service, Therapist
from bookings.queries import menu, people, public_holidays, uses
from bookings.queries.uses import Thing
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


def things() -> list[Thing]:
    return [
        Location.objects.get(),
        Room.objects.all()[0],
        Therapist.objects.all()[0],
        Service.objects.get(),
    ]


def test_a_booked_session_is_coming_at_all_that_it_takes() -> None:
    studio.clinic(therapists=2, rooms=2)
    mara = make.client()
    made = booking.book(
        by=make.login_of(mara),
        wanted=wanted(mara, at(1, 14), therapist=Therapist.objects.all()[0].code),
        now=NOW,
    )
    assert [list(uses.coming(thing, NOW)) for thing in things()] == [[made]] * 4
    assert list(uses.coming(Therapist.objects.all()[1], NOW)) == []
    assert list(uses.coming(Room.objects.all()[1], NOW)) == []


def test_a_session_that_ended_is_coming_no_more() -> None:
    studio.clinic()
    mara = make.client()
    made = booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    last = made.end_at - timedelta(microseconds=1)
    assert [uses.coming(thing, last).count() for thing in things()] == [1] * 4
    assert [uses.coming(thing, made.end_at).count() for thing in things()] == [0] * 4


def test_a_held_time_counts_until_its_ten_minutes_are_over() -> None:
    studio.clinic()
    mara = make.client()
    held = booking.hold(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)
    assert held.expires_at is not None
    for thing in things():
        assert uses.coming(thing, NOW).count() == 1
        assert uses.coming(thing, held.expires_at).count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_coming_sessions_take_two_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    studio.clinic()
    mara = make.client()
    for day in range(1, number + 1):
        booking.book(by=make.login_of(mara), wanted=wanted(mara, at(day, 14)), now=NOW)
    ana = Therapist.objects.get()
    with django_assert_num_queries(2):
        told = [str(row.client) + str(row.service) for row in uses.coming(ana, NOW)]
    assert len(told) == number


@pytest.mark.parametrize("number", [1, 3])
def test_checking_the_menu_takes_two_queries(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    studio.clinic(therapists=number, rooms=number)
    for at_ in range(number):
        studio.service(f"Service {at_}")
    with django_assert_num_queries(2):
        lines = menu.checked(menu.everything(), NOW.date())
    assert [line.lacks for line in lines] == [""] * (number + 1)


def test_whoever_is_shut_out_or_lost_the_role_does_not_wait() -> None:
    ana, ben, cem = (make.user(name, Role.THERAPIST) for name in ("ana", "ben", "cem"))
    ben.is_active = False
    ben.save()
    cem.grants.update(ended_at=NOW)
    assert list(people.candidates()) == [ana]


def test_holidays_know_countries_parts_and_years() -> None:
    where = studio.location()
    assert ("BA", "Bosnia and Herzegovina") in public_holidays.countries()
    assert ("BE", "BE") in public_holidays.parts("DE")
    names = [day.name for day in public_holidays.of_year(where, "DE", "", 2027)]
    assert "Good Friday" in names
    assert len(names) == 9
