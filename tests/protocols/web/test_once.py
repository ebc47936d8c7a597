"""A double tap adds one race, one workout, one injury: each showing of a form does its thing once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pghistory.models
import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.models import Injury, ListedRace, Race, RunnerProfile, Workout
from protocols.web import answering
from tests.clinic import make

pytestmark = pytest.mark.django_db
RACE = {
    "name": "Boston",
    "day": "2027-04-19",
    "time": "09:30",
    "zone": "America/New_York",
    "distance": "marathon",
    "priority": "A",
    "terrain": "flat",
}
FORMS: dict[str, tuple[Any, dict[str, str]]] = {
    "race_new": (Race, RACE),
    "workout_new": (
        Workout,
        {"kind": "easy", "day": "2026-11-24", "minutes": "50", "weeks": "4"},
    ),
    "injury_new": (Injury, {"kind": "strain", "what": "the calf", "from_day": "2026-11-20"}),
    "runner": (RunnerProfile, {"quiet_days": "2"}),
    "listed_new": (ListedRace, RACE),
}
NUMBER = {"workout_new": 4}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def page(client: Browser) -> Browser:
    """A browser of a client who keeps the desk too."""
    client.force_login(make.user("mara", Role.CLIENT, Role.DESK))
    Client.objects.update(zone="Europe/Berlin")
    return client


def token(page: Browser, route: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page.get(reverse(route)).text)
    assert found
    return found[1]


def tap_twice(page: Browser, route: str) -> list[Any]:
    sent = FORMS[route][1] | {"once": token(page, route)}
    return [page.post(reverse(route), sent) for _ in range(2)]


@pytest.mark.parametrize("route", FORMS)
def test_a_double_tap_does_its_thing_once(page: Browser, route: str) -> None:
    first, second = tap_twice(page, route)
    assert FORMS[route][0].objects.count() == NUMBER.get(route, 1)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize("route", sorted(FORMS.keys() - {"runner"}))
def test_without_the_token_a_double_tap_would_add_twice(
    page: Browser, route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(_by: Any, _form: Any, _call: str, do: Any, *, now: Any) -> str:
        return str(do().code)

    monkeypatch.setattr(answering, "once", careless)
    monkeypatch.setattr("protocols.web.race_list.once", careless)
    tap_twice(page, route)
    assert FORMS[route][0].objects.count() == 2 * NUMBER.get(route, 1)


def test_a_profile_is_written_once_however_often_it_is_sent(page: Browser) -> None:
    tap_twice(page, "runner")
    told = pghistory.models.Context.objects.filter(metadata__doing="keep runner profile")
    assert told.count() == 1


def test_going_back_and_typing_another_race_adds_that_too(page: Browser) -> None:
    sent = RACE | {"once": token(page, "race_new")}
    for name in ("Boston", "Berlin", "Boston"):
        page.post(reverse("race_new"), sent | {"name": name})
    assert sorted(Race.objects.values_list("name", flat=True)) == ["Berlin", "Boston"]


@pytest.mark.parametrize("route", FORMS)
def test_a_form_without_its_token_does_nothing(page: Browser, route: str) -> None:
    model, sent = FORMS[route]
    before = model.objects.count()
    assert "error-summary" in page.post(reverse(route), sent).text
    assert model.objects.count() == before


def test_what_was_refused_can_be_put_right_under_the_same_token(page: Browser) -> None:
    sent = RACE | {"once": token(page, "race_new")}
    shown = page.post(reverse("race_new"), sent | {"day": ""}).text
    assert f'value="{sent["once"]}"' in shown
    assert page.post(reverse("race_new"), sent).status_code == 302
