"""What became of a race, what stopped its runner, and where that leads on to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client
from protocols.actions import races as actions
from protocols.models import Injury, Race
from protocols.queries import races
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
RUN = datetime(2026, 11, 22, 10)  # yesterday


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def race(client: Browser) -> Race:
    """A race of yesterday; its runner is signed in."""
    mara = make.client()
    Client.objects.update(zone="Europe/Berlin")
    client.force_login(make.login_of(mara))
    return rows.race(mara, local_start=RUN)


def result(race: Race) -> str:
    return reverse("race_result", args=[race.code])


def settle(path: str) -> tuple[str, list[str]]:
    """Where an answer leads, and what it leads back to."""
    parts = urlsplit(path)
    return parts.path, parse_qs(parts.query).get("back", [])


def test_the_page_begins_with_the_time_that_was_expected(client: Browser, race: Race) -> None:
    Race.objects.update(expected_minutes=232)
    page = client.get(result(race)).text
    assert 'name="hours" value="3"' in page
    assert 'name="minutes" value="52"' in page


def test_a_finish_is_kept_to_the_second_and_leads_to_the_sessions(
    client: Browser, race: Race
) -> None:
    sent = {"outcome": "finished", "hours": "1", "minutes": "2", "seconds": "3"}
    answer = client.post(result(race), sent)
    race.refresh_from_db()
    assert race.status == "finished"
    assert race.finish_at == race.start_at + timedelta(hours=1, minutes=2, seconds=3)
    assert settle(answer["Location"]) == ("/season/settle/", [reverse("race", args=[race.code])])


def test_a_start_that_was_unknown_is_asked_for_and_the_finish_counts_from_it(
    client: Browser, race: Race
) -> None:
    change = {"local_start": RUN.replace(hour=8), "time_known": False}
    actions.change(by=make.login_of(race.client), race=race, changes=change, now=make.NOW)
    assert 'name="start"' in client.get(result(race)).text
    client.post(
        result(race), {"outcome": "finished", "hours": "4", "minutes": "10", "start": "11:30"}
    )
    race.refresh_from_db()
    assert (race.local_start, race.time_known) == (RUN.replace(hour=11, minute=30), True)
    assert race.finish_at == datetime(2026, 11, 22, 14, 40, tzinfo=UTC)


def test_without_its_start_such_a_race_is_reckoned_from_eight(client: Browser, race: Race) -> None:
    change = {"local_start": RUN.replace(hour=8), "time_known": False}
    actions.change(by=make.login_of(race.client), race=race, changes=change, now=make.NOW)
    client.post(result(race), {"outcome": "finished", "hours": "4", "minutes": "10", "start": ""})
    race.refresh_from_db()
    assert (race.finish_at, race.time_known) == (datetime(2026, 11, 22, 11, 10, tzinfo=UTC), False)


def test_a_start_that_is_known_is_not_asked_for(client: Browser, race: Race) -> None:
    assert 'name="start"' not in client.get(result(race)).text
    client.post(result(race), {"outcome": "dnf", "ran_minutes": "40", "start": "06:00"})
    race.refresh_from_db()
    assert race.local_start == RUN


def test_who_did_not_start_has_no_finish(client: Browser, race: Race) -> None:
    client.post(result(race), {"outcome": "dns", "hours": "1", "minutes": "0"})
    race.refresh_from_db()
    assert (race.status, race.finish_at, race.expected_minutes) == ("dns", None, 60)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "won"}, "outcome"),
        ({"outcome": "finished"}, "hours"),
        ({"outcome": "finished", "minutes": "61"}, "minutes"),
        ({"outcome": "finished", "hours": "99"}, "hours"),
        ({"outcome": "dnf", "hours": "1"}, "ran_hours"),
    ],
)
def test_a_fault_stands_beside_its_field(
    client: Browser, race: Race, sent: dict[str, str], field: str
) -> None:
    page = client.post(result(race), sent).text
    assert f'id="id_{field}_error"' in page
    race.refresh_from_db()
    assert race.status == "planned"


def test_a_race_to_come_has_no_result(client: Browser, race: Race) -> None:
    ahead = rows.race(race.client)
    answer = client.get(result(ahead))
    assert answer["Location"] == reverse("race", args=[ahead.code])


def test_who_stopped_is_asked_what_stopped_them(client: Browser, race: Race) -> None:
    answer = client.post(result(race), {"outcome": "dnf", "ran_hours": "0", "ran_minutes": "40"})
    page = client.get(answer["Location"]).text
    assert "What stopped you?" in page
    assert "counts as training" not in page


def test_under_half_an_hour_it_says_that_it_was_training(client: Browser, race: Race) -> None:
    answer = client.post(result(race), {"outcome": "dnf", "ran_minutes": "29"})
    assert "counts as training, and not as a race" in client.get(answer["Location"]).text


def test_the_form_of_a_race_asks_what_stopped_them_too(client: Browser, race: Race) -> None:
    page = client.get(reverse("race", args=[race.code]))
    sent = {name: value for name, value in page.context["form"].initial.items() if value}
    sent |= {"day": "2026-11-22", "time": "10:00", "distance": "10k", "km": ""}
    answer = client.post(reverse("race", args=[race.code]), sent | {"status": "dnf", "hours": "1"})
    assert answer["Location"] == reverse("race_stopped", args=[race.code])


def stopped(client: Browser, race: Race, why: str) -> str:
    finish = race.start_at + timedelta(minutes=40)
    by, change = make.login_of(race.client), {"status": "dnf", "finish_at": finish}
    actions.change(by=by, race=race, changes=change, now=make.NOW)
    where = reverse("race_stopped", args=[race.code])
    return str(client.post(where, {"why": why}).headers.get("Location", ""))


def test_an_injury_is_noted_on_the_race_day_and_then_the_red_flags_are_asked(
    client: Browser, race: Race
) -> None:
    onward = stopped(client, race, "injury")
    assert 'value="2026-11-22"' in client.get(onward).text
    typed = {"once": "o", "kind": "strain", "diagnosed_by": "", "from_day": "2026-11-22"}
    checked = client.post(onward, typed)["Location"]
    assert urlsplit(checked).path == reverse("check")
    assert str(Injury.objects.get().from_day) == "2026-11-22"
    answer = client.post(checked, {"none": "on"})
    assert settle(answer["Location"]) == ("/season/settle/", [reverse("injuries")])


def test_an_illness_leads_to_days_away_and_nothing_to_the_sessions(
    client: Browser, race: Race
) -> None:
    assert stopped(client, race, "ill") == "/away/new/?kind=sick"
    assert settle(stopped(client, race, "neither"))[0] == "/season/settle/"
    assert stopped(client, race, "lazy") == ""


def test_only_a_race_that_was_left_asks_what_stopped_them(client: Browser, race: Race) -> None:
    assert client.get(reverse("race_stopped", args=[race.code]))["Location"] == result(race)


def test_the_races_page_asks_how_it_went(client: Browser, race: Race) -> None:
    page = client.get(reverse("races")).text
    assert result(race) in page
    assert result(race) in client.get(reverse("race", args=[race.code])).text


@pytest.mark.parametrize(
    ("started", "asked"),
    [
        (timedelta(minutes=59), 0),
        (timedelta(hours=1), 1),
        (timedelta(days=20), 1),
        (timedelta(days=22), 0),
    ],
)
def test_it_is_asked_once_a_race_should_be_over_and_for_three_weeks(
    race: Race, started: timedelta, asked: int
) -> None:
    Race.objects.update(start_at=make.NOW - started)
    assert len(races.unresulted(race.client, make.NOW)) == asked


def test_a_race_that_the_list_called_off_is_not_asked_about(race: Race) -> None:
    listed = rows.listed(local_start=RUN, cancelled=True)
    Race.objects.update(listed=listed)
    assert races.unresulted(race.client, make.NOW) == []


@pytest.mark.parametrize("many", [1, 3])
def test_asking_takes_one_query(race: Race, many: int, django_assert_num_queries: Any) -> None:
    for _ in range(many - 1):
        rows.race(race.client, local_start=RUN)
    with django_assert_num_queries(1):
        assert len(races.unresulted(race.client, make.NOW)) == many
