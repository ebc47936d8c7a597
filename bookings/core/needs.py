"""What somebody comes for: which session types serve it, how deep to begin, and from which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SOON = 14  # days before a race in which its legs are treated lightly
EARLY = 6  # days before a race: the week in which a tune-up is looked for


@dataclass(frozen=True, slots=True)
class Need:
    """`types` in the order in which they are offered."""

    code: str
    types: tuple[str, ...]


NEEDS = {
    need.code: need
    for need in (
        Need("race", ("pre_event", "general")),
        Need("raced", ("post_event",)),
        Need("training", ("general",)),
        Need("hurts", ("injury", "general")),
        Need("relax", ("none",)),
    )
}
_DEPTHS = {"pre_event": "light", "post_event": "light", "general": "moderate", "injury": "moderate"}


def first_depth(
    type_: str,
    depths: Sequence[str],
    days_to_race: int | None = None,
    *,
    first_visit: bool = False,
) -> str:
    """The depth to begin with: light near a race, else what the type is mostly given at.

    A first visit does not begin deep where something milder is on offer.
    """
    near = days_to_race is not None and 0 <= days_to_race <= SOON
    wanted = "light" if near and type_ != "none" else _DEPTHS.get(type_, "")
    if wanted in depths:
        return wanted
    milder = [depth for depth in depths if depth != "deep"]
    return milder[-1] if first_visit and milder else depths[0]


def first_day(type_: str, today: date, race_day: date | None) -> date:
    """The day to look from: a tune-up belongs into the days before its race."""
    if type_ != "pre_event" or race_day is None:
        return today
    return max(today, race_day - timedelta(days=EARLY))
