"""A real browser against the real web server, on the test database."""

from __future__ import annotations

import fcntl
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright

from clinic.local.checks import ONCE

# Playwright keeps an event loop in this thread; Django would take our database calls for async.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
expect.set_options(timeout=30_000)  # as all else waits: a busy machine is no fault of a page
ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Refusals; and htmx's words about a request that a newer one replaced. One that failed has a word
# of its own beside `afterRequest`: `sendError`, `timeout` or `responseError`.
EXPECTED = re.compile(r"status of 4|^htmx:(afterRequest|sendAbort)\b")
# By number. The folder is everybody's, and what another process is writing begins with a dot.
MAILS = "[0-9]*.eml"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


def collect_static() -> None:
    """The pages of a real server name their files as collected: a fresh checkout has none.

    One process of the tests at a time: it is one folder. `make test` has done it for all of them.
    """
    if os.environ.get(ONCE):
        return
    manage = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    with (ROOT / "manage.py").open() as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        subprocess.run(manage, cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def site(django_db_setup: None, tmp_path_factory: Any) -> Iterator[str]:
    """The address of gunicorn with the product's own settings, static files collected."""
    collect_static()
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        port, number = listener.getsockname()[1], listener.fileno()
        log = tmp_path_factory.mktemp("web") / "web.log"
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "clinic.wsgi:application",
            "--bind",
            f"fd://{number}",
        ]
        with log.open("wb") as said:
            web = subprocess.Popen(
                [*command, "--worker-class", "gthread", "--threads", "4", "--no-control-socket"],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": _address()},
                pass_fds=[number],
                stdout=said,
                stderr=said,
            )
        yield f"http://127.0.0.1:{port}"
        web.terminate()
        web.wait(60)  # gunicorn lets what it answers end, for up to 30 seconds


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Any]:
    """Open an address of the site in a fresh browser; whatever it complains of fails the test."""
    contexts, heard = [], Heard(site)

    def opened(address: str, **options: Any) -> Page:
        context = browser.new_context(base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard.console)
        page.on("request", heard.request)
        page.on("pageerror", heard.error)
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert heard.complaints == []


class Heard:
    """What pages complained of: console errors, script errors, requests to anybody else."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.complaints: list[str] = []

    def console(self, message: Any) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.text):
            self.complaints.append(message.text)

    def request(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:")):
            self.complaints.append(f"third party: {request.url}")

    def error(self, error: Any) -> None:
        self.complaints.append(str(error))


@pytest.fixture
def latest_code() -> Any:
    """The code in the newest mail to an address; mails land in a folder without a mail server."""

    def found(address: str) -> str:
        mails = sorted(Path(settings.MAIL_FOLDER).glob(MAILS), reverse=True)
        text = next(t for t in (mail.read_text() for mail in mails) if f"To: {address}" in t)
        codes = re.findall(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", text, re.MULTILINE)
        return str(codes[-1])

    return found


def _address() -> str:
    """The test database's address, as the environment spells it."""
    given: dict[str, Any] = connection.settings_dict
    # Only tests marked as using the database get one of their own; the others see the real one.
    assert str(given["NAME"]).startswith("test_")
    login = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    if str(given["HOST"]).startswith("/"):
        return f"postgresql://{login}@/{given['NAME']}?host={quote(given['HOST'], safe='')}"
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgresql://{login}@{given['HOST']}{port}/{given['NAME']}"
