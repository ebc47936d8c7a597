"""`/api/v1/imports`: a file looked at or kept, by programs."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from clinic.foundation.models import Client, IdempotentCall
from clinic.foundation.roles import Role
from protocols.api import imports as api
from protocols.models import Absence, Imported, PlanDraft, Race, Workout
from tests.clinic import make
from tests.protocols.conftest import Treating

pytestmark = pytest.mark.django_db
URL = "/api/v1/imports"
TABLE = b"""date;title;time;km;minutes;priority
2026-12-01;Easy run;18:00;8;50;
2026-12-06;City Half;09:30;21,1;;A
2026-12-20;Winter 10k;;10;;
2026-12-22;Club night;;;;
nothing;Lost run;;;;
"""


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


def send(
    browser: Browser, content: bytes = TABLE, key: str = "", where: str = URL, **more: Any
) -> Any:
    parts = {"file": SimpleUploadedFile("plan.csv", content), **more}
    return browser.post(where, parts, headers={"Idempotency-Key": key} if key else {})


def test_a_plan_is_read_into_the_calendar(client: Browser, mara: Client) -> None:
    answer = send(client)
    assert answer.status_code == 200
    told = answer.json()
    assert {name: told[name] for name in api.COUNTS} == {
        **dict.fromkeys(api.COUNTS, 0),
        "added": 3,
    }
    assert [(each["line"], each["why"]) for each in told["skipped"]] == [(6, "no_date")]
    (suggested,) = told["suggested"]
    assert suggested == {
        "code": Imported.objects.get(state="suggested").code,
        "name": "Winter 10k",
        "day": "2026-12-20",
        "start": "2026-12-20T08:00:00+01:00",
        "time_known": False,
        "zone": "Europe/Berlin",
        "distance_m": 10_000,
        "expected_minutes": 60,
    }
    assert Race.objects.get().priority == "A"


def test_the_same_file_again_changes_nothing(client: Browser, mara: Client) -> None:
    first, second = send(client).json(), send(client).json()
    assert second == first | {"added": 0, "unchanged": 3}
    assert (Race.objects.count(), Workout.objects.count()) == (1, 2)


@pytest.mark.parametrize("said", ["1", "true"])
def test_a_dry_run_writes_nothing(client: Browser, mara: Client, said: str) -> None:
    told = send(client, dry_run=said, key="k").json()
    assert (told["dry_run"], told["added"], told["suggested"][0]["code"]) == (True, 3, None)
    for model in (Race, Workout, Imported, PlanDraft, IdempotentCall):
        assert not model.objects.exists()


def test_the_same_key_answers_as_the_first_time(client: Browser, mara: Client) -> None:
    first = send(client, key="k")
    assert send(client, key="k").json() == first.json()
    other = send(client, TABLE + b"2026-12-23;Easy;;;;\n", key="k")
    assert (other.status_code, other.json()["error"]["code"]) == (422, "key_reused")
    assert Workout.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"hello, is it me", "not_known"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 5_001, "too_many"),
        (b"x" * (5 * 1024 * 1024 + 1), "too_big"),
    ],
)
def test_a_file_that_gives_nothing_is_refused_with_its_code(
    client: Browser, mara: Client, content: bytes, code: str
) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, "file")
    assert error["message"]


@pytest.mark.parametrize("length", [10**7, 10**10])
def test_a_body_that_is_far_too_large_is_refused_unread(
    client: Browser, mara: Client, length: int
) -> None:
    answer = client.generic(
        "POST", URL, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=length
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_big")


def test_without_that_its_parts_would_be_looked_for(
    client: Browser, mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MOST_BYTES", 10**11)
    with pytest.raises(AssertionError, match="Cannot read more"):  # says Django's own test client
        client.generic(
            "POST", URL, b"x", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=10**7
        )


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"])
def test_a_form_that_is_cut_off_is_refused(client: Browser, mara: Client, body: bytes) -> None:
    answer = client.generic("POST", URL, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("parts", "where", "field"),
    [
        ({"dry-run": "1"}, URL, "dry-run"),
        ({"dry_run": "perhaps"}, URL, "dry_run"),
        ({"plan": SimpleUploadedFile("b.csv", b"x")}, URL, "plan"),
        ({}, f"{URL}?dry_run=1", "dry_run"),
    ],
)
def test_what_is_not_known_is_refused(
    client: Browser, mara: Client, parts: dict[str, Any], where: str, field: str
) -> None:
    answer = send(client, where=where, **parts)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == field
    assert not Imported.objects.exists()


def test_without_a_file_nothing_is_done(client: Browser, mara: Client) -> None:
    for body in ({}, {"file": "not a file"}):
        answer = client.post(URL, body)
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "file")


def test_two_files_at_once_are_refused(client: Browser, mara: Client) -> None:
    both = [SimpleUploadedFile("a.csv", TABLE), SimpleUploadedFile("b.csv", TABLE)]
    assert client.post(URL, {"file": both}).status_code == 422
    assert not Imported.objects.exists()


def test_staff_name_the_client_whose_plan_it_is(mara: Client, treating: Treating) -> None:
    browser, where = Browser(), f"{URL}?client={mara.code}"
    browser.force_login(make.user("tess", Role.THERAPIST))
    assert send(browser, where=where).status_code == 404
    browser.force_login(make.user("lou", Role.DESK))
    assert send(browser, where=where).status_code == 200
    assert send(browser).status_code == 404
    assert Race.objects.get().client == mara


def test_strangers_are_asked_to_sign_in() -> None:
    assert send(Browser()).status_code == 401


def test_a_client_reaches_nobody_elses_calendar(client: Browser, mara: Client) -> None:
    kai = make.client("kai")
    assert send(client, where=f"{URL}?client={kai.code}").status_code == 404
    assert not Imported.objects.exists()


def test_an_illness_is_brought_in_sealed(client: Browser, mara: Client) -> None:
    ill = (
        b'[{"category": "SICK", "id": 7, "name": "Flu", "start_date_local": "2026-12-01T00:00:00"}]'
    )
    assert send(client, ill).json()["added"] == 1
    assert Absence.objects.get().details.token.startswith("v1:")


ODD = (
    '{"category": "SORT", "id": "ODDNO", "external_id": "ODDNO", "name": "City ODD",'
    ' "start_date_local": "2026-12-0NOT10:00:00", "end_date_local": "2026-12-09T00:00:00"}'
)


@pytest.mark.parametrize(
    "odd", ["\\u0000", "\\ud800", "\\u202e", "x" * 400, "\U0001f3c3" * 150, "<b>", "\\n\\n"]
)
def test_odd_names_are_kept_or_refused_and_break_nothing(
    client: Browser, mara: Client, odd: str
) -> None:
    sorts = ("RACE_A", "WORKOUT", "SICK", "NOTE")
    events = [ODD.replace("SORT", sort).replace("NO", str(n)) for n, sort in enumerate(sorts, 1)]
    plan = "[" + ",".join(events).replace("ODD", odd) + "]"
    first, again = (send(client, plan.encode()) for _ in range(2))
    assert {first.status_code, again.status_code} <= {200, 422}
    if first.status_code == 200:
        told = again.json()
        assert (told["added"], told["changed"]) == (0, 0)
