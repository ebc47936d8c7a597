"""`POST /api/v1/evaluate`: the same answers as the function, nothing kept."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from protocols.core import evaluate
from tests.protocols.core.cases import random_case

pytestmark = pytest.mark.django_db
URL = "/api/v1/evaluate"
SIMPLE: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "candidate": {
        "type": "general",
        "depth": "light",
        "start": "2026-12-01T10:00:00Z",
        "minutes": 60,
    },
}


def ask(body: Any, query: str = "") -> Any:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return Client().post(f"{URL}{query}", data=text, content_type="application/json")


@pytest.mark.parametrize("query", ["", "?rules=default", "?rules=current"])
def test_the_api_and_the_function_agree_on_random_cases(query: str) -> None:
    cases = [random_case(random.Random(seed)) for seed in range(25)]

    answers = [ask(case, query).json() for case in cases]

    assert answers == [evaluate(case) for case in cases]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (SIMPLE | {"timezone": "Berlin"}, "timezone"),
        (SIMPLE | {"races": [{"start": "2026-12-01T10:00:00"}]}, "races[0].start"),
        ([], ""),
        ("{", ""),
        (b"\xff", ""),
        ('{"timezone": "UTC", "timezone": "UTC"}', "timezone"),
        (SIMPLE | {"surprise": 1}, "surprise"),
    ],
)
def test_bad_input_is_a_422_that_names_the_field(body: Any, field: str) -> None:
    response = ask(body)

    assert response.status_code == 422
    assert response.json()["error"]["field"] == field
    assert response.json()["error"]["code"] == "invalid"


@pytest.mark.parametrize(("query", "field"), [("?rules=mine", "rules"), ("?rule=default", "rule")])
def test_an_unknown_query_parameter_or_value_is_refused(query: str, field: str) -> None:
    response = ask(SIMPLE, query)

    assert (response.status_code, response.json()["error"]["field"]) == (422, field)


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [("GET", URL, 405, "wrong_method"), ("POST", "/api/v1/nothing", 404, "not_found")],
)
def test_an_error_of_the_address_itself_has_the_same_shape(
    method: str, address: str, status: int, code: str
) -> None:
    response = Client().generic(method, address)

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


def test_a_body_of_ten_megabytes_is_refused_with_a_clear_answer() -> None:
    response = ask(SIMPLE | {"timezone": "x" * 10_000_000})

    assert (response.status_code, response.json()["error"]["code"]) == (413, "too_big")


def test_too_many_questions_in_a_minute_are_told_to_wait(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"evaluate": "2/m/ip"}

    statuses = [ask(SIMPLE).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_nothing_of_a_case_is_kept() -> None:
    word = "Marked-Race-7Q"
    race = {
        "name": word,
        "start": "2026-12-06T09:00:00Z",
        "expected_minutes": 90,
        "priority": "A",
    }

    ask(SIMPLE | {"races": [race]})

    assert not [table for table in connection.introspection.table_names() if _holds(table, word)]


def test_the_document_describes_the_call_and_its_errors() -> None:
    call = Client().get("/api/v1/openapi.json").json()["paths"][URL]["post"]

    assert set(call["responses"]) == {"200", "413", "422", "429"}
    body = call["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["timezone", "candidate"]


def _holds(table: str, word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{word}%"]
        )
        row = cursor.fetchone()
    return bool(row and row[0])
