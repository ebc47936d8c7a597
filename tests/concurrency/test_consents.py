"""Signatures of one client at the same moment."""

from __future__ import annotations

from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError

from clinic.foundation.errors import Conflict
from protocols.actions import consents
from protocols.core.consents import Typed, settled
from protocols.models import Consent
from tests.clinic import make
from tests.clinic.threads import PATIENCE, together

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def sign_at_once() -> list[Any]:
    client = make.client()
    by, said = make.login_of(client), Typed("Mara")
    sign = partial(consents.sign, by=by, client=client, signature=said, now=make.NOW)
    return together(*[sign] * MANY)


def test_of_several_signatures_at_once_one_is_in_force() -> None:
    answers = sign_at_once()
    assert sum(isinstance(one, Consent) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == MANY - 1
    assert Consent.objects.filter(withdrawn_at=None).count() == 1


def test_without_the_lock_the_table_itself_still_keeps_one(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Barrier(MANY)

    def all_looked(*said: Any) -> Any:
        gate.wait(PATIENCE)  # everybody has looked before anybody writes
        return settled(*said)

    monkeypatch.setattr(consents, "_lock", lambda client: None)
    monkeypatch.setattr(consents, "settled", all_looked)
    answers = sign_at_once()
    assert sum(isinstance(one, IntegrityError) for one in answers) == MANY - 1
    assert Consent.objects.filter(withdrawn_at=None).count() == 1
