"""`/api/v1/workouts`: the same training as on the pages, for programs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from clinic.foundation.models import Client
from clinic.foundation.roles import Role
from protocols.models import Workout
from tests.clinic import make
from tests.protocols import rows
from tests.protocols.api.test_races import send

pytestmark = pytest.mark.django_db
URL = "/api/v1/workouts"
TIMED = {"kind": "intervals", "start": "2026-11-24T18:30:00+01:00", "minutes": 50}
DATED = {"kind": "easy", "day": "2026-11-24"}


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


@pytest.mark.parametrize("body", [TIMED, DATED])
def test_a_workout_is_answered_as_it_was_sent(
    client: Browser, mara: Client, body: dict[str, Any]
) -> None:
    made = send(client, "POST", URL, body)
    assert made.status_code == 201
    nothing = {"start": None, "day": None, "minutes": 60, "title": "", "zone": "Europe/Berlin"}
    assert made.json() == nothing | body | {"code": made.json()["code"]}
    assert client.get(f"{URL}/{made.json()['code']}").json() == made.json()


def test_a_day_takes_the_place_of_a_start(client: Browser, mara: Client) -> None:
    where = f"{URL}/{send(client, 'POST', URL, TIMED).json()['code']}"
    changed = send(client, "PATCH", where, {"day": "2026-11-25"}).json()
    assert (changed["start"], changed["day"], changed["minutes"]) == (None, "2026-11-25", 50)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "easy"}, "start"),
        ({**DATED, "start": TIMED["start"]}, "day"),
        ({**DATED, "day": "2026-02-30"}, "day"),
        ({**DATED, "day": "24.11.26"}, "day"),
        ({**DATED, "kind": "sprint"}, "kind"),
        ({**DATED, "minutes": True}, "minutes"),
        ({**DATED, "minutes": 1441}, "minutes"),
        ({**DATED, "zone": "Berlin"}, "zone"),
        ({**DATED, "weeks": 4}, "weeks"),
        ({**TIMED, "start": "2026-11-24"}, "start"),
    ],
)
def test_bad_input_is_a_422_that_names_the_field(
    client: Browser, mara: Client, body: dict[str, Any], field: str
) -> None:
    answer = send(client, "POST", URL, body)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"].rpartition(".")[2] == field
    assert not Workout.objects.exists()


def test_a_list_in_pages_mixes_days_and_starts_by_time(client: Browser, mara: Client) -> None:
    for day in (3, 1, 2):
        rows.workout(mara, day=date(2026, 12, day))
        rows.workout(mara, day=None, start_at=datetime(2026, 12, day, 9, tzinfo=UTC))
    first = client.get(f"{URL}?limit=4").json()
    rest = client.get(f"{URL}?limit=4&cursor={first['next']}").json()
    told = [item["day"] or item["start"][:10] for item in first["items"] + rest["items"]]
    assert told == [f"2026-12-0{day}" for day in (1, 1, 2, 2, 3, 3)]
    assert (len(first["items"]), rest["next"]) == (4, None)


def test_a_removed_workout_is_gone(client: Browser, mara: Client) -> None:
    where = f"{URL}/{rows.workout(mara).code}"
    assert [send(client, "DELETE", where).status_code for _ in range(2)] == [204, 404]


def test_a_retry_under_the_same_key_adds_one_workout(client: Browser, mara: Client) -> None:
    answers = {send(client, "POST", URL, DATED, key="k1").content for _ in range(2)}
    assert len(answers) == Workout.objects.count() == 1


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_not_theirs_and_not_there_are_the_same_answer(
    client: Browser, role: Role, method: str
) -> None:
    theirs = rows.workout(make.client("vera"))
    client.force_login(make.user("otto", role))
    body: Any = {} if method == "PATCH" else None
    answers = [send(client, method, f"{URL}/{c}", body) for c in (theirs.code, "nosuchcode42")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_however_long(
    client: Browser, mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        rows.workout(mara)
    with django_assert_num_queries(3):
        assert len(client.get(URL).json()["items"]) == many
