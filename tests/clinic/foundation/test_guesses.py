"""Guessing is hopeless: ten tries an hour at an account, twenty from an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from clinic import urls
from clinic.foundation import policy
from clinic.foundation.models import Try
from tests.clinic import make
from tests.clinic.journeys import SECRET, code, mailed_code, post, sign_up
from tests.clinic.threads import together

pytestmark = pytest.mark.django_db
TOO_MANY, LOOKED_AT = 429, 200


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still at nine; tests move it on."""
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


def guess(
    email: str = "mara@example.org",
    *,
    password: str = "wrong",
    ip: str = "192.0.2.1",
    **headers: str,
) -> int:
    """One try at a password, in a browser of its own; the status of its answer."""
    where, data = reverse("account_login"), {"login": email, "password": password}
    return Browser().post(where, data, REMOTE_ADDR=ip, headers=headers).status_code


def many(count: int) -> Iterator[str]:
    """Addresses of as many households."""
    return (f"198.51.100.{number}" for number in range(count))


def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(
    clock: time_machine.Traveller,
) -> None:
    make.user("mara")
    assert Counter(guess(ip=ip) for ip in many(12)) == {LOOKED_AT: 10, TOO_MANY: 2}
    assert guess(password=make.PASSWORD) == TOO_MANY
    clock.shift(timedelta(hours=1))
    assert guess(password=make.PASSWORD) == 302


def test_an_address_tries_twenty_times_at_whatever_accounts() -> None:
    assert Counter(guess(f"u{n}@example.org") for n in range(23)) == {LOOKED_AT: 20, TOO_MANY: 3}


def test_the_refusal_says_when_to_come_again() -> None:
    for ip in many(10):
        guess(ip=ip)
    answer = post(Browser(), "account_login", login="mara@example.org", password="wrong")
    assert (answer.status_code, answer["Retry-After"]) == (TOO_MANY, "3601")
    assert "Too many tries" in answer.text


@pytest.mark.parametrize("spelling", ["MARA@example.org", " mara@example.org ", "mara@EXAMPLE.org"])
def test_another_spelling_is_the_same_account(spelling: str) -> None:
    for ip in many(10):
        guess(ip=ip)
    assert guess(spelling) == TOO_MANY


def test_another_name_or_port_of_the_clinic_is_no_new_start() -> None:
    for ip in many(10):
        guess(ip=ip)
    assert guess(host="localhost:4321") == TOO_MANY


def test_a_household_has_one_address_in_version_six_of_the_internet() -> None:
    for number in range(20):
        guess(f"u{number}@example.org", ip=f"2001:db8:1:2::{number:x}")
    assert guess(ip="2001:db8:1:2:ffff::1") == TOO_MANY
    assert guess(ip="2001:db8:1:3::1") == LOOKED_AT


def test_an_address_that_a_stranger_writes_into_a_header_is_not_believed() -> None:
    forged = ({"x-forwarded-for": ip} for ip in many(20))
    for number, header in enumerate(forged):
        guess(f"u{number}@example.org", **header)
    assert guess(**{"x-forwarded-for": "203.0.113.9"}) == TOO_MANY


