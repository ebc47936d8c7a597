"""Every route of the product, asked by everybody: default deny, and nobody is let in by mistake."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from clinic import urls
from clinic.foundation.policy import Policy
from tests.clinic.cast import ADDRESSES, ROLES, browser_of

pytestmark = pytest.mark.django_db


def outcome(browser: Browser, where: str) -> str:
    """What a person meets at an address: let in, sent to the sign-in, or refused."""
    response = browser.get(where)
    assert response.status_code < 500, where
    to_sign_in = f"{reverse(settings.LOGIN_URL)}?next="
    if response.status_code == 401 or getattr(response, "url", "").startswith(to_sign_in):
        return "sign in"
    return "refused" if response.status_code == 403 else "let in"


def expected(policy: Policy, who: str) -> str:
    if policy.public:
        return "let in"
    if who == "anonymous":
        return "sign in"
    return "let in" if policy.member or policy.roles & ROLES[who] else "refused"


def test_every_route_has_an_address_to_ask() -> None:
    assert len(ADDRESSES) == len(urls.policies) > 30
    assert not [where for where in ADDRESSES.values() if re.search(r"[<>^$\\(]", where)]


@pytest.mark.parametrize("who", ROLES)
def test_at_every_route_a_person_meets_what_its_policy_says(who: str) -> None:
    browser = browser_of(who)
    met = {name: outcome(browser, where) for name, where in ADDRESSES.items()}
    assert met == {name: expected(urls.policies[name], who) for name in ADDRESSES}


@pytest.mark.parametrize("who", sorted(ROLES.keys() - {"anonymous", "client"}))
def test_without_the_guard_a_view_is_reached_by_whom_its_policy_refuses(
    who: str, settings: Any
) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("RoutePolicies")]
    assert outcome(browser_of(who), reverse("me")) == "let in"


@pytest.mark.parametrize("who", ROLES)
def test_a_route_that_lost_its_policy_is_shut(who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(urls.policies, "home")
    assert outcome(browser_of(who), "/") == ("sign in" if who == "anonymous" else "refused")
