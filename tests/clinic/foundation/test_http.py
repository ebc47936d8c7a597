"""From errors of the house to answers, in one place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import get_resolver, reverse

from clinic import urls
from clinic.foundation import bearer, errors, http
from clinic.foundation.policy import Policy, routes
from clinic.foundation.roles import Role
from clinic.foundation.web import pages
from tests.clinic import make

PROBLEMS = [
    (errors.Invalid("bad", "That is no time."), 422),
    (errors.Refused("refused", "Only the owner can do this."), 403),
    (errors.NotFound("not_found", "There is no such record."), 404),
    (errors.Conflict("taken", "That time is taken."), 409),
    (errors.TooMany("Wait a while.", wait=42), 429),
    (errors.Unavailable("mail_down", "Mail is down."), 503),
]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the home page end in an error."""

    def fail_with(error: Exception) -> None:
        def fail(*_: Any) -> None:
            raise error

        monkeypatch.setattr(pages, "render", fail)

    return fail_with


@pytest.mark.parametrize(("problem", "status"), PROBLEMS)
def test_each_problem_has_its_status_and_page(
    client: Browser, failing: Any, problem: errors.Problem, status: int
) -> None:
    failing(problem)
    answer = client.get("/")
    assert answer.status_code == status
    assert "<h1" in answer.text


@pytest.mark.parametrize("problem", [problem for problem, status in PROBLEMS if status > 404])
def test_a_page_says_what_is_the_matter_in_a_sentence(
    client: Browser, failing: Any, problem: errors.Problem
) -> None:
    failing(problem)
    assert problem.sentence in client.get("/").text


def test_too_many_says_when_to_come_again(client: Browser, failing: Any) -> None:
    failing(errors.TooMany("Wait a while.", wait=42))
    assert client.get("/")["Retry-After"] == "42"


def test_a_route_of_the_api_answers_in_its_own_shape(
    client: Browser, failing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(urls.policies, "home", Policy(public=True, api=True))
    failing(errors.Invalid("bad", "That is no time.", field="start"))
    error = {"code": "bad", "message": "That is no time.", "field": "start"}
    assert client.get("/").json() == {"error": error}


def test_not_there_and_not_yours_are_the_same_page_to_the_byte(
    client: Browser, failing: Any
) -> None:
    failing(errors.NotFound("not_found", "There is no such record."))
    client.raise_request_exception = False
    answers = [_without_secrets(client.get(where).text) for where in ("/", "/no/such/page/")]
    assert answers[0] == answers[1]


def _without_secrets(page: str) -> str:
    import re

    return re.sub(r'(nonce="|value="|CSRFToken": ")[^"]*"', "", page)


def test_what_is_no_problem_of_ours_stays_an_error(client: Browser, failing: Any) -> None:
    failing(ZeroDivisionError())
    client.raise_request_exception = False
    assert client.get("/").status_code == 500


@pytest.mark.parametrize("error", [OperationalError("starting up"), InterfaceError("closed")])
def test_a_database_out_of_reach_is_503_and_worth_another_try(
    client: Browser, failing: Any, error: Exception
) -> None:
    failing(error)
    client.raise_request_exception = False
    answer = client.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Nothing that was confirmed is lost" in answer.text


def test_the_api_says_so_in_its_own_shape_before_any_view_is_reached(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(secret: str) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(bearer, "find", down)
    client.raise_request_exception = False
    answer = client.get("/api/v1/services", headers={"authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert answer["Retry-After"] == "5"


@pytest.mark.django_db
def test_a_stranger_at_an_api_route_hears_401(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(urls.policies, "account", Policy(member=True, api=True))
    answer = client.get("/account/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")


@pytest.mark.django_db
def test_the_wrong_role_at_an_api_route_hears_403_in_its_shape(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(urls.policies, "account", Policy(api=True))
    client.force_login(make.user())
    answer = client.get("/account/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "refused")


@pytest.mark.django_db
def test_after_signing_in_a_stranger_comes_back_to_where_they_were(client: Browser) -> None:
    answer = client.get("/me/?from=mail")
    assert answer["Location"] == f"{reverse('account_login')}?next=/me/%3Ffrom%3Dmail"


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["https://evil.example/me/", "not an address", ""])
def test_a_part_of_a_foreign_page_leads_back_to_the_first_page(client: Browser, page: str) -> None:
    answer = client.get("/me/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer["HX-Redirect"] == f"{reverse('account_login')}?next=/"


@pytest.mark.django_db
def test_roles_are_looked_up_once_a_request(
    client: Browser, django_assert_num_queries: Any
) -> None:
    client.force_login(make.user())
    with django_assert_num_queries(2):  # session; user with roles
        client.get("/account/")


def test_the_apis_shape_of_an_error_is_one() -> None:
    body = http.problem_body("taken", "That time is taken.")
    assert body == {"error": {"code": "taken", "message": "That time is taken.", "field": None}}


SPOILT = {
    name: "/" + re.sub(r"<(?:\w+:)?\w+>", "a%00b", route)
    for route, name in routes(get_resolver().url_patterns)
    if "<" in route
}


@pytest.mark.django_db
def test_an_address_with_a_nul_leads_nowhere_on_any_route(client: Browser) -> None:
    client.force_login(make.user("ines", *Role))

    met = {name: client.get(where).status_code for name, where in SPOILT.items()}

    assert len(met) > 50
    assert met == dict.fromkeys(SPOILT, 404)


@pytest.mark.django_db
def test_nobody_breaks_the_page_of_a_photograph_with_a_nul(client: Browser) -> None:
    assert client.get("/therapists/a/%00.webp").status_code == 404
    assert client.post("/therapists/%00/b.webp").status_code == 404


@pytest.mark.django_db
def test_without_the_guard_a_nul_would_reach_the_database(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "NO_TEXT", re.compile("(?!)"))
    client.force_login(make.user("ines", Role.OWNER))

    with pytest.raises(ValueError, match="NUL"):
        client.get("/clinic/staff/%00/")


@pytest.mark.parametrize("path", ["/a\ud800", "/\udfff/"])
def test_half_a_character_is_in_no_address(path: str) -> None:
    request = RequestFactory().get("/")
    request.path_info = path

    with pytest.raises(Http404):
        http.Problems(lambda _request: HttpResponse())(request)
