"""Every call of these tests is made at the same moment."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.bookings.studio import NOW


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of the doors stands at NOW, until a test moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
