"""A client's season as it is read, and small ones of several."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bookings.actions import booking
from bookings.queries import season, season_strips
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)  # a Monday
ZONE = "Europe/Berlin"


def whole(client: Client, **asked: Any) -> season.Told:
    span = season.span(TODAY, first=None, weeks=26, day=asked.get("day"))
    return season.page(client, span, ZONE, make.NOW)


def busy(client: Client, number: int) -> None:
    """A race, a workout and a session, not on the same days as another number's."""
    rows.race(client, local_start=datetime(2026, 12, 6 + number, 10))
    rows.workout(client)
    booking.book(
        by=make.login_of(client),
        wanted=studio.wanted(client, studio.at(2 + number, 15)),
        now=make.NOW,
    )


def test_it_begins_four_weeks_back_and_tells_of_today() -> None:
    found = season.span(TODAY, first=None, weeks=26, day=None)

    assert found.first == date(2026, 10, 26)
    assert (found.weeks, found.day) == (26, TODAY)


def test_a_day_outside_brings_its_own_weeks() -> None:
    found = season.span(TODAY, first=None, weeks=26, day=date(2028, 2, 2))

    assert found.first <= found.day <= found.last
    assert found.first.weekday() == 0


def test_the_weeks_that_were_asked_for_begin_on_their_monday() -> None:
    found = season.span(TODAY, first=date(2027, 1, 6), weeks=52, day=date(2027, 3, 1))

    assert (found.first, found.weeks) == (date(2027, 1, 4), 52)


@pytest.mark.parametrize("many", [1, 3])
def test_a_season_takes_the_same_queries_with_one_of_each_or_three(
    many: int, django_assert_num_queries: Any
) -> None:
    studio.clinic()
    client = make.client("mara")
    for number in range(many):
        busy(client, number)

    with django_assert_num_queries(6):
        found = whole(client, day=date(2026, 12, 6))

    assert found.day.races
    assert sum(len(day.marks) for day in found.season.days) == many


def test_what_stands_on_the_day_is_told_with_its_own_hours() -> None:
    studio.clinic()
    client = make.client("mara")
    busy(client, 0)

    found = season.day(client, TODAY + timedelta(days=2), ZONE, make.NOW)

    (held,) = found.sessions
    assert (held.at.hour, held.row.type) == (15, "general")
    assert len(found.kinds) == 4


def test_a_day_that_is_over_offers_nothing() -> None:
    found = season.day(make.client("mara"), TODAY - timedelta(days=1), ZONE, make.NOW)

    assert found.over
    assert found.kinds == ()


def test_of_the_menu_the_length_nearest_to_the_usual_is_taken() -> None:
    studio.clinic()
    service = studio.service(
        "Tune-up", type="pre_event", lengths=[[20, 1], [45, 2]], depths=["light"]
    )
    kinds = list(whole(make.client("mara")).season.kinds)

    found = season.fitting(kinds)

    assert {kind.type for kind in found} == {"general", "pre_event"}
    assert found[kinds[0]] == (service, 20)


def test_what_can_be_booked_by_telephone_alone_is_not_offered() -> None:
    studio.clinic()
    studio.service("Tune-up", type="pre_event", depths=["light"], online=False)
    kinds = list(whole(make.client("mara")).season.kinds)

    assert {kind.type for kind in season.fitting(kinds)} == {"general"}


@pytest.mark.parametrize("many", [1, 3])
def test_small_seasons_take_four_queries_however_many_clients(
    many: int, django_assert_num_queries: Any
) -> None:
    studio.clinic()
    clients = [make.client(name) for name in ("mara", "otto", "lena")[:many]]
    for number, client in enumerate(clients):
        busy(client, number)

    with django_assert_num_queries(4):
        found = season_strips.strips({c.pk for c in clients}, TODAY, ZONE, make.NOW)

    assert all(sum(len(day.marks) for day in each.days) == 1 for each in found.values())
    assert {each.goal is not None for each in found.values()} == {True}


def test_a_small_season_says_what_the_large_one_says() -> None:
    studio.clinic()
    client = make.client("mara")
    for number in range(3):
        busy(client, number)
    large = {day.day: day for day in whole(client).season.days}

    small = season_strips.strips({client.pk}, TODAY, ZONE, make.NOW)[client.pk]

    for day in small.days:
        same = large.get(day.day)
        assert same is None or (day.phase, day.flags, day.marks, day.ticks) == (
            same.phase,
            same.flags,
            same.marks,
            same.ticks,
        )


def test_nobody_takes_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert season_strips.strips(set(), TODAY, ZONE, make.NOW) == {}
