"""A therapist's day: what is told of a session in one line, and whether anything is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from protocols.core.defaults import DEFAULTS
from protocols.core.facts import DEPTHS
from protocols.core.rules import Band

BODY = "FLAG"  # the rules of the red flags
Reason = Mapping[str, Any]
EFFECTS = ("blocked", "caution", "recommended", "note")  # worst first


def _ranks() -> dict[str, tuple[int, ...]]:
    """By screening code: what it does to light, moderate and deep work, whether somebody has to look,
    then its rule; lower is worse.
    """
    return {
        code: (*(_effect(rule.bands, code, at) for at in DEPTHS), -band.review, -rule.sort_key[1])
        for rule in DEFAULTS.rules
        if rule.kind == "flag"
        for band in rule.bands
        for code in band.codes
    }


def _effect(bands: Iterable[Band], code: str, depth: str) -> int:
    found = [one for one in bands if code in one.codes and (not one.depths or depth in one.depths)]
    return min((EFFECTS.index(one.effect) for one in found), default=len(EFFECTS))


RANKS: Mapping[str, tuple[int, ...]] = _ranks()


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag that holds. `since` it was said; `new`: after the session was booked."""

    code: str
    since: datetime | None
    new: bool = False
    cleared: bool = False


def worst_first(flags: Iterable[Flag]) -> list[Flag]:
    """Flags as a therapist reads them: cleared ones last, else the worst first, then new ones."""
    return sorted(flags, key=lambda f: (f.cleared, RANKS.get(f.code, ()), not f.new, f.code))


def one_line(booked: Iterable[Reason], held: Iterable[Reason], *, listed: bool) -> Reason | None:
    """The reason that matters most; None where no rule spoke.

    `booked` are those of the booking as it was judged, `held` those of the body as it is now: what
    was said of the body then counts no more. With the flags `listed` beside it, another reason as
    bad says more.
    """
    now = [one for one in held if one["rule"].startswith(BODY)]
    reasons = [*(one for one in booked if not one["rule"].startswith(BODY)), *now]
    if not reasons:
        return None
    worst = min(EFFECTS.index(one["effect"]) for one in reasons)
    first = [one for one in reasons if EFFECTS.index(one["effect"]) == worst]
    other = [one for one in first if not (listed and one["rule"].startswith(BODY))]
    return (other or first)[0]


def digest(told: Any) -> str:
    """A short name of what a page shows, from plain columns: another one, another page."""
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:20]
