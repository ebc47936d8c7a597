"""Who of those that wait is offered a time first: whom it helps most, then whose chance ends first.

The order is total: two entries never stand at the same place, and nobody's place depends on the
order in which they were looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

# From the most useful: the rules recommend it because of a race, they recommend it, it is fine; it
# wants care, and only the desk offers it.
FOR_A_RACE, RECOMMENDED, FINE, CARE = range(4)
NEVER = datetime.max.replace(tzinfo=UTC)
OFFERED = ("recommended", "fine", "caution")  # from the best; the last only by the desk


@dataclass(frozen=True, slots=True)
class Candidate:
    """One who waits, at the best start that a free time has for them.

    `use` is one of the four above; `closes` is the last start, in minutes, at which it would still
    be as useful; `since` is when they began to wait, `first` when the desk put them first. `because`
    says why it is recommended, or what is to be minded, as the desk may hear it.
    """

    code: str
    start: int  # minutes
    use: int
    closes: int
    since: datetime
    first: datetime | None = None
    because: str = ""

    @property
    def careful(self) -> bool:
        """Whether the rules ask for care."""
        return self.use == CARE


Key = tuple[datetime, int, int, datetime, str]


def key(one: Candidate) -> Key:
    """What the order goes by: the desk's word, use, what closes first, who waits longest, the code."""
    return one.first or NEVER, one.use, one.closes, one.since, one.code


def ordered(some: Iterable[Candidate]) -> list[Candidate]:
    """The most useful first."""
    return sorted(some, key=key)


def use(verdict: str, rules: Iterable[str]) -> int:
    """How useful a start is by its verdict and by the rules that recommend it."""
    if verdict != "recommended":
        return CARE if verdict == "caution" else FINE
    racing = any(rule.startswith(("PRE-", "POST-")) for rule in rules)
    return FOR_A_RACE if racing else RECOMMENDED
