"""What is to be given back, of many sessions at once."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from bookings.actions import booking, changing, visits
from bookings.models import Appointment
from bookings.queries import giving_back
from tests.bookings import studio
from tests.bookings.studio import NOW, at, desk, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


def paid(name: str, day: int) -> Appointment:
    told = wanted(make.client(name), at(day, 14))
    row = booking.book(by=desk(), wanted=told, now=NOW)
    return visits.pay(by=desk(), appointment=row, how="card", now=NOW)


def test_it_is_one_query_for_one_or_three_and_none_where_nothing_fell_through(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    studio.clinic()
    rows = [paid(name, day) for name, day in (("a", 2), ("b", 3), ("c", 4))]
    with django_assert_num_queries(0):
        assert giving_back.of(rows) == {}
    fell = [changing.cancel(by=desk(), appointment=row, now=NOW) for row in rows]
    for some in (fell[:1], fell):
        with django_assert_num_queries(1):
            assert giving_back.of(some) == {row.pk: 9000 for row in some}
