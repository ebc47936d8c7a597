"""The core's tests are many and small: they pay for nothing they do not use."""

import pytest


@pytest.fixture(autouse=True)
def quick() -> None:
    """Instead of the settings that other tests get: the core knows none."""