def test_behind_a_proxy_its_word_is_what_counts(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(20):
        guess(f"u{number}@example.org", **{"x-forwarded-for": f"9.9.9.{number}, 203.0.113.9"})
    assert guess(**{"x-forwarded-for": "203.0.113.9"}) == TOO_MANY
    assert guess(**{"x-forwarded-for": "203.0.113.10"}) == LOOKED_AT


def test_a_right_password_counts_for_nothing() -> None:
    make.user("mara")
    assert {guess(password=make.PASSWORD) for _ in range(25)} == {302}
    assert not Try.objects.exists()


def test_but_between_wrong_ones_it_wipes_nothing() -> None:
    make.user("thief")
    guesses = [guess(ip=ip) for ip in many(9)]
    right = [guess("thief@example.org", password=make.PASSWORD) for _ in range(3)]
    assert (guesses, right) == ([LOOKED_AT] * 9, [302] * 3)
    assert [guess(), guess()] == [LOOKED_AT, TOO_MANY]


def test_a_right_second_factor_wipes_nothing_either() -> None:
    thief = make.user("thief")
    TOTP.activate(thief, SECRET)
    for number in range(20):
        guess(f"u{number}@example.org", ip="127.0.0.1")
    browser = Browser()
    browser.force_login(thief)
    post(browser, "mfa_reauthenticate", code=code())
    assert guess(ip="127.0.0.1") == TOO_MANY


CODES = {
    "a sign-in": ("account_request_login_code", "account_confirm_login_code"),
    "a reset": ("account_reset_password", "account_confirm_password_reset_code"),
}


def guess_code(what: str, ip: str) -> list[int]:
    """Ask for a code as Mara would and guess it, twice, from one address."""
    browser, (ask, confirm) = Browser(REMOTE_ADDR=ip), CODES[what]
    post(browser, ask, email="mara@example.org")
    return [post(browser, confirm, code="AAAA-AAAA").status_code for _ in range(2)]


@pytest.mark.parametrize("what", CODES)
def test_codes_and_passwords_are_tries_at_the_same_account(what: str) -> None:
    make.user("mara")
    answers = [status for ip in many(5) for status in guess_code(what, ip)]
    assert answers == [LOOKED_AT] * 10
    assert guess() == TOO_MANY
    assert guess_code(what, "203.0.113.1") == [TOO_MANY] * 2


def test_a_code_of_another_account_begun_in_the_same_browser_hides_nothing() -> None:
    make.user("mara"), make.user("thief")
    for ip in many(10):
        guess(ip=ip)
    browser = Browser(REMOTE_ADDR="203.0.113.1")
    post(browser, "account_request_login_code", email="thief@example.org")
    post(browser, "account_reset_password", email="mara@example.org")
    answer = post(browser, "account_confirm_password_reset_code", code="AAAA-AAAA")
    assert answer.status_code == TOO_MANY


def test_a_sign_up_code_is_guessed_no_more_often() -> None:
    browser = Browser()
    sign_up(browser)
    for ip in many(10):
        guess(ip=ip)
    answer = post(browser, "account_email_verification_sent", code=mailed_code())
    assert answer.status_code == TOO_MANY


@pytest.mark.parametrize("route", ["account_reauthenticate", "account_change_password"])
def test_whoever_finds_an_open_screen_guesses_its_password_ten_times(route: str) -> None:
    browser = Browser()
    browser.force_login(make.user("mara"))
    data = {"password": "wrong", "oldpassword": "wrong"}
    answers = [post(browser, route, **data).status_code for _ in range(12)]
    assert answers == [LOOKED_AT] * 10 + [TOO_MANY] * 2


def test_a_second_factor_is_guessed_no_more_often() -> None:
    TOTP.activate(make.user("mara"), SECRET)
    browser = Browser()
    post(browser, "account_login", login="mara@example.org", password=make.PASSWORD)
    answers = [post(browser, "mfa_authenticate", code="000000").status_code for _ in range(11)]
    assert answers == [LOOKED_AT] * 10 + [TOO_MANY]


def test_one_mailbox_gets_ten_mails_an_hour_whoever_asks_for_them() -> None:
    answers = [
        post(
            Browser(REMOTE_ADDR=ip), "account_reset_password", email="mara@example.org"
        ).status_code
        for ip in many(12)
    ]
    assert answers == [302] * 10 + [TOO_MANY] * 2
    assert len(mail.outbox) == 10


def test_one_address_asks_for_twenty_mails_an_hour() -> None:
    asked = [
        post(Browser(), "account_request_login_code", email=f"u{n}@example.org").status_code
        for n in range(22)
    ]
    assert asked == [302] * 20 + [TOO_MANY] * 2


NOTHING_TO_GUESS = {
    *("account_logout", "account_inactive", "account_password_reset_completed"),
    *("account_complete_password_reset", "account_set_password"),  # the code came before
    *("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_list_webauthn"),
    *("mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *("mfa_login_webauthn", "mfa_reauthenticate_webauthn"),  # signatures
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
}


def test_every_route_of_the_accounts_is_counted_or_has_nothing_to_guess() -> None:
    routes = {name for name in urls.policies if name.startswith(("account_", "mfa_"))}
    assert {name for name in routes if not urls.policies[name].counted} == NOTHING_TO_GUESS


def test_without_the_guard_guesses_would_never_end(settings: Any) -> None:
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if not m.endswith("Guesses")]
    make.user("mara")
    assert {guess() for _ in range(25)} == {LOOKED_AT}


@pytest.mark.django_db(transaction=True)
def test_of_forty_guesses_at_the_same_moment_ten_are_looked_at() -> None:
    make.user("mara")
    doings = [partial(guess, ip=ip) for ip in many(40)]
    assert Counter(together(*doings)) == {LOOKED_AT: 10, TOO_MANY: 30}


@pytest.mark.django_db(transaction=True)
def test_of_forty_from_one_address_at_the_same_moment_twenty_are() -> None:
    doings = [partial(guess, f"u{number}@example.org") for number in range(40)]
    assert Counter(together(*doings)) == {LOOKED_AT: 20, TOO_MANY: 20}


@pytest.mark.django_db(transaction=True)
def test_a_code_tried_thirty_times_at_the_same_moment_is_looked_at_ten_times() -> None:
    make.user("mara")
    asked = Browser()
    post(asked, "account_request_login_code", email="mara@example.org")

    def one() -> int:
        browser = Browser()
        browser.cookies = asked.cookies
        return int(post(browser, "account_confirm_login_code", code="AAAA-AAAA").status_code)

    answers = Counter(together(*[one] * 30))
    assert answers[TOO_MANY] >= 20


def test_a_counted_route_is_counted_by_its_policy_alone(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(urls.policies, "theme", policy.Policy(public=True, counted="guess"))
    answers = [post(client, "theme", theme="dark").status_code for _ in range(21)]
    assert answers == [302] * 20 + [TOO_MANY]
