"""Clinics to measure with: days that fit, and rooms that are never taken twice."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core import load
from bookings.core.load import AFTER, CLOSES, MINUTES, OPENS, SHARE, STEP, Sitting, roomed, starts

TAKES = MINUTES + AFTER
per_days = st.integers(1, load.most_a_day())
drawn = per_days.flatmap(
    lambda n: st.sets(st.integers(0, load.choices(n) - 1), min_size=n, max_size=n)
)
days = st.lists(drawn, min_size=1, max_size=12).map(
    lambda all_: [Sitting(n, 0, start) for n, one in enumerate(all_) for start in starts(one)]
)


@given(drawn)
def test_sessions_of_a_day_never_overlap_and_keep_their_hours(numbers: set[int]) -> None:
    day = starts(numbers)

    assert len(day) == len(numbers)
    assert all(later - earlier >= TAKES for earlier, later in pairwise(day))
    assert all(OPENS <= at <= CLOSES - MINUTES and at % STEP == 0 for at in day)


@pytest.mark.parametrize("per_day", range(1, load.most_a_day() + 1))
def test_the_last_number_that_is_drawn_still_ends_in_time(per_day: int) -> None:
    last = load.choices(per_day)
    assert starts(range(last - per_day, last))[-1] == CLOSES - MINUTES


@given(days, st.integers(1, 8))
def test_a_room_is_never_taken_twice_at_once(day: list[Sitting], rooms: int) -> None:
    told = roomed(day, range(rooms))
    held = sorted((s.room, s.start) for s in told if s.room is not None)

    assert [(s.therapist, s.start) for s in sorted(told, key=_whose)] == [
        (s.therapist, s.start) for s in sorted(day, key=_whose)
    ]
    for (room, at), (other, later) in pairwise(held):
        assert room != other or later - at >= TAKES


@given(days, st.integers(1, 8))
def test_part_of_the_rooms_stays_free_at_any_time(day: list[Sitting], rooms: int) -> None:
    told = roomed(day, range(rooms))

    for at in range(OPENS, CLOSES + AFTER, STEP):
        taken = [s for s in told if s.room is not None and s.start <= at < s.start + TAKES]
        assert len(taken) < SHARE * rooms + 1


def test_whoever_finds_too_many_rooms_taken_goes_to_a_company() -> None:
    together = [Sitting(n, 0, OPENS) for n in range(5)]
    assert [s.room for s in roomed(together, range(4))] == [0, 1, 2, None, None]


def _whose(sitting: Sitting) -> tuple[int, int]:
    return sitting.therapist, sitting.start
