"""How a core says what is wrong with something typed in: where and which. The words come later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(2200, 12, 31, 23, 59, 59, tzinfo=UTC)  # the engine reads no other years


class Fault(NamedTuple):
    """`field` as the API calls it; `code` stands for a sentence."""

    field: str
    code: str


def first(faults: Iterable[tuple[str, str | bool | None]], code: str = "invalid") -> Fault | None:
    """The first of (field, what is wrong) that is a fault; True stands for `code`."""
    return next((Fault(f, w if isinstance(w, str) else code) for f, w in faults if w), None)


def outside(at: datetime | None) -> str | None:
    """Whether an instant lies in years that nobody means."""
    return None if at is None or FIRST <= at <= LAST else "years"


def outside_days(day: date | None) -> str | None:
    return None if day is None or FIRST.date() <= day <= LAST.date() else "years"
