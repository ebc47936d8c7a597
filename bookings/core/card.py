"""The race card's own sums: how deep a session may go today, and what of the calendar is near it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from protocols.core.engine import Judgement, judge
from protocols.core.facts import DEPTHS, Calendar, Case, Race
from protocols.core.rules import Ruleset
from protocols.core.units import MINUTE

DAY = 24 * 60 * MINUTE
FINAL_DAYS = 5  # before a full race: deeper strokes only where needed
FEW_PASSES = 10  # a spot, at most; docs/protocols.md, before a race
BEHIND, AHEAD = 14, 7  # days of the strip


@dataclass(frozen=True, slots=True)
class Cap:
    """How deep this session may go: `depth` is the deepest that nothing blocks, "" for none at all.

    `easy` is the deepest that nothing cautions against either. `because` are reasons of the
    contract: what blocks the depth above the cap; `care` what cautions at the first depth above
    `easy` up to the cap. `passes` a spot at most, None where no rule says.
    """

    depth: str
    easy: str
    because: tuple[dict[str, Any], ...]
    care: tuple[dict[str, Any], ...]
    passes: int | None = None

    @property
    def open(self) -> bool:
        """Whether no depth is kept away."""
        return self.depth == DEPTHS[-1]


@dataclass(frozen=True, slots=True)
class Near:
    """A race before or after a session, in whole local days: 0 on its own day."""

    race: Race
    days: int

    @property
    def since(self) -> int:
        """Days since the race, for one that is over."""
        return -self.days


def at_depths(ruleset: Ruleset, case: Case) -> dict[str, tuple[Judgement, Case]]:
    """The same session judged light, moderate and deep. One of no running type is never deep."""
    depths = DEPTHS if case.shape.type != "none" else DEPTHS[:-1]
    cases = {depth: replace(case, shape=replace(case.shape, depth=depth)) for depth in depths}
    return {depth: (judge(ruleset, one), one) for depth, one in cases.items()}


def cap(judged: Mapping[str, tuple[Judgement, Case]], *, passes: int | None = None) -> Cap:
    """The cap of a session judged at its depths, from light on up: what comes after a depth that is
    blocked is not looked at, so another flag never raises it.
    """
    depths = [depth for depth in DEPTHS if depth in judged]
    said = {depth: one.as_json(case)["reasons"] for depth, (one, case) in judged.items()}
    blocked = _first(depths, said, ("blocked",))
    warned = _first(depths, said, ("blocked", "caution"))
    allowed, easy = depths[:blocked], depths[:warned]
    return Cap(
        depth=allowed[-1] if allowed else "",
        easy=easy[-1] if easy else "",
        because=_of(said[depths[blocked]], "blocked") if blocked < len(depths) else (),
        care=_of(said[depths[warned]], "caution") if warned < blocked else (),
        passes=passes,
    )


def _first(depths: Sequence[str], said: Mapping[str, Any], effects: Sequence[str]) -> int:
    """The place of the first depth with such an effect; past the end for none."""
    found = (
        place
        for place, depth in enumerate(depths)
        if any(reason["effect"] in effects for reason in said[depth])
    )
    return next(found, len(depths))


def _of(reasons: Sequence[dict[str, Any]], effect: str) -> tuple[dict[str, Any], ...]:
    return tuple(reason for reason in reasons if reason["effect"] == effect)


def passes(case: Case, most: int | None) -> int | None:
    """How many deeper passes a spot may have: `most` of its type, and few close to a full race."""
    ahead = (race.start - case.start for race in case.calendar.full if race.start >= case.start)
    soon = min(ahead, default=None)
    near = soon is not None and soon < FINAL_DAYS * DAY and case.shape.type != "none"
    limits = [limit for limit in (most, FEW_PASSES if near else None) if limit is not None]
    return min(limits, default=None)


def races_near(case: Case, *, most: int = 2) -> tuple[tuple[Near, ...], Near | None]:
    """The next races that count from the session's day on, full ones first named by their start;
    and the last one that is over before it.
    """
    calendar, start = case.calendar, case.start
    ahead = sorted((r for r in calendar.counting if r.finish > start), key=lambda r: r.start)
    over = [race for race in calendar.counting if race.finish <= start]
    full = [race for race in ahead if not race.small]
    kept = sorted({*ahead[:1], *full[:most]}, key=lambda race: race.start)
    last = max(over, key=lambda race: race.finish, default=None)
    return (
        tuple(_near(calendar, race, start) for race in kept),
        _near(calendar, last, start) if last else None,
    )


def _near(calendar: Calendar, race: Race, start: int) -> Near:
    return Near(race, calendar.days.day(race.start) - calendar.days.day(start))
