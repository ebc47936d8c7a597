"""The pages about the runner: profile, injuries, red flags."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.models import Client, Look
from clinic.foundation.queries import access
from protocols.core.defaults import SCREENING
from protocols.models import Injury, RunnerProfile, Screening
from protocols.queries import screenings
from protocols.web import answering
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
INJURY = {
    "once": "once-1",
    "kind": "strain",
    "side": "left",
    "what": "the calf",
    "from_day": "2026-11-20",
}
FLAGS = "Not now: a doctor first"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(make.NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def mara(client: Browser) -> Client:
    mara = make.client()
    Client.objects.update(zone="Europe/Berlin")
    client.force_login(make.login_of(mara))
    return mara


def said() -> list[str]:
    """What the newest answers say, past the gate."""
    newest = Screening.objects.select_related("client").latest("pk")
    (texts,) = access.open_unseen(newest.client, [newest])
    codes: list[str] = json.loads(texts["answers"])["codes"]
    return codes


def test_a_profile_is_kept_and_shown_again(client: Browser, mara: Client) -> None:
    sent = {"once": "1", "birth_year": "1984", "quiet_days": "2", "pre_event_preference": "clothed"}
    page = client.post(reverse("runner"), sent | {"load_rising": "on"}, follow=True).text
    profile = RunnerProfile.objects.get()
    assert (profile.birth_year, profile.quiet_days, profile.load_rising) == (1984, 2, True)
    assert 'value="1984"' in page


@pytest.mark.parametrize(
    ("change", "field"),
    [({"quiet_days": "11"}, "quiet_days"), ({"birth_year": "84"}, "birth_year")],
)
def test_a_fault_of_the_profile_stands_beside_its_field(
    client: Browser, mara: Client, change: dict[str, str], field: str
) -> None:
    page = client.post(reverse("runner"), {"once": "1", "quiet_days": "0"} | change).text
    assert f'id="id_{field}_error"' in page
    assert not RunnerProfile.objects.exists()


def test_whoever_may_be_under_age_is_told_of_the_guardian(client: Browser, mara: Client) -> None:
    sent = {"once": "1", "birth_year": "2010", "quiet_days": "0"}
    assert "Name a guardian" in client.post(reverse("runner"), sent, follow=True).text
    named = sent | {"guardian_name": "Ida"}
    assert "Name a guardian" not in client.post(reverse("runner"), named, follow=True).text


def test_injuries_are_listed_by_their_days_and_without_words(client: Browser, mara: Client) -> None:
    assert "An injury will stand here, sealed" in client.get(reverse("injuries")).text
    page = client.post(reverse("injury_new"), INJURY, follow=True).text
    assert "Since 20 Nov 2026" in page
    assert "the calf" not in page
    assert not Look.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        rows.injury(mara)
    with django_assert_num_queries(3):
        client.get(reverse("injuries"))


def test_opening_an_injury_shows_its_words_and_leaves_a_look(client: Browser, mara: Client) -> None:
    injury = rows.injury(mara)
    page = client.get(reverse("injury", args=[injury.code])).text
    assert 'value="the calf"' in page
    assert Look.objects.get().record == f"Injury:{injury.code}"


def test_an_injury_is_changed_and_closed_by_its_forms(client: Browser, mara: Client) -> None:
    injury = rows.injury(mara)
    client.post(reverse("injury", args=[injury.code]), INJURY | {"kind": "ligament"})
    client.post(reverse("injury_close", args=[injury.code]), {"to_day": "2026-11-22"})
    injury.refresh_from_db()
    assert (injury.from_day, injury.to_day) == (date(2026, 11, 20), date(2026, 11, 22))
    assert "Over" in client.get(reverse("injuries")).text


@pytest.mark.parametrize(
    ("change", "field"), [({"from_day": "2026-11-30"}, "from_day"), ({"kind": "x"}, "kind")]
)
def test_a_fault_of_an_injury_stands_beside_its_field(
    client: Browser, mara: Client, change: dict[str, str], field: str
) -> None:
    page = client.post(reverse("injury_new"), INJURY | change).text
    assert f'id="id_{field}_error"' in page
    assert not Injury.objects.exists()


def test_an_end_that_lies_ahead_is_told_beside_its_field(client: Browser, mara: Client) -> None:
    where = reverse("injury_close", args=[rows.injury(mara).code])
    assert 'id="id_to_day_error"' in client.post(where, {"to_day": "2026-12-01"}).text


@pytest.mark.parametrize("route", ["injury", "injury_close"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_injury_of_somebody_else_is_not_there(
    client: Browser, mara: Client, route: str, method: str
) -> None:
    theirs = rows.injury(make.client("vera"))
    sent = INJURY | {"to_day": "2026-11-22"}
    for code in (theirs.code, "nosuchcode42"):
        assert getattr(client, method)(reverse(route, args=[code]), sent).status_code == 404
    assert not Look.objects.exists()


def test_none_of_these_leads_on_to_where_one_came_from(client: Browser, mara: Client) -> None:
    answer = client.post(reverse("check"), {"none": "1", "next": "/races/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/races/?a=1")
    assert said() == []


def test_what_stops_nothing_leads_on_too(client: Browser, mara: Client) -> None:
    answer = client.post(reverse("check"), {"general": ["short_sleep", "pregnancy"]})
    assert answer["Location"] == reverse("account")
    assert said() == ["short_sleep", "pregnancy"]


@pytest.mark.parametrize("code", ["fever", "chest_pain", "focal_bone_pain"])
def test_what_needs_a_doctor_first_stops_with_kind_words(
    client: Browser, mara: Client, code: str
) -> None:
    answer = client.post(reverse("check"), {"urgent": [code], "next": "/races/"})
    assert answer.status_code == 200
    assert FLAGS in answer.text
    assert 'href="tel:112"' in answer.text
    assert said() == [code]


def test_without_asking_the_engine_fever_would_lead_on(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screenings, "stops", lambda codes, now: False)
    assert client.post(reverse("check"), {"urgent": ["fever"]}).status_code == 302


@pytest.mark.parametrize(
    "sent", [{}, {"none": "1", "urgent": ["fever"]}, {"urgent": ["hunger"]}, {"skin": ["fever"]}]
)
def test_answers_that_say_nothing_or_both_are_asked_again(
    client: Browser, mara: Client, sent: dict[str, Any]
) -> None:
    assert "error-summary" in client.post(reverse("check"), sent).text
    assert not Screening.objects.exists()


@pytest.mark.parametrize(
    "onward",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "races/", "/\\evil"],
)
def test_one_is_led_nowhere_else(client: Browser, mara: Client, onward: str) -> None:
    answer = client.post(reverse("check"), {"none": "1", "next": onward})
    assert answer["Location"] == reverse("account")
    assert f'value="{onward}"' not in client.get(reverse("check"), {"next": onward}).text


def test_without_the_guard_one_would_be_led_anywhere(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "url_has_allowed_host_and_scheme", lambda *_, **__: True)
    answer = client.post(reverse("check"), {"none": "1", "next": "//evil.example"})
    assert answer["Location"] == "//evil.example"


def test_every_screening_code_is_asked_once(client: Browser, mara: Client) -> None:
    page = client.get(reverse("check")).text
    assert all(page.count(f'value="{code}"') == 1 for code in SCREENING)


def test_the_page_says_when_one_answered_last_and_not_what(
    client: Browser, mara: Client, clock: Any
) -> None:
    rows.answers(mara, ["fever"])
    page = client.get(reverse("check")).text
    assert "You last answered on Mon 23 Nov" in page
    assert "checked" not in page
    clock.shift(timedelta(days=7))
    client.force_login(make.login_of(mara))
    assert "You last answered" not in client.get(reverse("check")).text
