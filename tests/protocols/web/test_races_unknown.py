"""Races of which the day is known and the time is not: shown so, reckoned from 08:00, set later."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.core import races as core
from protocols.models import ListedRace, Race
from tests.clinic import make
from tests.protocols import rows
from tests.protocols.web.test_races import typed

pytestmark = pytest.mark.django_db
EIGHT = datetime(2027, 4, 19, 8)


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


def test_a_race_without_a_time_is_shown_so_and_reckoned_from_eight_there(
    client: Browser, mara: Client
) -> None:
    page = client.post(reverse("race_new"), typed(time=""), follow=True).text
    race = Race.objects.get()
    assert (race.time_known, race.local_start, race.start_at.hour) == (False, EIGHT, 12)
    for shown in (page, client.get(reverse("races")).text):
        assert "time unknown" in shown
        assert "08:00</strong>" not in shown


def test_eight_that_was_typed_is_a_time_like_any_other(client: Browser, mara: Client) -> None:
    race = rows.race(mara, time_known=False)
    where = reverse("race", args=[race.code])
    assert client.get(where).context["form"].initial["time"] is None
    sent = typed(status="planned", day="2026-12-06", zone=race.zone)
    for time, known in (("08:00", True), ("", False), ("09:30", True)):
        client.post(where, sent | {"time": time})
        race.refresh_from_db()
        assert (race.time_known, race.start_at.hour) == (known, 8 if time == "09:30" else 7)


def test_a_change_of_its_name_leaves_the_time_unknown(client: Browser, mara: Client) -> None:
    race = rows.race(mara, time_known=False)
    before = race.start_at
    sent = typed(name="Fun Run", time="", day="2026-12-06", zone=race.zone, status="planned")
    client.post(reverse("race", args=[race.code]), sent)
    race.refresh_from_db()
    assert (race.name, race.time_known, race.start_at) == ("Fun Run", False, before)


def test_what_stands_without_a_time_stands_at_eight_whoever_put_it_down(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2027, 4, 19, 17, 45)
    assert rows.race(mara, local_start=late, time_known=False).local_start == EIGHT
    monkeypatch.setattr(core, "UNKNOWN_START", late.time())  # the guard bites
    assert rows.race(mara, local_start=late, time_known=False).local_start == late


def test_a_race_of_the_clinics_list_needs_its_time(client: Browser) -> None:
    client.force_login(make.user("jo", Role.DESK))
    assert 'id="id_time_error"' in client.post(reverse("listed_new"), typed(time="")).text
    assert not ListedRace.objects.exists()


def test_programs_read_and_write_whether_the_time_is_known(client: Browser, mara: Client) -> None:
    body = {
        "name": "Boston",
        "start": "2027-04-19T23:30:00-04:00",
        "zone": "America/New_York",
        "expected_minutes": 225,
        "priority": "A",
        "time_known": False,
    }
    kind = "application/json"
    made = client.post("/api/v1/races", json.dumps(body), content_type=kind).json()
    assert (made["time_known"], made["start"]) == (False, "2027-04-19T08:00:00-04:00")
    where = f"/api/v1/races/{made['code']}"
    for change, known in (
        ({"name": "Boston Marathon"}, False),
        ({"time_known": True}, True),
        ({"time_known": False}, False),
        ({"start": "2027-04-19T10:00:00-04:00"}, True),
    ):
        answer = client.patch(where, json.dumps(change), content_type=kind)
        assert answer.json()["time_known"] is known
