"""What a plan says of an injury or an illness stands nowhere in plain, however it came in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from clinic.foundation.models import Client
from protocols.actions import imports
from protocols.core.plans.shape import Item
from protocols.models import Absence, Imported
from protocols.queries import gathering
from tests.bookings.test_stolen_dump import dump, everything_in_redis
from tests.clinic import make
from tests.clinic.test_stolen_dump import WORD, tables_with
from tests.protocols import plans

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW
FILE = (
    '[{"category": "INJURED", "id": 7, "name": "WORD", "start_date_local": "2026-12-01T00:00:00"},'
    ' {"category": "WORKOUT", "id": 8, "name": "Tempo", "start_date_local": "2026-12-02T18:00:00"}]'
).replace("WORD", WORD)


def injured(**more: Any) -> Item:
    day = NOW.date() + timedelta(days=8)
    return plans.changed(plans.SICK, kind="injured", title=WORD, day=day, until=day, **more)


@pytest.fixture
def mara() -> Client:
    return make.client()


def test_a_plan_of_an_injury_leaves_no_word_of_it(mara: Client) -> None:
    browser, by = Browser(), make.login_of(mara)
    with time_machine.travel(NOW, tick=False):
        browser.force_login(by)
        for more in ({"dry_run": "1"}, {}, {}):
            parts = {"file": SimpleUploadedFile("plan.json", FILE.encode()), **more}
            answer = browser.post("/api/v1/imports", parts, headers={"Idempotency-Key": "k"})
            assert answer.status_code == 200
    imports.draft(by=by, client=mara, read=plans.read(injured()), name="a.ics", now=NOW)
    plans.keep(mara, injured(), source=plans.feed(mara))
    plans.keep(mara, injured(minutes=9), source=plans.feed(mara))
    assert Absence.objects.exists()
    assert tables_with(WORD) == set()
    assert WORD not in dump()
    assert WORD.encode() not in everything_in_redis()


def test_an_absence_does_not_tell_of_what_kind_it_is(mara: Client) -> None:
    plans.keep(mara, injured())
    row = Imported.objects.get()
    assert (row.what, row.told, (row.kept or {})["said"]) == ("absence", None, None)
    assert "injured" not in str(list(Imported.objects.values())) + str(Absence.objects.values())


def test_whether_it_says_the_same_cannot_be_guessed_at_without_the_secret(mara: Client) -> None:
    plans.keep(mara, injured())
    before = Imported.objects.get().digest
    assert before == gathering.digest_of(injured())
    gathering._key.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.SECRET_KEY", "another")
        assert gathering.digest_of(injured()) != before
    gathering._key.cache_clear()


def test_a_title_that_were_kept_would_be_found(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("protocols.actions.applying.told", lambda item: item.to_json())
    plans.keep(mara, injured())
    assert tables_with(WORD) == {"protocols_imported"}
