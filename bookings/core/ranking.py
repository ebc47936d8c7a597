"""Which slots to name first, and which instead of one that is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from bookings.core.resources import Slot

VERDICTS = ("recommended", "fine", "caution")  # from the best


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot, what the engine says of it, and its local day (an ordinal)."""

    slot: Slot
    verdict: str
    leaves_gap: bool
    day: int


def best_first(
    offers: Iterable[Offer], *, preferred: Collection[int] = (), most: int = 3
) -> list[Offer]:
    """The best: by verdict, a preferred worker, no gap left, and then the earlier.

    One for each start. Among those of one verdict that are with a preferred worker, or all not,
    a day that is not named yet comes before one that is.
    """

    def rank(offer: Offer) -> tuple[int, bool]:
        return VERDICTS.index(offer.verdict), not {*preferred} & {*offer.slot.workers}

    def order(offer: Offer) -> tuple[object, ...]:
        slot = offer.slot
        return *rank(offer), offer.leaves_gap, slot.start, slot.place, slot.workers, slot.rooms

    chosen: list[Offer] = []
    starts: set[int] = set()
    days: set[int] = set()
    for _, group in groupby(sorted(offers, key=order), key=rank):
        left = list(group)
        while left and len(chosen) < most:
            left = [offer for offer in left if offer.slot.start not in starts]
            new = next((offer for offer in left if offer.day not in days), next(iter(left), None))
            if new is not None:
                chosen.append(new)
                starts.add(new.slot.start)
                days.add(new.day)
    return chosen


def nearest(slots: Iterable[Slot], start: int, most: int = 5) -> list[Slot]:
    """The slots nearest to a start, the earlier first of two as near; one for each start."""
    by_start: dict[int, Slot] = {}
    for slot in slots:
        by_start.setdefault(slot.start, slot)
    return sorted(by_start.values(), key=lambda slot: (abs(slot.start - start), slot.start))[:most]
