"""The *try it* page: typed in, judged, drawn, not kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from protocols.core import evaluate
from protocols.forms.try_it import TryIt

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def typed(**changes: str) -> QueryDict:
    """The example as a browser sends it, with changes (`__` stands for `-`)."""
    example: Any = TryIt(None, today=TODAY).session.data
    data = QueryDict(example.urlencode(), mutable=True)
    for key, value in changes.items():
        data[key.replace("__", "-")] = value
    return data


def send(data: QueryDict, **headers: str) -> Any:
    return Client(headers=headers).post(
        "/try/", data.urlencode(), content_type="application/x-www-form-urlencoded"
    )


def test_the_page_opens_with_an_example_that_is_already_judged(client: Client) -> None:
    page = client.get("/try/").content.decode()

    assert "PRE-5" in page
    assert "What is possible when" in page


@pytest.mark.parametrize("day", [date(2026, 11, day) for day in range(16, 23)])
def test_the_example_is_valid_on_every_weekday(day: date) -> None:
    form = TryIt(None, today=day)

    assert form.is_valid()
    assert date.fromisoformat(form.case()["races"][0]["start"][:10]).weekday() == 6


def test_the_page_says_what_the_engine_says() -> None:
    data = typed(session__depth="light", session__type="pre_event", session__minutes="45")
    form = TryIt(data, today=TODAY)
    form.is_valid()

    page = send(data).content.decode()

    expected = evaluate(form.case())
    assert expected["verdict"] == "recommended"
    assert all(reason["because"] in page for reason in expected["reasons"])


def test_htmx_is_answered_with_the_answer_alone() -> None:
    part = send(typed(), **{"HX-Request": "true", "HX-Target": "answer"}).content.decode()

    assert "What is possible when" in part
    assert "<html" not in part


def test_a_fault_is_told_beside_its_field_and_nothing_is_judged() -> None:
    page = send(typed(session__start="")).content.decode()

    assert "Something is missing" in page
    assert 'id="id_session-start_error"' in page


@pytest.mark.parametrize("name", ["races", "workouts", "sessions"])
def test_another_row_can_be_added_without_javascript(name: str) -> None:
    data = typed(add=name)
    rows = int(str(data[f"{name}-TOTAL_FORMS"]))

    page = send(data).content.decode()

    assert f'name="{name}-TOTAL_FORMS" value="{rows + 1}"' in page
    assert "This field is required" not in page


def test_a_row_left_out_is_no_longer_judged() -> None:
    form = TryIt(typed(races__0__DELETE="on"), today=TODAY)
    form.is_valid()

    assert form.case()["races"] == []


def test_other_services_are_never_deep() -> None:
    form = TryIt(typed(session__type="none", session__depth="deep"), today=TODAY)

    assert not form.is_valid()
    assert "depth" in form.session.errors


@pytest.mark.parametrize(
    "changes",
    [
        {"session__start": "2026-03-29T02:30"},  # an hour that does not exist in Berlin
        {"session__start": "9999-12-31T23:59"},
        {"session__start": "0001-01-01T00:00"},
        {"races__0__name": "\x00"},
        {"races__0__name": "\u202eevil\u200b"},
        {"races__TOTAL_FORMS": "99999999"},
        {"races__TOTAL_FORMS": "x"},
        {"races__TOTAL_FORMS": "-1"},
        {"races__0__minutes": "-5"},
        {"workouts__0__day": "2026-02-30"},
        {"add": "nonsense"},
        {"runner__zone": "../../etc/passwd"},
    ],
)
def test_no_input_breaks_the_page(changes: dict[str, str]) -> None:
    response = send(typed(**changes))

    assert response.status_code == 200


def test_only_one_query_is_needed_beside_counting_the_tries(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.get("/try/")

    with django_assert_num_queries(1):
        client.get("/try/")
