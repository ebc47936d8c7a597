"""How many sessions still fit in: never more than there are minutes, rooms and strength for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import leftover
from bookings.core.leftover import left, opening
from bookings.core.slots import Block, Place, Room, Want, Worker, find
from tests.bookings.core.build import HOURS, NINE, UTC, session, want

HERE = Place(1, UTC)
DAY = [(NINE, NINE + 480)]
MANY = st.lists(st.integers(0, 30), max_size=3, unique=True)


def counted(asked: Want, *workers: Worker, rooms: tuple[Room, ...] = (), spans: Any = None) -> int:
    return left([opening(asked, HERE, workers, rooms, DAY)], spans or DAY)


def test_of_starts_a_quarter_apart_only_those_count_that_fit_after_each_other() -> None:
    asked, ana = want(60, after=15), Worker(1, hours=HOURS)
    assert len(find(asked, [HERE], [ana], [], NINE, NINE + 480)) == 29
    assert counted(asked, ana) == 6


def test_two_therapists_with_one_room_can_give_no_more_than_one() -> None:
    workers, room = [Worker(n, hours=HOURS) for n in (1, 2)], Room(9, 1)
    assert counted(want(60), *workers) == 16
    assert counted(want(60, rooms=True), *workers, rooms=(room,)) == 8
    assert counted(want(60, rooms=True), *workers, rooms=(room, Room(8, 1))) == 16
    assert counted(want(60, rooms=True), *workers, rooms=(Room(9, 2),)) == 0


def test_what_is_booked_and_what_lies_outside_the_window_is_not_left() -> None:
    ana = Worker(1, hours=HOURS, blocks=(session(60, 120),))
    assert counted(want(60), ana) == 6
    assert counted(want(60), ana, spans=[(NINE, NINE + 121)]) == 1
    assert counted(want(60, earliest=NINE + 300), ana) == 3


def test_the_limit_of_a_day_counts_what_was_put_in() -> None:
    ana = Worker(1, hours=HOURS, blocks=(session(0, 60),), most_minutes=180)
    assert counted(want(60), ana) == 2


def test_a_pause_is_kept_between_what_was_put_in() -> None:
    ana = Worker(1, hours=HOURS, pause_after=120, pause=60)
    assert counted(want(60), ana) == 6  # two, an hour of pause, two, a pause, two


def test_without_noting_what_was_put_in_a_day_would_be_overfilled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana = Worker(1, hours=HOURS, blocks=(session(0, 60),), most_minutes=180)
    monkeypatch.setattr(leftover._Put, "_note", lambda *_told: None)
    assert counted(want(60), ana) == 7


def test_a_couples_session_needs_two_and_a_room_for_both() -> None:
    couple, room = want(60, workers=2, rooms=True), Room(9, 1, tables=2)
    workers = [Worker(n, hours=HOURS) for n in (1, 2, 3)]
    assert counted(couple, *workers, rooms=(room,)) == 8
    assert counted(couple, *workers, rooms=(Room(9, 1),)) == 0
    assert counted(couple, workers[0], rooms=(room,)) == 0


@settings(max_examples=60)
@given(MANY, MANY, st.integers(0, 2), st.sampled_from([30, 45, 60]), st.sampled_from([0, 15]))
def test_what_is_left_is_found_by_the_search_and_never_more(
    one: list[int], other: list[int], rooms: int, minutes: int, after: int
) -> None:
    def taken(quarters: list[int]) -> tuple[Block, ...]:
        return tuple(Block(NINE + q * 15, NINE + q * 15 + 15) for q in sorted(quarters))

    workers = [
        Worker(1, hours=HOURS, blocks=taken(one)),
        Worker(2, hours=HOURS, blocks=taken(other)),
    ]
    seats = [Room(8 + n, 1, blocks=taken(other)) for n in range(rooms)]
    asked = want(minutes, after=after, rooms=True)
    slots = find(asked, [HERE], workers, seats, NINE, NINE + 480)
    count = counted(asked, *workers, rooms=tuple(seats))
    assert bool(count) == bool(slots)
    assert count <= len(slots)
    assert count <= (480 + after) // (minutes + after) * min(2, rooms)
