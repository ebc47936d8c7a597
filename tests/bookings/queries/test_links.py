"""What a link opens, and where its session can go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.actions import booking
from bookings.forms.links import TimeForm
from bookings.models import Appointment, Location, Therapist
from bookings.queries import links
from bookings.queries.links import Day, Opened, Time, Times, opened, times
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.mailed import secret_of
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

DAY = timedelta(days=1)
MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
).map(lambda at: at.replace(second=0, microsecond=0))


@pytest.fixture
def mara(db: None) -> Client:
    studio.clinic(therapists=2, rooms=2)
    return make.client()


def booked(client: Client, day: int = 3, **other: Any) -> Appointment:
    told = wanted(client, at(day, 14), accept_caution=True, **other)
    return booking.book(by=make.login_of(client), wanted=told, now=NOW)


def link_to(row: Appointment) -> Opened:
    return opened(secret_of(row), NOW)


def starts(found: Times) -> list[datetime]:
    return [time.start for day in found.days for time in day.times]


def test_two_weeks_of_times_lie_open_but_the_one_it_has(mara: Client) -> None:
    found = times(link_to(booked(mara)), same=False, now=NOW)
    assert [day.day.day for day in found.days] == [*range(23, 31), *range(1, 7)]
    assert (found.last.isoformat(), found.same) == ("2026-12-06", False)
    assert datetime(2026, 11, 26, 14) not in starts(found)
    assert datetime(2026, 11, 26, 14, 15) in starts(found)


def test_with_its_own_therapist_only_their_times_are_told(mara: Client) -> None:
    ana = Therapist.objects.get(user__email="ana@example.org")
    row = booked(mara, therapist=ana.code)
    otto = make.client("otto")
    taken = wanted(otto, at(4, 14), therapist=ana.code)
    booking.book(by=make.login_of(otto), wanted=taken, now=NOW)

    link = link_to(row)
    same, any_ = (times(link, same=same, now=NOW) for same in (True, False))

    assert same.same
    assert datetime(2026, 11, 27, 14) in {*starts(any_)} - {*starts(same)}


def test_where_its_therapist_has_left_the_others_are_told(mara: Client) -> None:
    row = booked(mara)
    link = link_to(row)
    Therapist.objects.filter(code=link.alone).update(active=False)
    found = times(link, same=True, now=NOW)
    assert found.days
    assert not found.same


def race_soon(mara: Client) -> Opened:
    rows.race(mara, local_start=datetime(2026, 12, 5, 10), priority="A")
    return link_to(booked(mara, depth="deep"))


def test_what_the_calendar_speaks_against_is_left_out(mara: Client) -> None:
    found = times(race_soon(mara), same=False, now=NOW)
    assert found.days
    assert found.days[-1].day < datetime(2026, 12, 2).date()


def test_without_the_filter_times_to_be_minded_would_be_offered(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = race_soon(mara)
    few = len(starts(times(link, same=False, now=NOW)))
    monkeypatch.setattr(links, "BY_LINK", ("recommended", "fine", "caution"))
    assert len(starts(times(link, same=False, now=NOW))) > few


def test_what_cannot_be_moved_here_says_so(mara: Client) -> None:
    row = booked(mara)
    secret = secret_of(row)
    assert opened(secret, NOW).movable
    assert not opened(secret, row.start_at - DAY + timedelta(seconds=1)).movable
    Location.objects.update(active=False)
    assert not opened(secret, NOW).movable


def test_a_held_time_has_no_link(mara: Client) -> None:
    row = booked(mara)
    secret = secret_of(row)
    Appointment.objects.update(state="held", expires_at=NOW + DAY)
    with pytest.raises(NotFound):
        opened(secret, NOW)


@given(MOMENTS)
def test_a_start_survives_its_address(start: datetime) -> None:
    form = TimeForm({"to": links.address(start)})
    assert form.is_valid()
    assert form.cleaned_data["to"] == start


@given(st.lists(MOMENTS, unique=True), MOMENTS)
def test_nothing_is_nearer_than_what_is_called_near(free: list[datetime], start: datetime) -> None:
    given_ = tuple(Time(at, "") for at in sorted(free))
    found = Times((Day(start.date(), given_),), start.date(), same=False)
    near = [abs(time.start - start) for time in found.near(start)]
    assert near == sorted(abs(at - start) for at in free)[:5]


@pytest.mark.parametrize("many", [1, 3])
def test_a_link_and_its_times_take_a_fixed_number_of_queries(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    made = [booked(mara, 3 + 7 * number) for number in range(many)]
    secret = secret_of(made[0])
    with django_assert_num_queries(3):
        link = opened(secret, NOW)
    with django_assert_num_queries(4):
        times(link, same=True, now=NOW)
