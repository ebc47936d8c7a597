"""What a runner says of days away or unwell stands in no table in words that can be read."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.actions import vault
from clinic.foundation.fields import Sealed
from clinic.foundation.roles import Role
from protocols.models import Absence
from tests.clinic import make
from tests.clinic.test_stolen_dump import WORD, tables_with

pytestmark = pytest.mark.django_db
SICK = {"once": "1", "kind": "sick", "from_day": "2026-11-20", "to_day": "2026-11-24"}


@pytest.fixture(autouse=True)
def mara(client: Browser) -> Any:
    with time_machine.travel(make.NOW, tick=False):
        client.force_login(make.user("mara", Role.CLIENT))
        yield


@pytest.mark.parametrize("word", [WORD, '"sick"', '"kind"'])
def test_neither_kind_nor_words_of_an_absence_stand_in_a_table(client: Browser, word: str) -> None:
    client.post(reverse("absence_new"), SICK | {"title": f"It is the {WORD}"})
    where = reverse("absence", args=[Absence.objects.get().code])
    for title in (f"No more {WORD}", WORD * 20):
        client.post(where, SICK | {"title": title})
    assert WORD in client.get(where).text
    assert tables_with(word) <= {"protocols_timingrule", "protocols_formversion"}  # of everybody


def test_unsealed_the_words_would_be_found(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "seal_text", lambda *_: Sealed(f"v1:k:n:{WORD}"))
    client.post(reverse("absence_new"), SICK | {"title": WORD})
    assert tables_with(WORD) == {"protocols_absence", "protocols_absenceevent"}
