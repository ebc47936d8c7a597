"""What a runner says of their health stands in no table in words that can be read."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clinic.foundation.actions import vault
from clinic.foundation.fields import Sealed
from clinic.foundation.roles import Role
from protocols.models import Injury
from tests.clinic import make
from tests.clinic.test_stolen_dump import WORD, tables_with

pytestmark = pytest.mark.django_db
OPEN = {"protocols_timingrule", "protocols_formversion"}  # what is said to everybody
INJURY = {
    "once": "once-1",
    "kind": "tendinopathy",
    "diagnosed_by": "physio",
    "from_day": "2026-11-20",
}


@pytest.fixture
def writer(client: Browser) -> Any:
    """A client who wrote the word, changed it, had it refused, and answered the red flags."""
    with time_machine.travel(make.NOW, tick=False):
        client.force_login(make.user("mara", Role.CLIENT))
        client.post(reverse("injury_new"), INJURY | {"what": f"It is the {WORD}"})
        where = reverse("injury", args=[Injury.objects.get().code])
        for what in (f"No more {WORD}", WORD * 20):
            client.post(where, INJURY | {"what": what})
        client.post(reverse("check"), {"urgent": ["calf_clot_signs"]})
        yield client.get(where)


@pytest.mark.parametrize("word", [WORD, '"tendinopathy"', '"physio"', "calf_clot_signs", '"codes"'])
def test_a_word_of_an_injury_or_an_answer_stands_in_no_table(writer: Any, word: str) -> None:
    assert WORD in writer.text
    assert tables_with(word) <= OPEN


def test_unsealed_the_word_would_be_found(monkeypatch: pytest.MonkeyPatch, client: Browser) -> None:
    def open_to_all(*args: Any) -> Sealed:
        return Sealed(f"v1:k:n:{WORD}")

    monkeypatch.setattr(vault, "seal_text", open_to_all)
    client.force_login(make.user("mara", Role.CLIENT))
    client.post(reverse("injury_new"), INJURY | {"what": WORD})
    assert tables_with(WORD) == {"protocols_injury", "protocols_injuryevent"}
