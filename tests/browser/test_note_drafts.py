"""Browser, server and database killed while a therapist types: what was typed five seconds before is safe.

The page's own clock is turned by the test, so that five seconds are five seconds on any machine.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.core.notes import Content, content_from
from bookings.models import Appointment, VisitNote
from clinic.foundation.queries import access
from tests.bookings import noting, studio
from tests.browser.conftest import ROOT, _address
from tests.browser.ways import KEYBOARD, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIVE_SECONDS, A_WHILE = 5_000, 40_000


@pytest.fixture
def row() -> Appointment:
    """An hour that Ana gave."""
    with time_machine.travel(studio.NOW, tick=False):
        made = noting.given()
    shift = timezone.now() - made.end_at
    for name in ("start_at", "end_at"):
        setattr(made, name, getattr(made, name) + shift)
    made.save(update_fields=["start_at", "end_at"])
    return made


def writing(page: Page, site: str, row: Appointment) -> Page:
    """Ana at the note, with her hands on the keys."""
    sign_in(page, site, noting.ana())
    page.clock.install()
    page.goto(f"{site}/day/{row.code}/note/")
    page.get_by_label("Subjective").fill("")
    return page


def typed(page: Page, words: str) -> None:
    page.get_by_label("Subjective").press_sequentially(words)


def saved_within_five_seconds(page: Page) -> None:
    with page.expect_response("**/note/save/") as answer:
        page.clock.run_for(FIVE_SECONDS)
    assert answer.value.ok


def draft(row: Appointment) -> Content:
    note = VisitNote.objects.get(appointment=row)
    return content_from(access.open_unseen(note.client, [note])[0]["content"])


class Server:
    """A web server of this test's own, on one port, that can be killed and comes back there."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.site = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        command = [sys.executable, "-m", "gunicorn", "clinic.wsgi:application", "--bind"]
        more = ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
        self.web = subprocess.Popen(
            [*command, f"fd://{listener.fileno()}", *more],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": _address()},
            pass_fds=[listener.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        listener.close()

    def kill(self) -> None:
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait(20)


@pytest.fixture
def server(site: str) -> Iterator[Server]:
    """After `site`, which collects the static files."""
    made = Server()
    yield made
    made.kill()


@contextmanager
def database_gone() -> Iterator[None]:
    """Nobody but this test reaches the database, and whoever did is cut off."""
    own = connection.settings_dict["NAME"]
    address = _address().replace(f"/{own}", "/postgres")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (me,) = cursor.fetchone()
    outside = psycopg2.connect(address)
    outside.autocommit = True
    with outside.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{own}" ALLOW_CONNECTIONS false')
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
        cursor.execute(others, [own, me])
        yield
        cursor.execute(f'ALTER DATABASE "{own}" ALLOW_CONNECTIONS true')
    outside.close()


def test_a_browser_that_dies_loses_only_the_last_five_seconds(
    open_page: Any, site: str, row: Appointment
) -> None:
    page = writing(open_page("/healthz", **KEYBOARD), site, row)
    typed(page, "Calf tight since Sunday.")
    saved_within_five_seconds(page)
    typed(page, " And then the lights went out")
    page.context.close()
    assert draft(row).s.startswith("Calf tight since Sunday.")


def test_a_server_that_is_killed_loses_nothing_that_the_page_still_holds(
    browser: Any, server: Server, row: Appointment
) -> None:
    page = writing(browser.new_context(**KEYBOARD).new_page(), server.site, row)
    typed(page, "Calf tight.")
    saved_within_five_seconds(page)
    server.kill()
    typed(page, " Worse downhill.")
    page.clock.run_for(FIVE_SECONDS)
    expect(page.locator("#note-trouble")).to_contain_text("stay on this page")
    assert draft(row).s == "Calf tight."
    server.start()
    with page.expect_response(lambda answer: "/note/save/" in answer.url and answer.ok):
        page.clock.run_for(A_WHILE)
    assert draft(row).s == "Calf tight. Worse downhill."
    page.context.close()


def test_a_database_that_is_gone_loses_nothing_that_the_page_still_holds(
    browser: Any, site: str, row: Appointment
) -> None:
    page = writing(browser.new_context(**KEYBOARD).new_page(), site, row)
    typed(page, "Calf tight.")
    saved_within_five_seconds(page)
    with database_gone():
        typed(page, " Worse downhill.")
        with page.expect_response("**/note/save/") as answer:
            page.clock.run_for(FIVE_SECONDS)
        assert answer.value.status == 503
        expect(page.locator("#note-trouble")).not_to_be_empty()
    with page.expect_response(lambda answer: "/note/save/" in answer.url and answer.ok):
        page.clock.run_for(A_WHILE)
    assert draft(row).s == "Calf tight. Worse downhill."
    page.context.close()
