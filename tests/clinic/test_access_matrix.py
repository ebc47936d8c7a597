"""Every route, asked by everybody with every method: refused before anything is written, never a 5xx.

The routes come from the resolver, so a new one is in here by itself. GET for those who are let in
is in `test_routes.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from bookings.models import Appointment
from bookings.queries import standing
from bookings.web.party import Party
from clinic import urls
from clinic.foundation.codes import new_code
from clinic.foundation.policy import Policy, routes
from tests.clinic import belongings, make
from tests.clinic.bare import bare, unheard
from tests.clinic.cast import ADDRESSES, EXAMPLES, ROLES, browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unheard")]
__all__ = ["bare", "unheard"]
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


class Asker:
    """Somebody who asks one thing after another, each as if it were the first."""

    def __init__(self, who: str) -> None:
        self.browser = browser_of(who)
        self.browser.raise_request_exception = False
        self.cookies = self.browser.cookies.output(header="", sep=";")

    def ask(self, method: str, where: str, policy: Policy, body: str = "{}") -> Any:
        """The answer; what was written is taken back. `wrote` names its tables, `sql` is all of it."""
        self.browser.cookies = SimpleCookie(self.cookies)
        kind = "application/json" if policy.api else "application/x-www-form-urlencoded"
        before = transaction.savepoint()
        with CaptureQueriesContext(connection) as asked:
            answer: Any = self.browser.generic(method, where, body if policy.api else "x=1", kind)
        transaction.savepoint_rollback(before)
        answer.sql = [query["sql"] for query in asked]
        answer.wrote = {t for sql in answer.sql for t in WRITES.findall(sql)} - OWN_BOOKS
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


@pytest.mark.usefixtures("bare")
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


def could_be_found(nothing: Any, nobodys: str, label: str) -> bool:
    """Whether the code of such a model can make a difference where nobody's code was asked for.

    Only a query that failed for the one and not for the other parts the two. So it was among those
    that were asked for nobody's. A prepared one names no table: it could be any.
    """
    table = apps.get_model(label)._meta.db_table
    return any(table in sql or ("EXECUTE" in sql and nobodys in sql) for sql in nothing.sql)


def told_apart(who: str, *only: str) -> list[tuple[str, str, str, int]]:
    """(method, route, model, status) of what is Ben's and answers otherwise than what is not there."""
    asker, codes = Asker(who), belongings.codes_of(make.client("ben"))
    different = []
    for name in only or CODED:
        route, policy, nobodys = CODED[name], urls.policies[name], new_code()
        if due(policy, who) != "let in":  # refused before anybody looks: the matrix
            continue
        for method in METHODS if policy.api else METHODS[:2]:
            nothing = asker.ask(method, filled(route, nobodys), policy)
            for label, code in codes.items():
                if label != "clinic.Client" and not could_be_found(nothing, nobodys, label):
                    continue
                theirs = asker.ask(method, filled(route, code), policy)
                wrote = theirs.wrote - (GUESSES if policy.counted else set())
                if answer_of(theirs, code) != answer_of(nothing, nobodys) or wrote:
                    different.append((method, name, label, theirs.status_code))
    return different


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("who", ["client", "therapist"])
def test_what_is_somebody_elses_and_what_is_not_there_answer_alike(who: str) -> None:
    assert told_apart(who) == []


@pytest.mark.parametrize(
    ("who", "route"), [("client", "appointment"), ("therapist", "day_session")]
)
def test_their_pages_are_alike_to_the_letter(who: str, route: str) -> None:
    assert told_apart(who, route) == []


def test_were_a_page_open_to_everybody_its_thing_would_be_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_to_all = standing.Standing(own=True, desk=False, treats=False)
    monkeypatch.setattr(standing, "must", lambda *_given: open_to_all)
    monkeypatch.setattr(Party, "appointment", _row)
    assert {label for _, _, label, _ in told_apart("client", "appointment")} == {
        "bookings.Appointment"
    }


def _row(me: Party, code: str) -> Appointment:
    return standing.appointment(me.by, code, now=me.now)[0]


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
