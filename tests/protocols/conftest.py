"""What tests of a runner's calendar stand on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

import pytest

from clinic.foundation import handed
from clinic.foundation.models import Client, User

Treating = Callable[[User, Client], None]


@pytest.fixture
def treating(monkeypatch: pytest.MonkeyPatch) -> Treating:
    """Say that a therapist treats a client: what bookings hand down."""
    pairs: set[tuple[int, int]] = set()

    def treated(by: User, clients: Collection[int], since: datetime) -> set[int]:
        return {pk for pk in clients if (by.pk, pk) in pairs}

    monkeypatch.setattr(handed.given, "treated", treated)
    return lambda by, client: pairs.add((by.pk, client.pk))
