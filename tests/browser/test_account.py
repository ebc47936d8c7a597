"""An account's first day: sign up, in, out, and a forgotten password."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "eleven slow hills"


def axe_is_content(page: Page) -> bool:
    return axe.faults(page) == []


def send(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def type_code(page: Page, latest_code: Any, address: str) -> None:
    """It is in the mail when the page that asks for it is there."""
    field = page.get_by_label("Code")
    field.wait_for()
    field.fill(latest_code(address))


def sign_up(page: Page, address: str, latest_code: Any) -> None:
    page.get_by_label("Your name").fill(
        "Mara Lindqvist-Featherstonehaugh of the Upper River Valley"
    )
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    send(page)
    type_code(page, latest_code, address)
    assert axe_is_content(page)
    send(page)
    page.wait_for_url("**/account/")


def test_a_runner_signs_up_and_lands_on_a_page_that_knows_them(
    open_page: Any, latest_code: Any
) -> None:
    address = f"mara-{uuid4().hex[:8]}@example.org"
    page = open_page("/account/signup/", viewport={"width": 390, "height": 844})

    sign_up(page, address, latest_code)

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert axe_is_content(page)


def test_a_forgotten_password_is_set_anew_by_a_code(open_page: Any, latest_code: Any) -> None:
    address = f"mara-{uuid4().hex[:8]}@example.org"
    sign_up(open_page("/account/signup/"), address, latest_code)
    page = open_page("/account/password/reset/")

    page.get_by_label("E-mail").fill(address)
    send(page)
    type_code(page, latest_code, address)
    send(page)
    page.get_by_label("New password").fill("twelve quick hills")
    page.get_by_label("The password once more").fill("twelve quick hills")
    send(page)
    page.wait_for_url(lambda url: "/complete/" not in url)
    page.goto("/account/login/")

    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill("twelve quick hills")
    send(page)
    page.wait_for_url("**/account/")


def test_a_runner_writes_a_note_and_reads_who_has_looked(open_page: Any, latest_code: Any) -> None:
    address = f"mara-{uuid4().hex[:8]}@example.org"
    page = open_page("/account/signup/", viewport={"width": 390, "height": 844})
    sign_up(page, address, latest_code)

    page.get_by_role("link", name="Open your record").click()
    page.get_by_label("What every therapist").fill("Left calf, old tear")
    page.get_by_role("button", name="Keep this note").click()

    expect(page.get_by_label("What every therapist")).to_have_value("Left calf, old tear")
    expect(page.locator("main")).to_contain_text("Nobody else has looked")
    assert axe_is_content(page)
