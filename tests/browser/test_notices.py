"""Each message about a session as a picture: it fits a phone, by day and by night.

`PICTURES=folder` in the environment keeps what the browser drew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from bookings.actions import changing, visits
from bookings.models import Appointment, Location
from clinic.foundation.models import OutboxRow, User
from clinic.foundation.roles import Role
from tests.bookings.notices import booked, letter, move, rows
from tests.bookings.studio import NOW, at
from tests.clinic import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PICTURES = os.environ.get("PICTURES", "")


def letters() -> dict[str, str]:
    """The page of each message in the life of one session, by its name."""
    row, jo = booked(at(4, 14), zone="Europe/London"), make.user("jo", Role.DESK)
    said = {each.topic: letter(each).html for each in rows()}
    Appointment.objects.filter(pk=row.pk).update(state="review")
    said["session_review"] = letter(rows("session_booked")[0]).html
    ana = row.occupancies.get(resource__kind="therapist").resource.therapist.user
    visits.mark(by=ana, appointment=row, state="confirmed", now=NOW)
    said["session_accepted"] = letter(rows("session_accepted")[0]).html
    OutboxRow.objects.filter(topic="session_booked").update(state="done")
    move(row, at(5, 10))
    said["session_changed"] = letter(rows("session_changed")[0]).html
    changing.cancel(by=jo, appointment=row, now=at(5, 8))
    said["session_cancelled"] = letter(rows("session_cancelled")[0]).html
    visits.pay(by=jo, appointment=row, how="card", now=at(5, 11))
    said["session_receipt"] = letter(rows("session_receipt")[0]).html
    return said


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_message_fits_a_phone_and_axe_finds_nothing(browser: Browser, scheme: Any) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    for name, html in letters().items():
        page.set_content(html)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        assert Axe().run(page).response["violations"] == [], name
    page.close()


def test_long_names_fit_a_phone_too(browser: Browser) -> None:
    row = booked(at(4, 14))
    Location.objects.update(name="Riverside" * 7, address="Quay" * 15, directions="Left" * 30)
    User.objects.filter(therapist__isnull=False).update(name="Anastasia" * 7)
    move(row, at(5, 10))
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for left in rows():
        page.set_content(letter(left).html)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.close()


def test_no_message_fetches_anything_from_anywhere(browser: Browser) -> None:
    page, asked = browser.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    for html in letters().values():
        page.set_content(html)
        page.wait_for_load_state("networkidle")
    page.close()
    assert asked == []
