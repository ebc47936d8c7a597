"""What axe finds on a page. Its script is long: a page is given it once, and asked for faults alone."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES: dict[str, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    # A scheme changes nothing but colours.
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}
FAULTS = "rules => axe.run(document, rules).then(told => told.violations.map(fault => fault.id))"
WIDTHS = (390, 768, 1440)
ENDS = (390, 1440)  # what stands on a screen between them stands on one of them, too
OVER = "document.documentElement.scrollWidth - innerWidth"
# Colours that fade to those of another scheme would be measured half way.
SETTLED = """async () => {
    for (;;) {
        await new Promise(drawn => requestAnimationFrame(drawn));
        const fading = document.getAnimations().filter(it => it instanceof CSSTransition);
        if (!fading.length) return;
        fading.forEach(it => it.finish());
    }
}"""


def faults(page: Page, scheme: str = "light") -> list[str]:
    """The rules that the page breaks as it stands; in the dark only those about colours."""
    page.evaluate(SETTLED)
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(FAULTS, RULES[scheme])
    return found


def wrong(page: Page, dark: Collection[int] = ENDS) -> list[tuple[int, str]]:
    """What is wrong with the page as it stands, by width: wider than the screen; axe's faults.

    By day and (at the widths in `dark`) by night in one load: colours follow their scheme.
    """
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(OVER) > 0:
            found.append((width, "too wide"))
        for scheme, at in {"dark": dark, "light": ENDS}.items():
            if width in at:
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                found += [(width, f"{scheme}: {fault}") for fault in faults(page, scheme)]
    return found
