"""What people type into one line: names, places, titles."""

from __future__ import annotations

MOST_LETTERS = 200


def line_fault(text: str, *, needed: bool = False) -> str | None:
    """Why a line, already put in one (`one_line`), cannot stand: "missing" or "too_long"."""
    if needed and not text:
        return "missing"
    return "too_long" if len(text) > MOST_LETTERS else None
