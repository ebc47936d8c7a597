"""The core's tests pay for nothing they do not use."""

import pytest


@pytest.fixture(autouse=True)
def quick() -> None:
    """Instead of the settings that other tests get: the core knows none."""
