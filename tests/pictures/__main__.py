"""`make pictures`: the README's pictures, taken from the demo's real pages by a real browser."""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from clinic.local import servers
from clinic.local.__main__ import PROGRAMS, healthy, listen, manage, supervised
from clinic.local.guards import run
from clinic.local.places import CHECKOUT

FOLDER = CHECKOUT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
PASSWORD = "run-easy-2026"
PHONE, TABLET, DESK = (390, 844), (1024, 1366), (1440, 900)

Way = Callable[[Page], None]  # leads a signed-in page to what is to be seen


def times(page: Page) -> None:
    """A runner's times for deep work in the days before a race."""
    page.goto("/book/")
    page.get_by_role("link", name="In training").click()
    page.get_by_role("link", name="Sports massage").first.click()
    parts = urlsplit(page.url)
    asked = dict(parse_qsl(parts.query))
    asked |= {"depth": "deep", "minutes": "60", "from": str(date.today() + timedelta(days=9))}
    page.goto(f"{parts.path}?{urlencode(asked)}")


def sessions(page: Page) -> None:
    page.goto("/appointments/")


def season(page: Page) -> None:
    page.goto("/season/")


def season_phone(page: Page) -> None:
    """The picture itself, which stands below the day."""
    page.goto("/season/")
    page.locator(".season-picture").evaluate("box => box.scrollIntoView()")


def race_hours(page: Page) -> None:
    _race(page)
    page.goto(f"/season/race/{_code(page)}/")
    page.get_by_role("heading", name="Ten days").evaluate("head => head.scrollIntoView()")


def plan(page: Page) -> None:
    """A file, read and not kept yet."""
    page.goto("/imports/")
    page.locator("input[type=file]").set_input_files(
        {"name": "plan.csv", "mimeType": "text/csv", "buffer": _plan().encode()}
    )
    page.get_by_role("button", name="Read this file").click()
    page.wait_for_url("**/imports/draft/**")


def settle(page: Page) -> None:
    """The marathon is much nearer all at once: next week."""
    _race(page)
    page.get_by_label("Date").first.fill(str(date.today() + timedelta(days=7)))
    page.get_by_role("button", name="Keep").first.click()
    page.wait_for_url("**/season/settle/**")


def day(page: Page) -> None:
    page.goto("/day/")


def race_card(page: Page) -> None:
    """The first card of the day with something marked on its body chart."""
    page.goto("/day/")
    cards = page.locator(".own-open").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    for where in cards:
        page.goto(where)
        if page.locator("[class*=body-pain]").count():
            return


def note(page: Page) -> None:
    """A note that is being written, of the last day that has one: in the morning there is none."""
    for back in range(7):
        page.goto(f"/day/?date={date.today() - timedelta(days=back)}")
        waiting = page.get_by_role("link", name="Note not signed")
        if waiting.count():
            waiting.first.click()
            break
    page.wait_for_load_state()


def reviews(page: Page) -> None:
    page.goto("/reviews/")


def progress(page: Page) -> None:
    page.goto("/progress/")


def calendar(page: Page) -> None:
    """The next working day, with the panel of a session open."""
    day = date.today() + timedelta(days=1)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    page.goto(f"/desk/calendar/?day={day}")
    page.locator(".ev").nth(3).click()
    page.locator("#panel h2, #panel h3").first.wait_for()


def waitlist(page: Page) -> None:
    page.goto("/desk/waitlist/")


def races_ahead(page: Page) -> None:
    page.goto("/reports/races/")


def messages(page: Page) -> None:
    page.goto("/clinic/messages/?list=sent")


def session_type(page: Page) -> None:
    page.goto("/sessions/pre_event/")


def _race(page: Page) -> None:
    page.goto("/races/")
    page.get_by_role("link", name="Three Bridges").first.click()
    page.wait_for_load_state()


def _code(page: Page) -> str:
    return urlsplit(page.url).path.strip("/").rpartition("/")[2]


