"""Words of the intake are nowhere in plain: no table, no outbox, no browser's session, no log."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser

from bookings.actions import booking, intake_letters
from protocols.models import Intake
from protocols.queries import forms
from tests.bookings import studio
from tests.bookings.answering import answers
from tests.bookings.mailed import message, secret_in
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make
from tests.clinic.test_stolen_dump import tables_with

pytestmark = pytest.mark.django_db
WORD = "Zwischenfersensporn"


def story() -> None:
    """Mara answers with a login, and again by a link, with a marked word and a flag."""
    studio.clinic()
    mara = make.client()
    made = wanted(mara, at(3, 14), accept_caution=True)
    row = booking.book(by=make.login_of(mara), wanted=made, now=NOW)
    secret = secret_in(intake_letters.issue(appointment=row, row=message(row), now=NOW))
    own, behind = Browser(), Browser()
    own.force_login(make.login_of(mara))
    for browser, place in ((behind, f"/i/{secret}/"), (own, "/intake/")):
        for one in forms.current()[1].sections:
            said = answers(one, goals=WORD, urgent=["chest_pain"])
            told = {"tab": "a", "seen": 0, "answers": said}
            browser.post(f"{place}save/", json.dumps(told), content_type="application/json")
        browser.post(f"{place}history/", {"goals": WORD, "tab": "b", "seen": "9"})
        browser.post(f"{place}done/")


@pytest.fixture
def _told() -> None:
    with time_machine.travel(NOW, tick=False):
        story()


@pytest.mark.usefixtures("_told")
def test_words_and_flags_of_an_intake_stand_in_no_table() -> None:
    assert Intake.objects.count() == 2
    assert tables_with(WORD) == set()
    assert tables_with("chest_pain") <= KNOWN


KNOWN = {
    "protocols_timingrule",
    "protocols_ruleversion",
    "protocols_sessiontype",
    "protocols_formversion",
}


@pytest.mark.usefixtures("_told")
def test_no_log_holds_a_word_of_an_intake(capfd: Any) -> None:
    assert WORD not in "".join(capfd.readouterr())


def test_a_word_that_was_kept_plain_would_be_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bookings.web.intake_way._about", lambda _row: WORD[:16])
    with time_machine.travel(NOW, tick=False):
        story()
    assert tables_with(WORD[:16])
