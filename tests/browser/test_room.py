"""The therapist's room in use: from race card to signed note by keyboard; a colleague stays outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.core.notes import content_from
from bookings.models import Appointment, VisitNote
from clinic.foundation.models import Look, User
from clinic.foundation.queries import access
from tests.bookings import noting, studio
from tests.browser.ways import KEYBOARD, SAID, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 40  # key presses beside the prose
PROSE = (
    "Calf tight since Sunday.",
    "Medial head tender.",
    "Load, no injury.",
    "Calves in two weeks.",
)


@pytest.fixture
def row() -> Appointment:
    """Mara's hour with Ana, which is over since ten minutes."""
    with time_machine.travel(studio.NOW, tick=False):
        made = noting.given()
    shift = timezone.now() - timedelta(minutes=10) - made.end_at
    for name in ("start_at", "end_at"):
        setattr(made, name, getattr(made, name) + shift)
    made.save(update_fields=["start_at", "end_at"])
    return made


class Counted:
    """A keyboard that counts each press but those of prose."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)

    def reach(self, name: str) -> None:
        """Tab on until the focus is on something called so."""
        for _step in range(MOST):
            self.press("Tab")
            if str(self.page.evaluate(SAID)).startswith(name):
                return
        raise AssertionError(f"{name} is not within {MOST} presses")

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)


def test_from_the_race_card_to_a_signed_note_in_under_forty_key_presses(
    open_page: Any, site: str, row: Appointment
) -> None:
    page = open_page("/healthz", **KEYBOARD)
    sign_in(page, site, noting.ana())
    page.goto(f"/day/{row.code}/")
    keys = Counted(page)
    keys.press("Tab", "Enter")  # past the head of the page
    keys.reach("Write the note")
    keys.press("Enter")
    page.wait_for_url("**/note/")
    for number, words in enumerate(PROSE, start=1):
        keys.press(f"Control+{number}", "Control+A")
        keys.write(words)
    keys.press("Control+5", "9", "Tab", "1", "1")
    keys.press("Control+6", "l", "e", "f", "t", "Space", "c")
    with page.expect_navigation():
        keys.press("Control+Enter")
    assert keys.presses < MOST, keys.presses
    note = VisitNote.objects.get(appointment=row)
    assert note.signed_by == noting.ana()
    said = content_from(access.open_unseen(note.client, [note])[0]["content"])
    assert (said.s, said.o, said.a, said.p) == PROSE
    assert [one.side for one in said.worked] == ["left"]
    assert said.tests["dorsiflexion"] == {"left": 9, "right": 11}
    print(f"{keys.presses} key presses")  # noqa: T201 - a figure that the issue asks for


def test_a_colleague_who_does_not_treat_them_finds_nothing_there(
    open_page: Any, site: str, row: Appointment
) -> None:
    noting.signed(row, "Calf tight since Sunday.", now=row.end_at)
    studio.therapist(row.location, "ben")
    page = open_page("/healthz", **KEYBOARD)
    sign_in(page, site, User.objects.get(email="ben@example.org"))
    client = row.client.code
    for where in (
        f"/day/{row.code}/",
        f"/day/{row.code}/note/",
        f"/day/clients/{client}/progress/",
    ):
        answer = page.goto(where)
        assert answer.status == 404
        expect(page.locator("main")).not_to_contain_text("Mara")
        expect(page.locator("main")).not_to_contain_text("Calf")
    assert not Look.objects.filter(by__email="ben@example.org").exists()
