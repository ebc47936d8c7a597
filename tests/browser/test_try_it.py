"""One story told four ways: an hour is too long so close to a race, a light tune-up fits."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
VERDICT = ".verdict-line .verdict"


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("group", name="The session").get_by_label(label).select_option(option)


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_the_verdict_follows_what_is_typed(open_page: Any, touch: bool) -> None:
    page = open_page("/try/", has_touch=touch, **PHONE)
    expect(page.locator(VERDICT)).to_contain_text("With care")

    choose(page, "Session type", "pre_event")
    choose(page, "Depth", "light")
    page.get_by_label("Minutes").first.fill("45")
    page.get_by_label("Minutes").first.blur()

    expect(page.locator(VERDICT)).to_contain_text("Recommended")
    assert page.locator("main h1").count() == 1


def test_a_verdict_that_a_newer_one_replaces_is_no_complaint(open_page: Any) -> None:
    page, held = open_page("/try/", **PHONE), list[Route]()
    page.route("**/try/", lambda route: route.continue_() if held else held.append(route))

    with page.expect_request("**/try/"):
        choose(page, "Session type", "pre_event")
    choose(page, "Depth", "light")
    page.get_by_label("Minutes").first.fill("45")
    page.get_by_label("Minutes").first.blur()

    expect(page.locator(VERDICT)).to_contain_text("Recommended")
    assert len(held) == 1


def test_the_verdict_comes_without_javascript_too(open_page: Any) -> None:
    page = open_page("/try/", java_script_enabled=False, **PHONE)

    choose(page, "Session type", "pre_event")
    choose(page, "Depth", "light")
    page.get_by_label("Minutes").first.fill("45")
    page.get_by_role("button", name="See whether it fits").click()

    expect(page.locator(VERDICT)).to_contain_text("Recommended")


def test_the_verdict_is_reached_by_keyboard_alone(open_page: Any) -> None:
    page = open_page("/try/")
    page.get_by_label("Session type").first.focus()

    page.keyboard.type("Pre")
    page.keyboard.press("Tab")
    page.keyboard.type("Light")
    page.keyboard.press("Tab")
    page.keyboard.type("45")
    page.keyboard.press("Tab")

    expect(page.locator(VERDICT)).to_contain_text("Recommended")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_race_can_be_added_and_is_judged(open_page: Any, script: bool) -> None:
    page = open_page("/try/", java_script_enabled=script, **PHONE)
    page.get_by_role("button", name="Add a race").click()
    row = page.get_by_role("group", name="Race 2")

    row.get_by_label("Race").first.fill("Club 10k")
    day = page.get_by_label("Start").first.input_value()[:10]
    row.get_by_label("Start").fill(f"{day}T20:00")
    page.get_by_role("button", name="See whether it fits").click()

    expect(page.locator(VERDICT)).to_contain_text("Not then")
    expect(page.locator(".reasons")).to_contain_text("Club 10k")


def test_the_table_says_what_the_picture_shows(open_page: Any) -> None:
    page = open_page("/try/")

    page.get_by_text("The same as a table").click()

    rows = page.get_by_role("region", name="What is possible when").get_by_role("row")
    assert rows.count() > 15
    expect(rows.filter(has_text="Autumn Marathon")).to_contain_text("Not then")
