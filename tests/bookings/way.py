"""The way to a session for tests: a client's browser, the times page, and its buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client as Browser

from bookings.models import Location, Service
from bookings.queries.offers import pick
from clinic.foundation.models import Client
from tests.bookings.studio import NOW
from tests.clinic import make


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Mon 23 Nov 2026, 10:00 in Berlin, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def mara(client: Browser) -> Client:
    """A client; the browser of the test is hers."""
    found = make.client()
    client.force_login(make.login_of(found))
    return found


def browser_of(client: Client) -> Browser:
    browser = Browser()
    browser.force_login(make.login_of(client))
    return browser


def choice(**other: Any) -> str:
    """The choice of an hour of moderate massage, as the address holds it."""
    service = other.pop("service", None) or Service.objects.earliest("pk")
    told = {"service": service.code, "minutes": 60, "depth": "moderate", "from": "2026-11-23"}
    return urlencode(told | other)


def times(**other: Any) -> str:
    """The address of the times page."""
    return f"/book/times/?{choice(**other)}"


def token(page: Any, number: int = 0) -> str:
    """The once-token of a form on a page."""
    return str(re.findall(r'name="once" value="([^"]+)"', page.text)[number])


def ticks(page: Any) -> dict[str, str]:
    """Every tick of a page, set."""
    return dict.fromkeys(re.findall(r'name="(accept_[0-9a-f]+)"', page.text), "on")


def button(start: datetime) -> str:
    """What a button of the only studio sends."""
    return pick(start, Location.objects.get().code)


def hold(browser: Browser, start: datetime, **other: Any) -> Any:
    """Open the times page and press one of its times."""
    page = browser.get(times(**other))
    sent = {"once": token(page), "pick": button(start)}
    return browser.post(f"/book/hold/?{choice(**other)}", sent)


def book(browser: Browser, start: datetime, **sent: Any) -> Any:
    """Hold a time and book it: the answer to the last press."""
    summary = hold(browser, start).headers["Location"]
    page = browser.get(summary)
    return browser.post(summary, {"once": token(page)} | sent)


def code_of(answer: Any) -> str:
    """The code in the address that an answer leads to."""
    return str(answer.headers["Location"].split("?")[0].strip("/").split("/")[-1])
