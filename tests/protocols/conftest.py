"""What tests of a runner's calendar stand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from clinic.foundation import handed
from clinic.foundation.models import Client, User

Treating = Callable[[User, Client], None]


@pytest.fixture
def treating(monkeypatch: pytest.MonkeyPatch) -> Treating:
    """Say that a therapist treats a client: what bookings hand down."""
    pairs: set[tuple[int, int]] = set()

    def treats(by: User, client: Client, since: datetime) -> bool:
        return (by.pk, client.pk) in pairs

    monkeypatch.setattr(handed.given, "treats", treats)
    return lambda by, client: pairs.add((by.pk, client.pk))
