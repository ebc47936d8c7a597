"""Programs ask with a token; browsers need their CSRF token."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, JsonResponse
from django.test import Client as Browser
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from clinic import urls
from clinic.foundation import bearer, policy
from clinic.foundation.actions import api_tokens, people
from clinic.foundation.models import ApiToken, Try, User
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW


@csrf_exempt  # as ninja's views are
def who(request: HttpRequest) -> JsonResponse:
    """A call of the API that says who asks and whether a session came along."""
    return JsonResponse({"who": request.user.code, "session": dict(request.session)})  # type: ignore[union-attr]


urlpatterns = [
    *urls.urlpatterns,
    path("api/v1/who", who, name="who"),
    path("api/v1/open", who, name="open"),
    path("who", who, name="page"),
]
files = urls.files
policies = {
    **urls.policies,
    "who": replace(policy.ANY_ROLE, api=True),
    "open": policy.PUBLIC_API,
    "page": policy.ANY_ROLE,
}


@pytest.fixture(autouse=True)
def _with_a_call(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def mara() -> User:
    return make.user("mara", Role.CLIENT)


def token_of(user: User) -> str:
    return api_tokens.make(by=None, user=user, now=NOW)


def ask(token: str, where: str = "/api/v1/who", method: str = "GET", **more: Any) -> Any:
    browser = more.pop("browser", None) or Browser(enforce_csrf_checks=True)
    return browser.generic(method, where, HTTP_AUTHORIZATION=f"Bearer {token}", **more)


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_token_speaks_for_its_user(mara: User, method: str) -> None:
    answer = ask(token_of(mara), method=method)
    assert answer.json() == {"who": mara.code, "session": {}}
    assert not answer.cookies


def test_a_program_costs_one_query_for_its_token(
    mara: User, django_assert_num_queries: Any
) -> None:
    token = token_of(mara)
    ask(token)
    with django_assert_num_queries(1):  # the token with its user, their roles and their record
        ask(token)


@pytest.mark.parametrize("token", ["", "wrong", "ünïcode", "x" * 9_000])
def test_a_wrong_token_hears_401_in_the_shape_of_the_api(token: str) -> None:
    answer = ask(token)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json()["error"]["code"] == "unauthenticated"


def test_a_wrong_token_is_not_saved_by_a_browsers_login(mara: User) -> None:
    browser = Browser()
    browser.force_login(mara)
    assert ask("wrong", browser=browser).status_code == 401


def test_beside_a_token_a_browsers_login_does_not_count(mara: User) -> None:
    browser, ben = Browser(enforce_csrf_checks=True), make.user("ben", Role.CLIENT)
    browser.force_login(ben)
    answer = ask(token_of(mara), browser=browser, method="POST")
    assert answer.json() == {"who": mara.code, "session": {}}
    assert browser.get("/who").json()["who"] == ben.code


def test_a_token_opens_no_page(mara: User) -> None:
    assert ask(token_of(mara), where="/who").status_code == 302


def test_a_disabled_login_and_an_ended_token_hear_401(mara: User) -> None:
    token, ended = token_of(mara), token_of(make.user("ben", Role.CLIENT))
    people.disable(by=None, user=mara)
    api_tokens.end_all(by=None, user=User.objects.get(name="Ben"), now=NOW)
    assert [ask(token).status_code, ask(ended).status_code] == [401, 401]


def test_former_staff_are_refused_what_their_role_once_let_them() -> None:
    assert ask(token_of(make.former_staff())).status_code == 403


def test_a_token_needs_neither_second_step_nor_a_recent_sign_in(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    ana = make.user("ana", Role.THERAPIST)
    assert ask(token_of(ana)).json()["who"] == ana.code


def test_a_browser_of_the_same_person_still_needs_its_second_step(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    browser = Browser()
    browser.force_login(make.user("ana", Role.THERAPIST))
    assert browser.get("/api/v1/who").json()["error"]["code"] == "second_factor"


def test_twenty_wrong_tokens_an_hour_are_looked_at_from_one_address(mara: User) -> None:
    with time_machine.travel(NOW, tick=False):
        answers = [ask("wrong").status_code for _ in range(22)]
    assert answers == [401] * 20 + [429] * 2
    assert Try.objects.count() == 20


def test_who_has_a_right_token_is_not_shut_out_by_others_tries(mara: User) -> None:
    token = token_of(mara)
    for _ in range(21):
        ask("wrong")
    assert ask(token).status_code == 200


def test_a_browser_without_its_csrf_token_writes_nothing(mara: User) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(mara)
    answers = [browser.generic(method, "/api/v1/who") for method in ("POST", "PUT", "DELETE")]
    assert [(a.status_code, a.json()["error"]["code"]) for a in answers] == [(403, "csrf")] * 3
    assert browser.get("/api/v1/who").status_code == 200


def test_a_browser_with_its_csrf_token_may_write(mara: User) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(mara)
    browser.get("/account/login/")
    browser.get("/me/")
    token = browser.cookies["csrftoken"].value
    assert browser.post("/api/v1/who", HTTP_X_CSRFTOKEN=token).json()["who"] == mara.code


def test_without_the_guard_another_site_could_write_in_somebodys_name(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "check_csrf", lambda request: None)
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(mara)
    assert browser.post("/api/v1/who").json()["who"] == mara.code


def test_a_stranger_hears_401_and_nothing_of_csrf() -> None:
    assert Browser(enforce_csrf_checks=True).post("/api/v1/who").status_code == 401


def test_without_forgetting_the_browser_its_session_would_come_along(
    mara: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "_forget_browser", lambda request: None)
    browser = Browser()
    browser.force_login(make.user("ben", Role.CLIENT))
    assert ask(token_of(mara), browser=browser).json()["session"] != {}


def test_when_it_was_used_is_kept_to_the_minute(mara: User) -> None:
    token, seen = token_of(mara), []
    for seconds in (0, 59, 60):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            ask(token)
        seen.append(ApiToken.objects.get().last_used_at)
    assert seen == [NOW, NOW, NOW + timedelta(minutes=1)]


def test_only_a_digest_of_the_token_is_kept(mara: User) -> None:
    token = token_of(mara)
    assert token not in str(list(ApiToken.objects.values()))
