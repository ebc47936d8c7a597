"""The reasons of `core.reasons` in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from bookings.core.reasons import CANCELLED, MISSED

WORDS: dict[str, Promise] = {
    "plans": gettext_lazy("Their plans changed"),
    "race": gettext_lazy("A race was moved or dropped"),
    "mistake": gettext_lazy("Booked by mistake"),
    "clinic": gettext_lazy("The clinic cannot give it"),
    "weather": gettext_lazy("The weather"),
    "forgot": gettext_lazy("They forgot"),
    "late": gettext_lazy("Too late to begin"),
    "unreached": gettext_lazy("Nobody could be reached"),
    "other": gettext_lazy("Another reason"),
}


def cancelled() -> list[tuple[str, str]]:
    """Why sessions are cancelled, as choices."""
    return [(code, str(WORDS[code])) for code in CANCELLED]


def missed() -> list[tuple[str, str]]:
    """Why sessions are missed, as choices."""
    return [(code, str(WORDS[code])) for code in MISSED]


def word(code: str) -> str:
    """A reason in words; "" for none and for what is none."""
    return str(WORDS.get(code, ""))