def _plan() -> str:
    """Three weeks of a plan as a table, with two races in it and a heading."""
    monday = date.today() + timedelta(days=7 - date.today().weekday())
    rows = ["Date,Session,Minutes", "Build week,,"]
    week = ((1, "Intervals 6 x 800 m", 60), (3, "Tempo 8 km", 50), (6, "Long run 24 km", 140))
    for number in range(3):
        rows += [f"{monday + timedelta(number * 7 + at)},{what},{took}" for at, what, took in week]
    rows += [f"{monday + timedelta(19)},Parkrun,", f"{monday + timedelta(26)},City half marathon,"]
    return "\n".join(rows)


# picture: (who looks, at which size, which way there)
PICTURES: dict[str, tuple[str, tuple[int, int], Way]] = {
    "season": ("mara", DESK, season),
    "season-phone": ("mara", PHONE, season_phone),
    "race-hours": ("mara", PHONE, race_hours),
    "plan": ("mara", PHONE, plan),
    "times": ("mara", PHONE, times),
    "sessions": ("mara", PHONE, sessions),
    "therapist-day": ("ana", PHONE, day),
    "race-card": ("ana", TABLET, race_card),
    "note": ("ana", TABLET, note),
    "reviews": ("ana", TABLET, reviews),
    "progress": ("mara", PHONE, progress),
    "calendar": ("jo", DESK, calendar),
    "waitlist": ("jo", TABLET, waitlist),
    "races-ahead": ("jo", TABLET, races_ahead),
    "messages": ("ines", DESK, messages),
    "session-type": ("ines", DESK, session_type),
    "settle": ("mara", PHONE, settle),  # the last one: it moves her race
}


def main() -> int:
    """Those named on the command line, else all."""
    with _demo() as (address, letters), sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for name in sys.argv[1:] or (*PICTURES, "mail"):
            page = _page(browser, address, *PICTURES[name][1] if name in PICTURES else PHONE)
            if name == "mail":
                page.set_content(_newest(letters))
            else:
                _sign_in(page, PICTURES[name][0])
                PICTURES[name][2](page)
            page.wait_for_load_state("networkidle")
            path = FOLDER / f"{name}.png"
            page.screenshot(path=path)
            page.context.close()
            sys.stdout.write(f"{path.relative_to(CHECKOUT)}  {path.stat().st_size // 1000} kB\n")
        browser.close()
    return 0


@contextmanager
def _demo() -> Iterator[tuple[str, Path]]:
    """A demo clinic of its own, built afresh: its address, and the folder of its mails."""
    with (
        supervised("pictures", "make pictures runs from this checkout") as family,
        listen(os.environ.get("PORT") or "8098") as listener,
    ):
        shutil.rmtree(letters := family.state / "mail", ignore_errors=True)
        servers.start(family, lasting=False)
        family.finish(manage(family, "migrate", "--noinput"))
        family.finish(manage(family, "demo"), manage(family, "collectstatic", "--noinput"))
        family.finish(manage(family, "outbox", "work"))
        words = PROGRAMS["web"].format(socket=listener.fileno()).split()
        inherited = [listener.fileno()]
        family.start("web", [sys.executable, "-m", *words], pass_fds=inherited)
        port = listener.getsockname()[1]
        family.wait(lambda: healthy(str(port)), "The web server does not answer.", 60)
        yield f"http://127.0.0.1:{port}", letters


def _newest(letters: Path) -> str:
    """The page that the newest mail in a folder is."""
    newest = max(letters.glob("*.eml"))
    sent = email.message_from_bytes(newest.read_bytes(), policy=email.policy.default)
    part = sent.get_body(("html",))
    return str(part.get_content()) if part else ""


def _page(browser: Browser, address: str, width: int, height: int) -> Page:
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if width < 800 else 1,
        color_scheme="light",
        locale="en-GB",
    )
    return context.new_page()


def _sign_in(page: Page, who: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/account/")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    run(main)
