"""The interface's own documentation: the page, and what the document says of every call."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client as Browser
from django.urls import path
from ninja import Router

from clinic import api
from clinic.foundation import policy
from clinic.foundation.api import ErrorBody, answer_problems
from clinic.foundation.openapi import Interface

pytestmark = pytest.mark.django_db
WRITING = {"post", "put", "patch", "delete"}


def calls() -> list[tuple[str, str, dict[str, Any]]]:
    paths = api.api.get_openapi_schema()["paths"]
    return [(path, method, call) for path, told in paths.items() for method, call in told.items()]


def test_every_call_stands_on_the_page_with_its_address(client: Browser) -> None:
    page = client.get("/api/v1/docs").text
    assert calls()
    for where, method, call in calls():
        assert f"<code>{where}</code>" in page
        assert method.upper() in page
        assert call["summary"].replace("'", "&#x27;") in page


def test_every_anchor_of_the_contents_is_on_the_page_once(client: Browser) -> None:
    page = client.get("/api/v1/docs").text
    anchors = {part.split('"')[0] for part in page.split('href="#')[1:]} - {"main"}
    assert len(anchors) > 10
    assert [anchor for anchor in anchors if page.count(f'id="{anchor}"') != 1] == []


def test_the_page_asks_the_database_nothing(
    client: Browser, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/api/v1/docs").status_code == 200


def test_every_call_says_who_may_call_as_its_policy_does(settings: Any) -> None:
    for where, method, call in calls():
        public = {} in call["security"]
        assert {"bearer": []} in call["security"], (method, where)
        assert public or {"401", "403"} <= {str(s) for s in call["responses"]}


def test_every_call_that_writes_for_somebody_takes_a_key() -> None:
    for where, method, call in calls():
        if method in WRITING and {} not in call["security"]:
            named = [one["name"] for one in call["parameters"]]
            assert named.count("Idempotency-Key") == 1, (method, where)
            assert {"409", "422"} <= {str(status) for status in call["responses"]}


router = Router()


@router.post("/race", response={201: ErrorBody})
def add(request: HttpRequest) -> None:
    """Keep a race."""


@router.get("/race", response={200: ErrorBody})
def look(request: HttpRequest) -> None:
    """See a race."""


planted = Interface(urls_namespace="planted", docs_url=None)
planted.add_router("", router)
answer_problems(planted)
urlpatterns = [path("api/v9/", planted.urls)]
policies = {"planted:add": replace(policy.CLIENT, api=True)}


def test_a_call_of_somebody_is_completed_by_its_policy(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    told = planted.get_openapi_schema()["paths"]["/api/v9/race"]
    assert set(told["post"]["responses"]) == {201, 401, 403, 409, 413, 422}
    assert set(told["get"]["responses"]) == {200, 401, 403}
    assert told["post"]["security"] == [{"bearer": []}, {"cookie": []}]
    assert [one["name"] for one in told["post"]["parameters"]] == ["Idempotency-Key"]
