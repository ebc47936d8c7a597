"""Staff use two factors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client as Browser
from django.urls import reverse

from clinic import urls
from clinic.foundation.models import User
from clinic.foundation.roles import STAFF, Role
from tests.clinic import make
from tests.clinic.cast import ADDRESSES
from tests.clinic.journeys import SECRET, code, sign_in
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db
ANA = "ana@example.org"
REALLY = pytest.mark.django_db(transaction=True)  # allauth tells of a new factor on commit


@pytest.fixture(autouse=True)
def _as_in_production(settings: Any) -> Iterator[None]:
    settings.STAFF_SECOND_FACTOR = True
    with time_machine.travel(make.NOW, tick=False):  # a code lives for half a minute
        yield


@pytest.fixture
def ana() -> User:
    return make.user("ana", Role.THERAPIST)


def set_up(browser: Browser) -> Any:
    """Set an authenticator app up by the pages, the password typed once more."""
    where = reverse("mfa_activate_totp")
    browser.post(f"{reverse('account_reauthenticate')}?next={where}", {"password": make.PASSWORD})
    browser.get(where)
    return browser.post(where, {"code": code(browser.session["mfa.totp.secret"])})


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_without_a_second_factor_are_led_to_set_one_up(client: Browser, role: Role) -> None:
    client.force_login(make.user("ana", role))
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


def test_before_that_no_other_route_opens(client: Browser, ana: User) -> None:
    client.force_login(ana)
    shut = {
        name
        for name, where in ADDRESSES.items()
        if (answer := client.get(where)).status_code == 403
        or (answer.status_code == 302 and answer["Location"] == reverse("mfa_index"))
    }
    free = {name for name, policy in urls.policies.items() if policy.opens or policy.probe}
    assert shut >= ADDRESSES.keys() - free
    assert {"mfa_index", "account_logout", "healthz"} <= free


def test_the_api_says_what_is_missing(client: Browser, ana: User) -> None:
    client.force_login(ana)
    answer = client.post("/api/v1/evaluate", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "second_factor")


def test_a_part_of_a_page_leads_the_whole_page_there(client: Browser, ana: User) -> None:
    client.force_login(ana)
    answer = client.get("/account/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("mfa_index")


@REALLY
def test_staff_set_an_authenticator_app_up_and_are_let_in(client: Browser, ana: User) -> None:
    sign_in(client, login=ANA)
    assert client.get("/account/").status_code == 302
    set_up(client)
    assert Authenticator.objects.filter(user=ana, type="totp").exists()
    assert client.get("/account/").status_code == 200


def test_from_then_on_the_password_alone_signs_nobody_in(client: Browser, ana: User) -> None:
    TOTP.activate(ana, SECRET)
    answer = sign_in(client, login=ANA)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/account/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/account/").status_code == 200


def test_a_used_code_is_used(client: Browser, ana: User) -> None:
    TOTP.activate(ana, SECRET)
    for browser, status in ((client, 200), (Browser(), 302)):
        sign_in(browser, login=ANA)
        browser.post(reverse("mfa_authenticate"), {"code": code()})
        assert browser.get("/account/").status_code == status


@REALLY
def test_setting_it_up_ends_every_other_session(client: Browser, ana: User) -> None:
    thief = Browser()
    sign_in(thief, login=ANA)
    sign_in(client, login=ANA)
    set_up(client)
    answer = thief.get("/account/")
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_session_that_never_showed_the_factor_has_to(client: Browser, ana: User) -> None:
    client.force_login(ana)
    TOTP.activate(ana, SECRET)
    assert client.get("/account/")["Location"] == reverse("mfa_reauthenticate")
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("route", ["mfa_index", "mfa_activate_totp", "account_reauthenticate"])
def test_a_thief_with_the_password_cannot_add_a_factor_of_their_own(
    client: Browser, ana: User, route: str
) -> None:
    client.force_login(ana)
    TOTP.activate(ana, SECRET)
    assert client.get(reverse(route))["Location"] == reverse("mfa_reauthenticate")


@REALLY
def test_taking_the_factor_away_leads_back_to_set_one_up(client: Browser, ana: User) -> None:
    sign_in(client, login=ANA)
    set_up(client)
    Authenticator.objects.all().delete()
    assert client.get("/account/")["Location"] == reverse("mfa_index")


def test_recovery_codes_alone_are_no_second_factor(client: Browser, ana: User) -> None:
    Authenticator.objects.create(user=ana, type="recovery_codes", data={})
    client.force_login(ana)
    assert client.get("/account/")["Location"] == reverse("mfa_index")


@pytest.mark.parametrize("who", ["client", "former"])
def test_only_staff_are_asked(client: Browser, who: str) -> None:
    client.force_login(make.user("mara", Role.CLIENT) if who == "client" else make.former_staff())
    assert client.get("/account/").status_code == 200


def test_the_demos_printed_logins_work_without_one(
    client: Browser, ana: User, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(ana)
    assert client.get("/account/").status_code == 200


def test_without_the_guard_staff_would_work_by_password_alone(
    client: Browser, ana: User, settings: Any
) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("StaffSecondFactor")]
    client.force_login(ana)
    assert client.get("/account/").status_code == 200


@REALLY
def test_of_six_who_show_the_same_code_at_once_one_is_let_in(ana: User) -> None:
    TOTP.activate(ana, SECRET)
    browsers = [Browser(REMOTE_ADDR=f"198.51.100.{number}") for number in range(6)]
    for browser in browsers:
        sign_in(browser, login=ANA)
    together(*[partial(_show, browser) for browser in browsers])
    inside = [browser.get("/account/").status_code == 200 for browser in browsers]
    assert sorted(inside) == [False] * 5 + [True]


def _show(browser: Browser) -> None:
    browser.post(reverse("mfa_authenticate"), {"code": code()})
