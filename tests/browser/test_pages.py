"""Every public page: free of axe's faults, no wider than the screen, nobody else is asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/",
    "/sessions/",
    "/sessions/pre_event/",
    "/sessions/post_event/",
    "/sessions/general/",
    "/sessions/injury/",
    "/sessions/none/",
    "/try/",
    "/book/",
    "/book/services/",
    "/api/v1/docs",
    "/account/login/",
    "/account/signup/",
    "/account/login/code/",
    "/account/password/reset/",
    "/no-such-page/",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_every_screen_and_axe_finds_nothing(open_page: Any, address: str) -> None:
    page = open_page(address)

    assert axe.wrong(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_the_policy_of_content_is_strict(open_page: Any, address: str) -> None:
    page = open_page(address)

    policy = page.request.get(address).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy


def test_every_thing_that_takes_focus_shows_a_ring(open_page: Any) -> None:
    page = open_page("/try/", viewport={"width": 390, "height": 900})
    ring = "() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
    rings = []

    for _ in range(25):
        page.keyboard.press("Tab")
        rings.append(page.evaluate(ring))

    assert min(rings) >= 3


def test_the_theme_is_switched_without_javascript_and_stays(open_page: Any) -> None:
    page = open_page("/", java_script_enabled=False, color_scheme="light")

    page.get_by_role("button", name="Dark").click()
    page.goto("/sessions/")

    assert page.locator("html").get_attribute("data-theme") == "dark"
