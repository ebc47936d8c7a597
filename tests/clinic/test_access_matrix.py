"""Every route, asked by everybody with every method: refused before anything is written, never a 5xx.

The routes come from the resolver, so a new one is in here by itself. GET for those who are let in
is in `test_routes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from clinic import urls
from clinic.foundation.codes import new_code
from clinic.foundation.policy import Policy, routes
from tests.clinic import belongings, make
from tests.clinic.cast import ADDRESSES, EXAMPLES, ROLES, browser_of

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
OWN_BOOKS = {"django_session"}  # that somebody asked at all may be kept
GUESSES = {"clinic_try"}  # a POST behind a one-time link is counted, whatever it names
CODED = {
    name: f"/{route}"
    for route, name in routes(get_resolver().url_patterns)
    if re.search(r"<(?:str:|slug:)?code>", route)
}
TOKENS = re.compile(rb"[\w+/=-]{20,}")  # of forms, and the nonce


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals without their page: it is the same for all, and takes most of the time."""
    for status in (403, 404):
        plain = partial(_nothing, status=status)
        monkeypatch.setattr(urls, f"handler{status}", plain, raising=False)


def _nothing(request: HttpRequest, exception: Exception, *, status: int) -> HttpResponse:
    return HttpResponse(status=status)


class Asker:
    """Somebody who asks one thing after another, each as if it were the first."""

    def __init__(self, who: str) -> None:
        self.browser = browser_of(who)
        self.browser.raise_request_exception = False
        self.cookies = self.browser.cookies.output(header="", sep=";")

    def ask(self, method: str, where: str, policy: Policy, body: str = "{}") -> Any:
        """The answer; whatever was written is taken back. `wrote` names the tables."""
        self.browser.cookies = SimpleCookie(self.cookies)
        kind = "application/json" if policy.api else "application/x-www-form-urlencoded"
        before = transaction.savepoint()
        with CaptureQueriesContext(connection) as asked:
            answer: Any = self.browser.generic(method, where, body if policy.api else "x=1", kind)
        transaction.savepoint_rollback(before)
        answer.wrote = {t for query in asked for t in WRITES.findall(query["sql"])} - OWN_BOOKS
        return answer


def met(answer: Any) -> str:
    """What somebody met: let in, sent to the sign-in, refused, or broken."""
    to_sign_in = f"{reverse(settings.LOGIN_URL)}?next="
    if answer.status_code >= 500 and answer.status_code != 503:
        return "broken"
    if answer.status_code == 401 or getattr(answer, "url", "").startswith(to_sign_in):
        return "sign in"
    return "refused" if answer.status_code == 403 else "let in"


def due(policy: Policy, who: str) -> str:
    """What the policy says that they meet."""
    allowed = policy.allows(signed_in=who != "anonymous", roles=ROLES[who])
    return "let in" if allowed else "sign in" if who == "anonymous" else "refused"


def matrix(who: str, *only: str) -> Iterator[tuple[str, str, str, str, Any]]:
    """(method, route, due, met, answer) of everything that somebody can ask, or of some routes."""
    asker = Asker(who)
    for name in only or ADDRESSES:
        where, policy = ADDRESSES[name], urls.policies[name]
        said = due(policy, who)
        for method in METHODS[1:] if said == "let in" else METHODS:
            answer = asker.ask(method, where, policy)
            yield method, name, said, met(answer), answer


@pytest.mark.usefixtures("_bare")
@pytest.mark.parametrize("who", ROLES)
def test_with_every_method_everybody_meets_what_the_policy_says(who: str) -> None:
    wrong, written = [], []
    for method, name, said, found, answer in matrix(who):
        if found == "broken" or said not in ("let in", found):
            wrong.append((method, name, said, found, answer.status_code))
        if said != "let in" and answer.wrote:
            written.append((method, name, answer.wrote))
    assert wrong == []
    assert written == []


@pytest.mark.parametrize("body", ["", "[]", '{"a": 1}', "\x00", '"\\ud800"', "[" * 2000])
@pytest.mark.parametrize("who", ["client", "owner"])
def test_no_nonsense_breaks_a_call_of_the_api(who: str, body: str) -> None:
    asker = Asker(who)
    for name, where in ADDRESSES.items():
        if name.startswith("api:"):
            for method in ("POST", "PATCH"):
                answer = asker.ask(method, where, urls.policies[name], body)
                assert answer.status_code < 500, (method, name)
                assert answer.status_code < 400 or set(answer.json()) == {"error"}, (method, name)


def filled(route: str, code: str) -> str:
    """An address with this code, and examples for whatever else it has."""
    held = re.sub(r"<(?:str:|slug:)?code>", code, route)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda kind: EXAMPLES[kind[1] or "str"], held)


@pytest.mark.parametrize("who", ["client", "therapist"])
def test_what_is_somebody_elses_and_what_is_not_there_answer_alike(who: str) -> None:
    asker, codes = Asker(who), belongings.codes_of(make.client("ben"))
    different = []
    for name, route in CODED.items():
        policy, nobodys = urls.policies[name], new_code()
        if due(policy, who) != "let in":  # refused before anybody looks: the matrix
            continue
        for method in METHODS if policy.api else METHODS[:2]:
            nothing = answer_of(asker.ask(method, filled(route, nobodys), policy), nobodys)
            for label, code in codes.items():
                theirs = asker.ask(method, filled(route, code), policy)
                wrote = theirs.wrote - (GUESSES if policy.counted else set())
                if answer_of(theirs, code) != nothing or wrote:
                    different.append((method, name, label, theirs.status_code))
    assert different == []


def answer_of(answer: Any, code: str) -> tuple[int, bytes]:
    """Status and body, without what differs from one asking to the next."""
    body = TOKENS.sub(b"", answer.content).replace(code.encode(), b"")
    return answer.status_code, body


def test_everything_with_a_code_that_belongs_to_a_client_is_asked_for() -> None:
    assert belongings.owned_models() - belongings.NEVER_ADDRESSED == set(belongings.MAKERS)


def test_there_are_routes_with_codes_to_ask() -> None:
    assert len(CODED) > 5


def test_without_the_policies_somebody_would_be_let_in(settings: Any) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("RoutePolicies")]
    only = ("staff", "practice")
    wrong = {
        name for _, name, said, found, _ in matrix("client", *only) if said != found == "let in"
    }
    assert wrong == set(only)
