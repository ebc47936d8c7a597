"""How long a browser takes to show a page: a child process, `URL COOKIE VALUE ROUNDS [MARK PARTS]`.

To the load event; or, for a page that a script draws, to its own MARK, by which it must have drawn
as many `.ev` as PARTS says: a mark that comes before what it stands for is no good time.

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
# When the mark is told of, in a task of its own, before anything that is asked for then arrives.
MARKED = """new PerformanceObserver((list) => {
  if (list.getEntriesByName("%s").length)
    document.documentElement.dataset.drawn = document.querySelectorAll(".ev").length;
}).observe({entryTypes: ["mark"]});"""
WARM = 2


def main(url: str, cookie: str, value: str, rounds: str, mark: str = "", parts: str = "0") -> None:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        login = {"name": cookie, "value": value, "url": url}

        def fresh_page() -> Page:
            return _signed_in(browser, login, mark).new_page()

        def opened(page: Page) -> float:
            return _marked(page, url, mark, int(parts)) if mark else _opened(page, url)

        page = fresh_page()
        kept = [opened(page) for _ in range(WARM + int(rounds))][WARM:]
        fresh = [opened(fresh_page()) for _ in range(3)]
        browser.close()
    sys.stdout.write(json.dumps({"kept": kept, "fresh": fresh}))


def _signed_in(browser: Browser, login: dict[str, str], mark: str) -> BrowserContext:
    size = (1440, 900) if mark else (1024, 768)
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    if mark:
        context.add_init_script(MARKED % mark)
    context.add_cookies([login])  # type: ignore[list-item]  # a typed dict of the package's own
    return context


def _opened(page: Page, url: str) -> float:
    answer = page.goto(url, wait_until="load")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{url} answered {answer and answer.status}")
    page.wait_for_function(f"{LOADED} > 0")  # the event is still going on when it is told of
    return float(page.evaluate(LOADED))


def _marked(page: Page, url: str, mark: str, parts: int) -> float:
    answer = page.goto(url, wait_until="commit")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{url} answered {answer and answer.status}")
    drawn = page.locator("html[data-drawn]").get_attribute("data-drawn")
    if int(drawn or 0) < parts:
        raise RuntimeError(f"at its mark the page had drawn {drawn} of {parts}")
    return float(page.evaluate(f"performance.getEntriesByName('{mark}')[0].startTime"))


if __name__ == "__main__":
    main(*sys.argv[1:])
