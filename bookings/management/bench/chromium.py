"""How long a browser takes to the load event of a page: a child process, `URL COOKIE VALUE ROUNDS`.

It prints JSON: milliseconds of each opening with styles and script kept from the one before, as on
a tablet in use, and of openings with nothing kept. Playwright has an event loop of its own, which
Django would take for async code; and a server that never measures need not have it.
"""

from __future__ import annotations

import json
import os
import sys

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
WARM = 2


def main(url: str, cookie: str, value: str, rounds: str) -> None:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        login = {"name": cookie, "value": value, "url": url}
        page = _signed_in(browser, login).new_page()
        kept = [_opened(page, url) for _ in range(WARM + int(rounds))][WARM:]
        fresh = [_opened(_signed_in(browser, login).new_page(), url) for _ in range(3)]
        browser.close()
    sys.stdout.write(json.dumps({"kept": kept, "fresh": fresh}))


def _signed_in(browser: Browser, login: dict[str, str]) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    context.add_cookies([login])  # type: ignore[list-item]  # a typed dict of the package's own
    return context


def _opened(page: Page, url: str) -> float:
    answer = page.goto(url, wait_until="load")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{url} answered {answer and answer.status}")
    page.wait_for_function(f"{LOADED} > 0")  # the event is still going on when it is told of
    return float(page.evaluate(LOADED))


if __name__ == "__main__":
    main(*sys.argv[1:])
