"""The pages of training: two weeks at a glance, and each workout."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client
from protocols.models import Workout
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
TYPED = {
    "once": "once-1",
    "kind": "intervals",
    "day": "2026-11-24",
    "time": "18:30",
    "minutes": "50",
    "weeks": "1",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def mara(client: Browser) -> Client:
    mara = make.client()
    Client.objects.update(zone="Europe/Berlin")
    client.force_login(make.login_of(mara))
    return mara


def test_an_empty_fortnight_says_what_training_is_good_for(client: Browser, mara: Client) -> None:
    page = client.get(reverse("training")).text
    assert "Nothing in these two weeks yet" in page
    assert page.count('class="week-day') == 14


def test_a_workout_typed_in_stands_on_its_day(client: Browser, mara: Client) -> None:
    page = client.post(reverse("workout_new"), TYPED, follow=True).text
    workout = Workout.objects.get()
    assert workout.start_at == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert "18:30, 50 min" in page
    assert "hard workout" in page


def test_without_a_time_it_is_at_any_hour(client: Browser, mara: Client) -> None:
    page = client.post(reverse("workout_new"), TYPED | {"time": ""}, follow=True).text
    assert Workout.objects.get().day == date(2026, 11, 24)
    assert "at any hour" in page


def test_a_usual_week_is_put_down_once(client: Browser, mara: Client) -> None:
    client.post(reverse("workout_new"), TYPED | {"weeks": "8"})
    assert Workout.objects.count() == 8


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": ""}, "day"),
        ({"kind": "sprint"}, "kind"),
        ({"minutes": "0"}, "minutes"),
        ({"title": "x" * 201}, "title"),
        ({"weeks": "1000"}, "weeks"),
        ({"day": "2200-12-30", "weeks": "4"}, "day"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_kept(
    client: Browser, mara: Client, change: dict[str, str], field: str
) -> None:
    page = client.post(reverse("workout_new"), TYPED | change).text
    assert f'id="id_{field}_error"' in page
    assert not Workout.objects.exists()


@pytest.mark.parametrize(
    ("begin", "monday"),
    [
        ("2027-01-06", "4 Jan"),
        ("", "23 Nov"),
        ("nonsense", "23 Nov"),
        ("9999-12-31", "23 Nov"),
        ("1970-01-01", "23 Nov"),
    ],
)
def test_a_fortnight_begins_on_the_monday_of_the_day_asked_for(
    client: Browser, mara: Client, begin: str, monday: str
) -> None:
    assert f"{monday} –" in client.get(reverse("training"), {"begin": begin}).text


def test_a_workout_is_changed_by_its_form(client: Browser, mara: Client) -> None:
    workout = rows.workout(mara, start_at=datetime(2026, 11, 24, 17, 30, tzinfo=UTC), day=None)
    where = reverse("workout", args=[workout.code])
    assert 'value="18:30"' in client.get(where).text
    client.post(where, TYPED | {"time": "", "title": "Track"})
    workout.refresh_from_db()
    assert (workout.day, workout.start_at, workout.title) == (date(2026, 11, 24), None, "Track")


def test_a_workout_goes_only_after_it_was_asked_once_more(client: Browser, mara: Client) -> None:
    where = reverse("workout_remove", args=[rows.workout(mara).code])
    assert "Tue 1 Dec" in client.get(where).text
    client.post(where)
    assert not Workout.objects.exists()


@pytest.mark.parametrize("route", ["workout", "workout_remove"])
def test_a_workout_of_somebody_else_is_not_there(client: Browser, mara: Client, route: str) -> None:
    theirs = rows.workout(make.client("vera"))
    for code in (theirs.code, "nosuchcode42"):
        assert client.post(reverse(route, args=[code]), TYPED).status_code == 404
    assert Workout.objects.get().kind == "easy"


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_takes_the_same_queries_however_full(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        rows.workout(mara)
        rows.race(mara, local_start=datetime(2026, 11, 29, 10))
    with django_assert_num_queries(5):
        assert client.get(reverse("training")).text.count("City 10K") == 2 * many
