"""What people do on the pages of their account."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from tests.clinic import make

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of an authenticator app
MARA = {"name": "Mara", "email": "mara@example.org", "password1": make.PASSWORD}
NEW = "downhill-all-the-way"


def post(browser: Browser, route: str, **data: str) -> Any:
    return browser.post(reverse(route), data)


def sign_up(browser: Browser, **other: str) -> Any:
    return post(browser, "account_signup", **(MARA | other))


def sign_in(browser: Browser, password: str = make.PASSWORD, login: str = MARA["email"]) -> Any:
    return post(browser, "account_login", login=login, password=password)


def mailed_code(message: int = -1) -> str:
    found = re.search(r"\b[A-Z0-9]{3,4}-[A-Z0-9]{3,4}\b", str(mail.outbox[message].body))
    assert found, mail.outbox[message].body
    return found[0]


def type_code(browser: Browser, route: str = "account_email_verification_sent") -> Any:
    return post(browser, route, code=mailed_code())


def inside(browser: Browser) -> bool:
    return browser.get("/account/").status_code == 200


def code(secret: str = SECRET) -> str:
    """What the authenticator app shows just now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
