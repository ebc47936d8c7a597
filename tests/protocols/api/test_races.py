"""`/api/v1/races`: the same races as on the pages, for programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.models import ListedRace, Race
from tests.clinic import make
from tests.protocols import rows
from tests.protocols.conftest import Treating

pytestmark = pytest.mark.django_db
URL = "/api/v1/races"
BOSTON: dict[str, Any] = {
    "name": "Boston Marathon",
    "start": "2027-04-19T09:30:00-04:00",
    "zone": "America/New_York",
    "expected_minutes": 225,
    "priority": "A",
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


def send(browser: Browser, method: str, where: str, body: Any = None, key: str = "") -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return browser.generic(
        method,
        where,
        "" if body is None else text,
        content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
    )


def test_a_race_is_answered_by_the_clock_of_its_own_zone(client: Browser, mara: Client) -> None:
    made = send(client, "POST", URL, BOSTON)
    assert made.status_code == 201
    code = made.json()["code"]
    assert made.json() == {
        **BOSTON,
        "code": code,
        "place": "",
        "finish": None,
        "distance_m": None,
        "terrain": "flat",
        "status": "planned",
        "time_known": True,
        "listed": None,
    }
    assert client.get(f"{URL}/{code}").json() == made.json()
    assert client.get(URL).json() == {"items": [made.json()], "next": None}


def test_without_a_zone_it_is_the_runners_own(client: Browser, mara: Client) -> None:
    body = {k: v for k, v in BOSTON.items() if k != "zone"}
    assert send(client, "POST", URL, body).json()["start"] == "2027-04-19T15:30:00+02:00"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": "Boston"}, {"name": "Boston"}),
        ({"zone": "Europe/Berlin"}, {"start": "2027-04-19T09:30:00+02:00"}),
        ({"start": "2027-04-19T14:00:00Z"}, {"start": "2027-04-19T10:00:00-04:00"}),
        (
            {"start": "2027-04-19T14:00:00Z", "zone": "Europe/Berlin"},
            {"start": "2027-04-19T16:00:00+02:00"},
        ),
        (
            {"status": "dnf", "finish": "2027-04-19T15:00:00Z"},
            {"status": "dnf", "finish": "2027-04-19T11:00:00-04:00"},
        ),
        ({"distance_m": 42_195}, {"distance_m": 42_195}),
        ({}, {}),
    ],
)
def test_a_change_writes_what_it_names_and_leaves_the_rest(
    client: Browser, mara: Client, change: dict[str, Any], expected: dict[str, Any]
) -> None:
    made = send(client, "POST", URL, BOSTON).json()
    answer = send(client, "PATCH", f"{URL}/{made['code']}", change)
    assert answer.json() == made | {k: change[k] for k in change if k == "zone"} | expected


def test_null_takes_away_what_need_not_be_known(client: Browser, mara: Client) -> None:
    made = send(client, "POST", URL, BOSTON | {"finish": "2027-04-19T15:00:00Z"}).json()
    where = f"{URL}/{made['code']}"
    assert send(client, "PATCH", where, {"expected_minutes": None}).status_code == 200
    assert send(client, "PATCH", where, {"finish": None}).status_code == 422


def test_a_removed_race_is_gone(client: Browser, mara: Client) -> None:
    where = f"{URL}/{rows.race(mara).code}"
    assert send(client, "DELETE", where).status_code == 204
    assert send(client, "DELETE", where).status_code == client.get(where).status_code == 404
    assert not Race.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": "2027-04-19T09:30:00"}, "start"),
        ({"start": "tomorrow"}, "start"),
        ({"zone": "Boston"}, "zone"),
        ({"finish": "2027-04-19T09:00:00-04:00"}, "finish"),
        ({"expected_minutes": None}, "finish"),
        ({"status": "dnf"}, "finish"),
        ({"name": "\u0000 "}, "name"),
        ({"expected_minutes": "225"}, "expected_minutes"),
        ({"expected_minutes": 0}, "expected_minutes"),
        ({"distance_m": 1.5}, "distance_m"),
        ({"priority": "D"}, "priority"),
        ({"client": "mara"}, "client"),
        ({"code": "mycode"}, "code"),
        ({"name": "x" * 201}, "name"),
        ({"start": "2201-01-01T00:00:00Z"}, "start"),
    ],
)
def test_bad_input_is_a_422_that_names_the_field(
    client: Browser, mara: Client, change: dict[str, Any], field: str
) -> None:
    answer = send(client, "POST", URL, BOSTON | change)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"].rpartition(".")[2] == field
    assert not Race.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", "null", '{"name": "\\ud800"}', "\u00e9"])
def test_what_is_no_race_at_all_is_refused(client: Browser, mara: Client, body: str) -> None:
    assert send(client, "POST", URL, body).status_code in (400, 422)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=nonsense", "cursor"),
        ("cursor=MjAyNiBhYg==", "cursor"),
        ("sort=name", "sort"),
    ],
)
def test_an_unknown_query_parameter_or_value_is_refused(
    client: Browser, mara: Client, query: str, field: str
) -> None:
    answer = client.get(f"{URL}?{query}")
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)


def test_a_list_in_pages_tells_each_race_once(client: Browser, mara: Client) -> None:
    starts = [datetime(2026, 12, day, 10) for day in (6, 5, 5, 7, 5)]
    codes = {rows.race(mara, local_start=start).code for start in starts}
    seen: list[dict[str, Any]] = []
    where: str | None = f"{URL}?limit=2"
    while where:
        page = client.get(where).json()
        seen += page["items"]
        where = page["next"] and f"{URL}?limit=2&cursor={page['next']}"
    assert [race["start"] for race in seen] == sorted(race["start"] for race in seen)
    assert ({race["code"] for race in seen}, len(seen)) == (codes, 5)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        rows.picked(mara, rows.listed())
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["items"]) == many


def test_a_race_that_the_list_calls_off_is_told_as_cancelled(client: Browser, mara: Client) -> None:
    listed = rows.listed()
    rows.picked(mara, listed)
    ListedRace.objects.update(cancelled=True)
    (race,) = client.get(URL).json()["items"]
    assert (race["status"], race["listed"]) == ("cancelled", listed.code)


def test_a_retry_under_the_same_key_adds_one_race(client: Browser, mara: Client) -> None:
    answers = [send(client, "POST", URL, BOSTON, key="k1") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == Race.objects.count() == 1
    assert send(client, "POST", URL, BOSTON | {"name": "Other"}, key="k1").status_code == 422


def test_a_retry_of_a_removal_is_told_that_it_was_done(client: Browser, mara: Client) -> None:
    where = f"{URL}/{rows.race(mara).code}"
    statuses = [send(client, "DELETE", where, key="k1").status_code for _ in range(2)]
    assert statuses == [204, 204]


def test_a_stranger_is_asked_to_sign_in() -> None:
    browser = Browser()
    for method, where in (
        ("GET", URL),
        ("POST", URL),
        ("GET", f"{URL}/abc"),
        ("DELETE", f"{URL}/a"),
    ):
        answer = send(browser, method, where, BOSTON if method == "POST" else None)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_not_theirs_and_not_there_are_the_same_answer(
    client: Browser, role: Role, method: str
) -> None:
    race = rows.race(make.client("vera"))
    client.force_login(make.user("otto", role))
    body: Any = {} if method == "PATCH" else None
    theirs, none = (
        send(client, method, f"{URL}/{code}", body) for code in (race.code, "nosuchcode42")
    )
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_a_client_whom_one_does_not_look_after_is_not_there(
    client: Browser, method: str, role: Role
) -> None:
    vera = make.client("vera")
    client.force_login(make.user("otto", role))
    body = BOSTON if method == "POST" else None
    theirs, none = (
        send(client, method, f"{URL}?client={code}", body) for code in (vera.code, "nosuchcode42")
    )
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content
    assert not Race.objects.exists()


@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER, Role.THERAPIST])
def test_staff_who_look_after_a_client_keep_their_races(
    client: Browser, role: Role, treating: Treating, settings: Any
) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("StaffSecondFactor")]
    mara, jo = make.client(), make.user("jo", role)
    if role is Role.THERAPIST:
        treating(jo, mara)
    client.force_login(jo)
    made = send(client, "POST", f"{URL}?client={mara.code}", BOSTON)
    assert (made.status_code, Race.objects.get().client) == (201, mara)
    assert len(client.get(f"{URL}?client={mara.code}").json()["items"]) == 1
    assert client.get(URL).status_code == 404


def test_the_document_declares_each_call_and_its_errors() -> None:
    paths = Browser().get("/api/v1/openapi.json").json()["paths"]
    assert set(paths[URL]) == {"get", "post"}
    assert set(paths[f"{URL}/{{code}}"]) == {"get", "patch", "delete"}
    change = paths[f"{URL}/{{code}}"]["patch"]["responses"]
    assert {"200", "401", "403", "404", "409", "413", "422"} <= set(change)
