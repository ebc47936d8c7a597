"""Accounts: from sign-up to signed out, and what a stranger cannot learn or take over."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.actions import people
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from tests.clinic import make
from tests.clinic.journeys import MARA, NEW, inside, post, sign_in, sign_up, type_code

pytestmark = pytest.mark.django_db


def test_sign_up_mails_a_code_and_with_it_one_is_in_as_a_client(client: Browser) -> None:
    assert sign_up(client)["Location"] == reverse("account_email_verification_sent")
    assert not inside(client)
    assert type_code(client)["Location"] == reverse("account")
    record = Client.objects.get()
    assert (record.user, record.name, record.email) == (User.objects.get(), "Mara", MARA["email"])
    assert inside(client)


def test_until_the_code_comes_back_there_is_no_client_record(client: Browser) -> None:
    sign_up(client)
    sign_in(client)
    assert not Client.objects.exists()


def test_a_wrong_code_lets_nobody_in(client: Browser) -> None:
    sign_up(client)
    post(client, "account_email_verification_sent", code="AAAA-AAAA")
    assert not inside(client)


def test_sign_in_by_password_and_out_again(client: Browser) -> None:
    make.client("mara")
    sign_in(client)
    assert inside(client)
    post(client, "account_logout")
    assert not inside(client)


def test_signing_out_takes_more_than_a_link(client: Browser) -> None:
    client.force_login(make.user())
    client.get(reverse("account_logout"))
    assert inside(client)


def test_sign_in_by_a_mailed_code(client: Browser) -> None:
    make.client("mara")
    post(client, "account_request_login_code", email=MARA["email"])
    type_code(client, "account_confirm_login_code")
    assert inside(client)


def test_a_forgotten_password_is_set_anew_by_code(client: Browser) -> None:
    make.client("mara")
    post(client, "account_reset_password", email=MARA["email"])
    type_code(client, "account_confirm_password_reset_code")
    post(client, "account_complete_password_reset", password1=NEW, password2=NEW)
    assert not inside(client)
    sign_in(client, NEW)
    assert inside(client)


def test_a_new_password_ends_the_sessions_of_the_old_one(client: Browser) -> None:
    old = Browser()
    old.force_login(make.login_of(make.client("mara")))
    post(client, "account_reset_password", email=MARA["email"])
    type_code(client, "account_confirm_password_reset_code")
    post(client, "account_complete_password_reset", password1=NEW, password2=NEW)
    assert not inside(old)


@pytest.mark.parametrize("password", ["short", "password123", "mara@example.org", ""])
def test_a_weak_password_is_refused_with_a_reason(client: Browser, password: str) -> None:
    assert sign_up(client, password1=password).context["form"].errors["password1"]
    assert not User.objects.exists()


def test_letters_of_an_address_may_be_large_or_small(client: Browser) -> None:
    sign_up(client, email="Mara@Example.ORG")
    type_code(client)
    assert User.objects.get().email == "mara@example.org"
    again = Browser()
    sign_in(again, login="MARA@example.org")
    assert inside(again)


@pytest.mark.parametrize("email", ["İris@example.org", "joneſ@example.org", "müller@example.org"])
def test_an_address_with_letters_that_fold_into_others_is_refused(
    client: Browser, email: str
) -> None:
    assert sign_up(client, email=email).context["form"].errors["email"]
    assert not User.objects.exists()


def test_staff_are_made_clients_by_no_sign_in(
    client: Browser,
) -> None:
    make.user("mara", Role.DESK)
    sign_in(client)
    assert not Client.objects.exists()


# What a stranger cannot learn


ASKS: dict[str, Callable[[Browser, str], Any]] = {
    "sign up": lambda browser, email: sign_up(browser, email=email),
    "code": lambda browser, email: post(browser, "account_request_login_code", email=email),
    "reset": lambda browser, email: post(browser, "account_reset_password", email=email),
    "password": lambda browser, email: sign_in(browser, "a-wrong-password", email),
}


def seen(browser: Browser, answer: Any, email: str) -> tuple[Any, ...]:
    """Everything a stranger sees of an answer, of the page it leads to, and in the cookies."""
    pages = [answer]
    if answer.status_code == 302:
        pages.append(browser.get(answer["Location"]))
    texts = [re.sub(r'(csrf\w*"[^>]*value=|nonce=|CSRFToken": )"[^"]*"', "", p.text) for p in pages]
    return (
        [(page.status_code, page.get("Location")) for page in pages],
        [text.replace(email, "EMAIL") for text in texts],
        sorted(browser.cookies),
    )


@pytest.mark.parametrize("ask", ASKS)
def test_a_known_and_an_unknown_address_get_the_same_answer(ask: str) -> None:
    make.client("mara")
    known, unknown = Browser(), Browser()
    first = seen(known, ASKS[ask](known, "mara@example.org"), "mara@example.org")
    second = seen(unknown, ASKS[ask](unknown, "nina@example.org"), "nina@example.org")
    assert first == second


@pytest.mark.parametrize("ask", ["sign up", "code", "reset"])
def test_each_of_them_is_written_to_so_that_time_tells_nothing(ask: str) -> None:
    make.client("mara")
    for email in ("mara@example.org", "nina@example.org"):
        ASKS[ask](Browser(), email)
    assert [message.to for message in mail.outbox] == [["mara@example.org"], ["nina@example.org"]]


def test_without_the_prevention_the_answers_would_differ(settings: Any) -> None:
    settings.ACCOUNT_PREVENT_ENUMERATION = False
    make.client("mara")
    known, unknown = Browser(), Browser()
    answers = [
        ASKS["sign up"](known, "mara@example.org"),
        ASKS["sign up"](unknown, "n@example.org"),
    ]
    assert answers[0].status_code != answers[1].status_code


def test_a_code_typed_for_an_unknown_address_is_wrong_and_no_crash(client: Browser) -> None:
    ASKS["code"](client, "nina@example.org")
    answers = [post(client, "account_confirm_login_code", code=c) for c in ("AAAA-AAAA", "-", " ")]
    assert {answer.status_code for answer in answers} <= {200, 302}
    assert not inside(client)


# What a stranger cannot take over


def test_signing_up_with_somebodys_address_neither_joins_nor_changes_their_record() -> None:
    record = make.client("mara", note="a torn calf")
    before = Client.objects.values().get()
    thief = Browser()
    sign_up(thief, name="Thief")
    sign_in(thief, "a-wrong-password")
    assert Client.objects.values().get() == before
    assert User.objects.get() == record.user


def test_the_record_of_a_client_by_phone_is_not_joined_by_a_verified_address(
    client: Browser,
) -> None:
    by_phone = Client.objects.create(name="Mara by phone", email=MARA["email"])
    sign_up(client)
    type_code(client)
    assert User.objects.get().client != by_phone
    assert Client.objects.get(pk=by_phone.pk).user is None


BY_CODE = {
    "sign-in": ("account_request_login_code", "account_confirm_login_code"),
    "reset": ("account_reset_password", "account_confirm_password_reset_code"),
}


@pytest.mark.parametrize("road", BY_CODE)
def test_a_password_set_before_the_address_was_confirmed_is_forgotten(road: str) -> None:
    thief, mara = Browser(), Browser()
    sign_up(Browser())
    ask, confirm = BY_CODE[road]
    post(mara, ask, email=MARA["email"])
    type_code(mara, confirm)
    sign_in(thief)
    assert not inside(thief)


@pytest.mark.parametrize("road", BY_CODE)
def test_without_that_who_waits_with_a_password_would_get_in(
    road: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "forget_password", lambda user: None)
    thief, mara = Browser(), Browser()
    sign_up(Browser())
    ask, confirm = BY_CODE[road]
    post(mara, ask, email=MARA["email"])
    type_code(mara, confirm)
    sign_in(thief)
    assert inside(thief)


def test_a_waiting_sign_up_is_not_let_in_when_the_owner_confirms_elsewhere() -> None:
    thief, mara = Browser(), Browser()
    sign_up(thief)
    post(mara, "account_request_login_code", email=MARA["email"])
    type_code(mara, "account_confirm_login_code")
    for route in ("account_email_verification_sent", "account_login", "account_signup"):
        thief.get(reverse(route), follow=True)
    assert inside(mara)
    assert not inside(thief)


def test_whoever_typed_password_and_code_in_one_browser_keeps_the_password(
    client: Browser,
) -> None:
    sign_up(client)
    type_code(client)
    again = Browser()
    sign_in(again)
    assert inside(again)


def test_changing_ones_address_keeps_the_password(client: Browser) -> None:
    make.client("mara")
    sign_in(client)
    post(client, "account_reauthenticate", password=make.PASSWORD)
    post(client, "account_email", action_add="", email="new@example.org")
    type_code(client)
    assert User.objects.get().email == "new@example.org"
    again = Browser()
    sign_in(again, login="new@example.org")
    assert inside(again)


def test_an_unconfirmed_new_address_changes_nothing_and_blocks_nobody(client: Browser) -> None:
    thief = Browser()
    make.client("thief")
    sign_in(thief, login="thief@example.org")
    post(thief, "account_reauthenticate", password=make.PASSWORD)
    post(thief, "account_email", action_add="", email=MARA["email"])
    assert not EmailAddress.objects.filter(email=MARA["email"], verified=True).exists()
    sign_up(client)
    type_code(client)
    assert inside(client)


# When mail is down


def test_with_mail_down_the_page_says_so(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: Any) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", down)
    answer = sign_up(client)
    assert answer.status_code == 503
    assert "Mail is down" in answer.text


def test_what_signed_up_while_mail_was_down_can_be_confirmed_later(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.message.EmailMessage.send", _refuse)
        sign_up(client)
    sign_in(client)
    type_code(client)
    assert inside(client)


def _refuse(*_: Any) -> None:
    raise ConnectionRefusedError
