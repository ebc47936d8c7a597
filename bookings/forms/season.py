"""What part of the season is looked at. It stands in the address, and is told or guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bookings.queries.season import LEAST, MOST, Span, span

FIRST, LAST = date(1971, 1, 4), date(2199, 6, 1)  # the engine reads no other years


def asked(given: Mapping[str, Any], today: date) -> Span:
    """The weeks and the day that an address names; what makes no sense is left out."""
    weeks = MOST if given.get("weeks") == str(MOST) else LEAST
    return span(today, first=_day(given, "from"), weeks=weeks, day=_day(given, "day"))


def _day(given: Mapping[str, Any], name: str) -> date | None:
    try:
        found = date.fromisoformat(str(given.get(name, "")))
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None
