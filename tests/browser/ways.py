"""One story, some ways of telling it: by mouse, by finger, by keyboard alone, without JavaScript."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client as Browser
from playwright.sync_api import Locator, Page

from clinic.foundation.models import User

PHONE = {"width": 390, "height": 844}
MOUSE: dict[str, Any] = {"viewport": PHONE}
TOUCH: dict[str, Any] = {"viewport": PHONE, "has_touch": True}
KEYBOARD: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
NO_SCRIPT: dict[str, Any] = {"viewport": PHONE, "java_script_enabled": False}
SAID = """() => {
    const on = document.activeElement;
    const label = on.labels && on.labels.length ? on.labels[0].innerText : "";
    return [on.getAttribute("aria-label"), label, on.innerText].filter(Boolean).join(" ")
        .replace(/\\s+/g, " ").trim();
}"""


def today() -> date:
    """The day that it is at the studio, by whose wall the pages count."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


def sign_in(page: Page, site: str, user: User) -> None:
    """Give the browser a session of this person: how one signs in is told elsewhere."""
    browser = Browser()
    browser.force_login(user)
    kept = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": site}])


class Hand:
    """Presses and types on a page, and counts the presses."""

    def __init__(self, page: Page, *, touch: bool = False) -> None:
        self.page, self.touch, self.presses = page, touch, 0

    def press(self, name: str) -> None:
        """Press what is called so and leads to a page."""
        self.go(self.called(name))

    def go(self, target: Locator) -> None:
        """A click waits for the page that it leads to; a tap does not by itself."""
        self.presses += 1
        if self.touch:
            with self.page.expect_navigation():
                target.tap()
        else:
            target.click()
        self.page.wait_for_load_state()

    def called(self, name: str) -> Locator:
        """The first thing to be seen in the page that is called so."""
        called = re.compile(f"^\\s*{name}")
        found = self.page.get_by_role("link", name=called)
        for role in ("button", "checkbox"):
            found = found.or_(self.page.get_by_role(role, name=called))
        found = found.or_(self.page.locator("summary", has_text=called))
        return found.locator("visible=true").first

    def poke(self, name: str) -> None:
        """Press what leaves one on the page: a tick, a button of the page's own script."""
        self.presses += 1
        target = self.called(name)
        target.tap() if self.touch else target.click()
        self.page.wait_for_load_state()

    def menu(self) -> None:
        """Open the menu that holds the links on a telephone."""
        self.presses += 1
        summary = self.page.locator("header summary").first
        summary.tap() if self.touch else summary.click()

    def type(self, label: str, text: str) -> None:
        named = re.compile(f"^\\s*{label}(\\s+\\(if you like\\))?\\s*$")
        self.page.get_by_label(named).first.fill(text)

    def day(self, label: str, day: date) -> None:
        self.type(label, f"{day:%Y-%m-%d}")

    def clock(self, label: str, hour: int) -> None:
        """A full hour into the last field of that name: rows of hours grow at their end."""
        fields = self.page.get_by_label(re.compile(f"^\\s*{label}"))
        fields.locator("visible=true").last.fill(f"{hour:02}:00")

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)


class Keys(Hand):
    """The same by Tab, Enter and letters alone."""

    def press(self, name: str) -> None:
        self.presses += 1
        self.reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def poke(self, name: str) -> None:
        """Space ticks and presses alike."""
        self.reach(name)
        self.page.keyboard.press("Space")

    def menu(self) -> None:
        """A wide screen shows its links at once."""

    def type(self, label: str, text: str) -> None:
        self.reach(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def day(self, label: str, day: date) -> None:
        self.reach(label)
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def clock(self, label: str, hour: int) -> None:
        """A new row of hours has the focus already."""
        if not self.on(label):
            self.reach(label)
        self.page.keyboard.type(f"{hour % 12 or 12:02}00{'AM' if hour < 12 else 'PM'}")

    def choose(self, label: str, option: str) -> None:
        self.reach(label)
        self.page.keyboard.type(option)

    def on(self, name: str) -> bool:
        """Whether the focus is on something called so."""
        return bool(re.match(name, str(self.page.evaluate(SAID))))

    def reach(self, name: str) -> None:
        """Tab on until the focus is on something called so."""
        for _step in range(300):
            self.page.keyboard.press("Tab")
            if self.on(name):
                return
        raise AssertionError(f"no way to {name} by keyboard")
