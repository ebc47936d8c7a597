"""Which slots to name first, and which instead of one that is gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import NamedTuple

from bookings.core.resources import Slot

VERDICTS = ("recommended", "fine", "caution")  # from the best


class Offer(NamedTuple):
    """A slot, what the engine says of it, and its local day (an ordinal)."""

    slot: Slot
    verdict: str
    day: int


def best_first(
    offers: Iterable[Offer],
    *,
    preferred: Collection[int] = (),
    leaves_gap: Callable[[Slot], bool] = lambda _slot: False,
    most: int = 3,
) -> list[Offer]:
    """The best: by verdict, a preferred worker, no gap left, and then the earlier.

    One for each start. Among those of one verdict that are with a preferred worker, or all not,
    a day that is not named yet comes before one that is. `leaves_gap` is asked no more often than
    it takes to find them: a week has hundreds of slots.
    """

    @cache
    def rank(verdict: str, workers: tuple[int, ...]) -> tuple[int, bool]:
        return VERDICTS.index(verdict), not {*preferred} & {*workers}

    alike: dict[tuple[int, bool], list[Offer]] = {}
    for offer in offers:
        alike.setdefault(rank(offer.verdict, offer.slot.workers), []).append(offer)
    chosen: list[Offer] = []
    starts: set[int] = set()
    days: set[int] = set()
    for key in sorted(alike):
        left = sorted(alike[key])
        while left and len(chosen) < most:
            left = [offer for offer in left if offer.slot.start not in starts]
            new = [offer for offer in left if offer.day not in days] or left
            tight = (offer for offer in new if not leaves_gap(offer.slot))
            one = next(tight, next(iter(new), None))
            if one is not None:
                chosen.append(one)
                starts.add(one.slot.start)
                days.add(one.day)
    return chosen


def nearest(slots: Iterable[Slot], start: int, most: int = 5) -> list[Slot]:
    """The slots nearest to a start, the earlier first of two as near; one for each start."""
    by_start: dict[int, Slot] = {}
    for slot in slots:
        by_start.setdefault(slot.start, slot)
    return sorted(by_start.values(), key=lambda slot: (abs(slot.start - start), slot.start))[:most]
