"""Who did what: the actor of a change comes from its action, since tasks have no request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory

from clinic.foundation.models import User


@contextmanager
def acting(by: User | None, doing: str) -> Iterator[None]:
    """Name actor and intention on every audit row written inside; no actor means the system."""
    with pghistory.context(actor=by.code if by else "system", doing=doing):
        yield
