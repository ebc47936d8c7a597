"""The times page: best first, day by day, and why not."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client as Browser

from bookings.models import Location, Service, Therapist
from bookings.web import times as web
from clinic.foundation.models import Client
from tests.bookings import studio
from tests.bookings.way import clock, mara, times  # noqa: F401 - fixtures
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db


def test_strangers_see_times_of_two_weeks_without_a_verdict(client: Browser) -> None:
    studio.clinic()

    page = client.get(times(**{"from": "2027-01-20"}))

    assert page.context["choice"].first.isoformat() == "2026-12-06"
    assert page.context["week"].count > 0
    assert not re.search(r"verdict-(fine|recommended)", page.text)
    assert "/account/login/?next=/book/times/" in page.text
    assert 'name="pick"' not in page.text


def test_a_long_day_shows_its_first_part_and_folds_the_others(client: Browser) -> None:
    studio.clinic()

    page = client.get(times()).text

    assert page.count('<details class="part" open>') == 7
    assert page.count('<details class="part">') > 10


def test_a_studio_to_the_west_keeps_the_rest_of_its_day(
    client: Browser,
    mara: Client,  # noqa: F811
    clock: Any,  # noqa: F811
) -> None:
    studio.clinic()
    Location.objects.update(zone="Pacific/Auckland")
    west = studio.location("Hudson", zone="America/New_York", position=5)
    studio.therapist(west, "nia")
    studio.room(west)
    clock.move_to(datetime(2026, 11, 23, 13, tzinfo=UTC))  # Mon 8:00 there, Tue in Auckland

    week = client.get(times(location=west.code)).context["week"]

    assert (week.days[0].day.isoformat(), week.days[0].today) == ("2026-11-23", True)
    assert week.days[0].count > 0


def test_strangers_who_look_too_often_wait(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.clinic()
    monkeypatch.setattr(web, "LOOKS", 2)

    codes = [client.get(times()).status_code for _ in range(3)]

    assert codes == [200, 200, 429]


def test_clients_may_look_as_often_as_they_like(
    client: Browser,
    mara: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio.clinic()
    monkeypatch.setattr(web, "LOOKS", 0)

    assert client.get(times()).status_code == 200


def test_a_client_sees_each_time_judged_and_can_press_it(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic()
    rows.race(mara, local_start=datetime(2026, 11, 27, 10), priority="A")

    page = client.get(times(depth="deep"))

    week = page.context["week"]
    assert {day.best for day in week.days} >= {"blocked"}
    assert "Deep work would end" in page.text
    assert page.text.count('name="pick"') >= week.count


def test_three_best_times_stand_first_with_a_reason(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic()

    page = client.get(times())

    assert len(page.context["week"].best) == 3
    assert page.text.index("Best for you") < page.text.index("All times, day by day")


def test_a_chosen_therapist_filters_the_times(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic(therapists=2, rooms=2)
    ben = Therapist.objects.get(user__name="Ben")

    week = client.get(times(therapist=ben.code)).context["week"]

    said = {entry.whom for day in week.days for group in day.groups for entry in group.entries}
    assert said == {"Ben"}


@pytest.mark.parametrize("field", ["location", "therapist", "service"])
def test_a_code_that_names_nothing_is_not_there(client: Browser, field: str) -> None:
    studio.clinic()
    address = times(**{field: "nobody"}) if field != "service" else "/book/times/?service=nobody"

    assert client.get(address).status_code == 404


def test_without_a_service_the_way_begins_anew(client: Browser) -> None:
    assert client.get("/book/times/").headers["Location"] == "/book/"


@pytest.mark.parametrize("fault", [{"minutes": "7"}, {"depth": "fierce"}, {"from": "x\x00"}])
def test_what_cannot_be_is_told_and_breaks_nothing(client: Browser, fault: dict[str, str]) -> None:
    studio.clinic()

    page = client.get("/book/times/", {"service": Service.objects.get().code} | fault)

    assert page.status_code == 200


def test_a_blocked_time_says_why_and_from_when(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic()
    rows.race(mara, local_start=datetime(2026, 11, 27, 10), priority="A")

    page = client.get(times(depth="deep"))

    assert "Why not" in page.text
    assert "Possible from" in page.text


def test_nothing_free_says_why_and_when_next(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic()
    Service.objects.update(notice_minutes=10 * 24 * 60)

    page = client.get(times())

    assert "That is too soon to be booked here." in page.text
    assert "The next free time is Thu 3 Dec, 10:00." in page.text


def test_strangers_are_not_told_of_times_further_ahead(client: Browser) -> None:
    studio.clinic()
    Service.objects.update(notice_minutes=30 * 24 * 60)

    page = client.get(times())

    assert page.context["week"].free is None
    assert "Sign in to see further ahead." in page.text


def test_what_hurts_is_asked_about_first(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic()
    Service.objects.update(type="injury")

    asked = client.get(times())
    rows.answers(mara)

    assert asked.headers["Location"].startswith("/check/?next=%2Fbook%2Ftimes%2F")
    assert client.get(times()).status_code == 200


def test_without_the_guard_times_for_what_hurts_would_come_unasked(
    client: Browser,
    mara: Client,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    studio.clinic()
    Service.objects.update(type="injury")
    monkeypatch.setattr(web, "asked_first", lambda *_asked: False)

    assert client.get(times()).status_code == 200


@pytest.mark.parametrize("address", ["/book/times/?service=a%00b", "/book/services/?need=a%00b"])
def test_an_address_that_nobody_writes_breaks_nothing(client: Browser, address: str) -> None:
    assert client.get(address).status_code in (200, 404)


def test_htmx_gets_the_part_alone(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic()

    part = client.get(times(), headers={"HX-Request": "true", "HX-Target": "times"}).text

    assert "<html" not in part
    assert 'id="chosen"' in part


def test_another_clock_is_named(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic()
    mara.zone = "America/New_York"
    mara.save()

    page = client.get(times())

    assert page.context["elsewhere"]
    assert "All times are those of the clock in Europe/Berlin." in page.text


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_needs_a_fixed_number_of_queries(
    client: Browser,
    mara: Client,  # noqa: F811
    many: int,
    django_assert_num_queries: Any,
) -> None:
    studio.clinic(therapists=many, rooms=many)
    for number in range(many):
        rows.race(mara, local_start=datetime(2026, 12, 6 + number, 10))
        rows.workout(mara)

    with django_assert_num_queries(8):  # the last of them looks ahead
        client.get(times())


def test_a_full_week_is_small_on_the_way(client: Browser, mara: Client) -> None:  # noqa: F811
    studio.clinic(therapists=5, rooms=5)

    page = client.get(times(), headers={"Accept-Encoding": "gzip"})

    assert len(gzip.decompress(page.content)) > 50_000
    assert len(page.content) < 25_000


def test_a_login_without_a_record_may_look_but_not_press(client: Browser) -> None:
    studio.clinic()
    client.force_login(make.user("nobody"))

    assert 'name="pick"' not in client.get(times()).text
