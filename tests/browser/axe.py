"""What axe finds on a page. Its script is long: a page is given it once, and asked for faults alone."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES: dict[str, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    # A scheme changes nothing but colours.
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}
FAULTS = "rules => axe.run(document, rules).then(told => told.violations.map(fault => fault.id))"


def faults(page: Page, scheme: str = "light") -> list[str]:
    """The rules that the page breaks as it stands; in the dark only those about colours."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(FAULTS, RULES[scheme])
    return found
