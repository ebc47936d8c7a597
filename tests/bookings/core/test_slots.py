"""Where a session fits, rule by rule, at both sides of each edge. Minutes are counted from nine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookings.core import slots
from bookings.core.fitting import free
from bookings.core.slots import Block, Place, Room, Slot, Want, Worker, gap_left, hindrance
from tests.bookings.core.build import HOURS, NINE, UTC, found, session, starts, want

ANA, BEN, CEM = (Worker(key, frozenset({"deep"}), HOURS) for key in (1, 2, 3))
SMALL, WIDE = Room(8, 1), Room(9, 1, tables=2)


def busy(worker: Worker, *blocks: Block) -> Worker:
    return replace(worker, blocks=blocks)


def test_the_last_start_leaves_time_for_all_of_the_session() -> None:
    assert starts(want(450), ANA) == [0, 15, 30]
    assert starts(want(480), ANA) == [0]
    assert starts(want(481), ANA) == []


def test_a_session_lies_in_one_span_of_hours() -> None:
    split = replace(ANA, hours={1: [(NINE, NINE + 60), (NINE + 75, NINE + 135)]})
    assert starts(want(60), split) == [0, 75]
    assert starts(want(61), split) == []


def test_hours_that_touch_are_one_span() -> None:
    touching = replace(ANA, hours={1: [(NINE, NINE + 60), (NINE + 60, NINE + 120)]})
    assert starts(want(90), touching) == [0, 15, 30]


def test_buffers_may_reach_out_of_hours() -> None:
    assert starts(want(480, before=30, after=30), ANA) == [0]


def test_a_closed_place_shuts_out_its_workers() -> None:
    place = Place(1, UTC, opened=[(NINE + 60, NINE + 180)])
    assert starts(want(90), ANA, places=[place]) == [60, 75, 90]


def test_a_session_starts_once_the_buffers_of_both_are_over() -> None:
    ana = busy(ANA, session(120, 60, buffer=15))
    assert starts(want(60, before=10, after=15, latest=NINE + 210), ana) == [0, 15, 30, 210]


def test_a_minute_too_few_between_two_sessions_is_too_few() -> None:
    asked = want(60, before=10, after=15, latest=NINE + 210)
    assert starts(asked, busy(ANA, Block(NINE + 104, NINE + 186))) == [0, 15, 210]
    assert starts(asked, busy(ANA, Block(NINE + 105, NINE + 185))) == [0, 15, 30, 195, 210]


def test_without_a_look_at_buffers_two_sessions_would_overlap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bare = want(60)
    monkeypatch.setattr(slots, "free", lambda _want, blocks: free(bare, blocks))
    ana = busy(ANA, session(120, 60, buffer=15))
    assert 45 in starts(want(60, before=10, after=15), ana)


def test_notice_and_horizon_hold_the_start() -> None:
    assert starts(want(60, earliest=NINE + 1, latest=NINE + 45), ANA) == [15, 30, 45]
    assert starts(want(60, earliest=NINE + 15, latest=NINE + 44), ANA) == [15, 30]


def test_only_starts_of_the_range_are_found() -> None:
    assert starts(want(60), ANA, begin=NINE + 15, end=NINE + 45) == [15, 30]


def test_whoever_lacks_a_skill_is_not_offered() -> None:
    asked = want(480, skills=frozenset({"deep", "prenatal"}))
    both = replace(BEN, skills=asked.skills)
    assert found(asked, ANA, both) == [Slot(NINE, 1, (2,), ())]


def test_one_worker_each_in_the_order_given() -> None:
    assert [slot.workers for slot in found(want(480), BEN, ANA)] == [(2,), (1,)]
    assert [slot.workers for slot in found(want(480), BEN, ANA, only=1)] == [(1,)]
    assert found(want(480), BEN, only=1) == []


def test_two_workers_are_the_first_two_who_are_free() -> None:
    ana = busy(ANA, session(0, 15))
    assert [slot.workers for slot in found(want(465, workers=2), ana, BEN, CEM)] == [
        *((2, 3), (1, 2)),
    ]
    assert found(want(465, workers=3), ana, BEN, CEM)[0].start == NINE + 15


def test_the_worker_asked_for_comes_first_of_two() -> None:
    (slot,) = found(want(480, workers=2), ANA, BEN, CEM, only=3)
    assert slot.workers == (3, 1)
    assert found(want(480, workers=2), ANA, BEN, busy(CEM, session(0, 60)), only=3) == []


def rooms_of(asked: Want, *rooms: Room) -> list[tuple[int, ...]]:
    """The rooms of the one slot of the day, with three workers there."""
    asked = replace(asked, rooms=True)
    return [slot.rooms for slot in found(asked, ANA, BEN, CEM, rooms=rooms, only=1)]


def test_the_smallest_room_that_fits_is_taken() -> None:
    plain, warm = Room(7, 1), Room(6, 1, frozenset({"warm"}))
    assert rooms_of(want(480), WIDE, warm, plain, SMALL) == [(7,)]
    assert rooms_of(want(480, features=frozenset({"warm"})), WIDE, warm, plain) == [(6,)]
    assert rooms_of(want(480), Room(7, 2), replace(SMALL, blocks=(session(0, 5),))) == []


def test_two_share_a_room_with_two_tables_or_have_one_each() -> None:
    other, third = Room(7, 1), Room(6, 1, tables=3)
    assert rooms_of(want(480, workers=2), SMALL, other, third, WIDE) == [(9,)]
    assert rooms_of(want(480, workers=2), SMALL, other) == [(8, 7)]
    assert rooms_of(want(480, workers=2), SMALL) == []
    assert rooms_of(want(480, workers=3), SMALL, other, WIDE) == [(8, 7, 9)]


def test_a_room_is_taken_for_the_buffers_too() -> None:
    small = replace(SMALL, blocks=(Block(NINE + 120, NINE + 180),))
    asked = want(60, before=15, after=15, rooms=True, latest=NINE + 195)
    assert starts(asked, ANA, rooms=[small]) == [0, 15, 30, 45, 195]


def test_at_a_company_s_place_no_room_is_taken() -> None:
    assert [slot.rooms for slot in found(want(480, rooms=False), ANA)] == [()]
    assert found(want(480, rooms=True), ANA) == []


def test_a_session_elsewhere_asks_for_the_way() -> None:
    away = replace(busy(ANA, session(120, 60, place=2)), travel=30)
    assert starts(want(60, latest=NINE + 210), away) == [0, 15, 30, 210]
    here = busy(away, session(120, 60, place=1))
    assert starts(want(60, latest=NINE + 180), here) == [0, 15, 30, 45, 60, 180]


def test_a_minute_too_few_for_the_way_is_too_few() -> None:
    far = replace(ANA, travel=30)
    asked = want(60, latest=NINE + 210)
    assert starts(asked, busy(far, session(119, 47, place=2))) == [0, 15, 210]
    assert starts(asked, busy(far, session(120, 45, place=2))) == [0, 15, 30, 195, 210]


def test_without_the_look_at_the_way_a_worker_would_be_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slots, "too_far", lambda _want, _place, _worker: [])
    away = replace(busy(ANA, session(120, 60, place=2)), travel=30)
    assert 60 in starts(want(60), away)


def test_places_come_in_the_order_given_at_each_start() -> None:
    both = replace(ANA, hours={1: HOURS[1], 2: HOURS[1], 3: HOURS[1]})
    slots_ = found(want(465), both, places=[Place(2, UTC), Place(1, UTC)])
    assert [(slot.start - NINE, slot.place) for slot in slots_] == [
        (0, 2),
        (0, 1),
        (15, 2),
        (15, 1),
    ]


def why(asked: Want, *workers: Worker, start: int = 60, only: int | None = None) -> str:
    place = Place(1, UTC, opened=HOURS[1])
    return hindrance(asked, [place], workers, [SMALL], NINE + start, 1, only)


def test_each_hindrance_has_its_word() -> None:
    roomy, ana = want(60, rooms=True), busy(ANA, session(60, 60))
    tired = replace(busy(ANA, session(200, 60)), most_minutes=119)
    away = replace(busy(ANA, session(150, 60, place=2)), travel=40)
    assert why(roomy, ANA) == ""
    assert why(replace(roomy, earliest=NINE + 61), ANA) == "notice"
    assert why(replace(roomy, latest=NINE + 59), ANA) == "horizon"
    assert why(roomy, ANA, start=61) == "grid"
    assert why(roomy, ANA, start=435) == "closed"
    assert why(replace(roomy, skills=frozenset({"hot"})), ANA) == "nobody"
    assert why(roomy, ana) == "busy"
    assert why(roomy, tired) == "limit"
    assert why(roomy, away) == "travel"
    assert why(replace(roomy, features=frozenset({"warm"})), ANA) == "room"


def test_what_hinders_one_is_no_matter_where_another_can() -> None:
    ana = busy(ANA, session(60, 60))
    assert why(want(60), ana, BEN) == ""
    assert why(want(60), ana, BEN, only=1) == "busy"
    assert why(want(60, workers=2), ana, BEN) == "busy"
    assert why(want(60), BEN, only=1) == "nobody"


def test_a_place_that_is_not_there_is_closed() -> None:
    assert hindrance(want(60), [], [ANA], [], NINE, 1) == "closed"


def gap(start: int, *blocks: Block, before: int = 0, after: int = 0) -> bool:
    asked = want(60, before=before, after=after)
    return gap_left(Slot(NINE + start, 1, (1,), ()), busy(ANA, *blocks), asked, 30)


def test_a_gap_too_short_for_anything_is_told() -> None:
    assert not gap(0)
    assert gap(15)
    assert not gap(30)
    assert gap(395)
    assert not gap(420)


def test_a_gap_is_measured_between_buffers() -> None:
    assert not gap(75, session(0, 60, buffer=10), before=5)
    assert gap(75, session(0, 60), before=5)
    assert gap(75, session(30, 30), before=5)
    assert gap(75, session(0, 60, buffer=15), session(150, 60), after=5)


def test_a_slot_out_of_hours_leaves_no_gap() -> None:
    assert not gap(-60)
