"""Which session is suggested after this one, and within which days: by the season and the injury."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from protocols.core.cadence import Due
from protocols.core.facts import Injury, Shape
from protocols.core.rules import Rule

APART = "INJ-1"  # how many days injury sessions stay apart, by what is hurt
WEEK = 7
OPEN_END = 21  # days looked at where the season names no last one
MOST_LOOKED_AT = 21
HEALING = Shape("injury", "moderate", 45)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is suggested: days are ordinals, both included. `rule` asks for it."""

    shape: Shape
    begin: int
    until: int
    rule: str

    @property
    def first(self) -> date:
        return date.fromordinal(self.begin)

    @property
    def last(self) -> date:
        return date.fromordinal(self.until)

    @property
    def days(self) -> int:
        """How many days are looked at for a time."""
        return min(self.until - self.begin + 1, MOST_LOOKED_AT)


def wished(
    due: Due, *, session: int, today: int, kind: str, injury: Injury | None, apart: Rule | None
) -> Wish | None:
    """What follows on a session of this type on the day `session`; None where nothing is asked for.

    After an injury session, while something is hurt: the next one, as soon as the rule of the
    injury recommends it and within a week of that. Else what the season asks for next.
    """
    if kind == "injury" and injury is not None and apart is not None and apart.on:
        gap = int(apart.limits.get(injury.kind, WEEK))
        wish = Wish(HEALING, session + gap, session + gap + WEEK, APART)
    elif due.rule:
        begin = session + 1 if due.begin is None else due.begin
        until = begin + OPEN_END if due.until is None else due.until
        wish = Wish(due.shape, begin, until, due.rule)
    else:
        return None
    begin = max(wish.begin, today, session + 1)
    return replace(wish, begin=begin, until=max(wish.until, begin))
