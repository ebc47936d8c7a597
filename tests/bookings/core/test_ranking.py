"""Best times first; the nearest instead of one that is gone."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from bookings.core.ranking import VERDICTS, Offer, best_first, nearest
from bookings.core.slots import Slot


def offer(start: int, verdict: str = "fine", worker: int = 1, *, gap: bool = False) -> Offer:
    """An offer; each thousand minutes is a day. Who leaves a gap takes a room."""
    return Offer(Slot(start, 1, (worker,), (1,) if gap else ()), verdict, start // 1000)


def gap(slot: Slot) -> bool:
    return bool(slot.rooms)


def best(*offers: Offer, preferred: tuple[int, ...] = (), most: int = 3) -> list[int]:
    found = best_first(offers, preferred=preferred, leaves_gap=gap, most=most)
    return [one.slot.start for one in found]


def test_a_better_verdict_comes_before_everything_else() -> None:
    later = offer(9000, "recommended", gap=True)
    assert best(offer(1, "caution"), offer(2), later, preferred=(2,)) == [9000, 2, 1]


def test_the_preferred_worker_comes_before_an_earlier_time() -> None:
    assert best(offer(1), offer(5000, worker=2), preferred=(2,)) == [5000, 1]
    assert best(offer(1), offer(5000, worker=2)) == [1, 5000]


def test_a_start_that_leaves_no_gap_comes_before_an_earlier_one() -> None:
    assert best(offer(1, gap=True), offer(5), most=1) == [5]


def test_gaps_are_looked_for_no_further_than_the_best_are_sought() -> None:
    asked: list[int] = []

    def none(slot: Slot) -> bool:
        asked.append(slot.start)
        return False

    best_first([offer(start) for start in range(500)], leaves_gap=none, most=2)
    assert asked == [0, 1]


def test_the_best_are_spread_over_days() -> None:
    assert best(offer(1), offer(2), offer(1001), offer(2001)) == [1, 1001, 2001]
    assert best(offer(1), offer(2), offer(1001)) == [1, 1001, 2]


def test_another_day_is_no_reason_for_a_worse_verdict() -> None:
    day = [offer(start, "recommended") for start in (1, 2, 3)]
    assert best(*day, offer(1001)) == [1, 2, 3]


def test_a_start_is_offered_once_with_the_best_who_can() -> None:
    both = [offer(1, worker=1), offer(1, worker=2), offer(2)]
    assert [one.slot.workers for one in best_first(both, preferred=(2,))] == [(2,), (1,)]


def test_nothing_comes_of_nothing() -> None:
    assert best_first([], preferred=(1,)) == []
    assert nearest([], 5) == []


offers = st.lists(
    st.builds(
        offer,
        st.integers(0, 3000),
        st.sampled_from(VERDICTS),
        st.integers(1, 3),
        gap=st.booleans(),
    ),
    max_size=8,
)


@given(offers, st.integers(0, 2**32), st.sampled_from([(), (1,), (1, 2)]))
def test_the_order_given_changes_nothing(
    some: list[Offer], seed: int, preferred: tuple[int, ...]
) -> None:
    mixed = random.Random(seed).sample(some, len(some))
    found = best_first(some, preferred=preferred, leaves_gap=gap)

    assert found == best_first(mixed, preferred=preferred, leaves_gap=gap)
    assert found == _one_by_one(some, preferred)
    assert len(found) == min(3, len({one.slot.start for one in some}))
    assert [VERDICTS.index(o.verdict) for o in found] == sorted(
        VERDICTS.index(o.verdict) for o in found
    )


def _one_by_one(offers: list[Offer], preferred: tuple[int, ...]) -> list[Offer]:
    """The same, naively: each time the first of all that are left."""
    chosen: list[Offer] = []

    def order(one: Offer) -> tuple[object, ...]:
        mind = VERDICTS.index(one.verdict), not {*preferred} & {*one.slot.workers}
        return *mind, one.day in {other.day for other in chosen}, gap(one.slot), one.slot

    for _ in range(3):
        starts = {one.slot.start for one in chosen}
        left = [one for one in offers if one.slot.start not in starts]
        chosen += [min(left, key=order)] if left else []
    return chosen


def test_the_nearest_come_first_and_the_earlier_of_two() -> None:
    slots = [Slot(start, 1, (worker,), ()) for start in (10, 40, 60, 90) for worker in (1, 2)]
    found = nearest(slots, 50, most=3)
    assert [(slot.start, slot.workers) for slot in found] == [(40, (1,)), (60, (1,)), (10, (1,))]
