"""A week of times: its strip, and why a day has none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bookings.models import Closure, Location, Service, Shift
from bookings.queries import services
from bookings.queries.search import Ask, search
from bookings.queries.week import Week, here, week
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def looked(client: Client | None = None, **other: Any) -> Week:
    order = services.order(
        Service.objects.earliest("pk"), minutes=60, depth="moderate", group_size=1, staff=False
    )
    ask = Ask(order=order, first=TODAY, days=7, ahead=14, client=client, **other)
    return week(search(ask, now=NOW), discreet=False, now=NOW)


def test_a_week_has_its_seven_days_with_what_the_runner_has_on_them() -> None:
    studio.clinic()
    mara = make.client()
    rows.workout(mara, kind="intervals", day=date(2026, 11, 25))
    rows.race(mara, local_start=datetime(2026, 11, 28, 10))

    told = looked(mara)

    assert len(told.days) == 7
    strips = [day.strip for day in told.days]
    assert [w.effort for strip in strips if strip for w in strip.workouts] == ["hard"]
    assert [r.name for strip in strips if strip for r in strip.races] == ["City 10K"]
    assert told.days[0].today


def test_a_stranger_sees_no_strip_and_no_verdict() -> None:
    studio.clinic()

    told = looked()

    assert {day.strip for day in told.days} == {None}
    assert {group.verdict for day in told.days for group in day.groups} == {""}


def test_a_closed_day_says_so() -> None:
    where = studio.clinic()
    Closure.objects.create(
        location=where, name="Holiday", first_day=TODAY, last_day=TODAY, hours=[]
    )

    assert looked().days[0].cause == "closed"


@pytest.mark.parametrize("cause", ["nobody", "notice", "horizon"])
def test_a_day_without_times_says_why(cause: str) -> None:
    studio.clinic()
    if cause == "nobody":
        Shift.objects.update(hours=[])
    else:
        Service.objects.update(
            **{"notice": {"notice_minutes": 40_000}, "horizon": {"horizon_days": 0}}[cause]
        )

    told = looked()

    assert told.count == 0
    assert told.days[1].cause == cause


def test_a_day_that_is_taken_says_so_and_the_next_free_time_is_named() -> None:
    studio.clinic()
    Shift.objects.update(hours=[[0, 600, 660], [1, 600, 660]])  # one session a week day
    otto = make.client("otto")
    _book(otto, at(1, 10))
    Location.objects.update(hours=[[0, 0, 1440], [1, 600, 660]])

    told = looked()

    assert (told.days[0].cause, told.days[1].cause) == ("notice", "busy")
    assert told.free is not None
    assert told.free.start == datetime(2026, 11, 30, 10)


def test_here_is_the_day_of_the_studio_where_it_is_earliest() -> None:
    assert here(NOW) == TODAY
    studio.location(zone="Pacific/Auckland")
    assert here(NOW + timedelta(hours=3)) == TODAY + timedelta(days=1)
    west = studio.location("Hudson", zone="America/New_York", position=5)

    assert here(NOW + timedelta(hours=3)) == TODAY
    Location.objects.filter(pk=west.pk).update(active=False)
    assert here(NOW + timedelta(hours=3)) == TODAY + timedelta(days=1)


def _book(client: Client, start: datetime) -> None:
    from bookings.actions import booking

    booking.book(by=make.login_of(client), wanted=wanted(client, start), now=NOW)
