"""Hands wear out: limits of a day and pauses. Minutes are counted from nine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookings.core.limits import Load
from bookings.core.slots import Block, Place, Worker
from tests.bookings.core.build import BERLIN, EVER, HOURS, NINE, UTC, found, session, starts, want

ANA = Worker(1, hours=HOURS, blocks=(session(0, 60, deep=True), session(120, 60)))


def test_a_day_holds_so_many_minutes_and_not_one_more() -> None:
    assert starts(want(60), replace(ANA, most_minutes=180)) != []
    assert starts(want(60), replace(ANA, most_minutes=179)) == []


def test_only_the_session_counts_and_not_its_buffers() -> None:
    worn = replace(ANA, blocks=(session(0, 60, buffer=15),), most_minutes=120)
    assert starts(want(60, before=15, after=15), worn) != []


def test_a_day_holds_so_many_deep_sessions() -> None:
    assert starts(want(60, deep=True), replace(ANA, most_deep=1)) == []
    assert starts(want(60, deep=True), replace(ANA, most_deep=2)) != []
    assert starts(want(60, deep=False), replace(ANA, most_deep=0)) != []


def test_time_off_is_no_session() -> None:
    off = replace(ANA, blocks=(Block(NINE, NINE + 240),), most_minutes=60, pause_after=60, pause=60)
    assert starts(want(60), off)[0] == 240
    assert rested(60, 30, session(0, 60), Block(NINE + 360, NINE + 420))[0] == 90


def test_a_session_counts_on_the_local_day_it_starts_on() -> None:
    """In Berlin it is midnight at 23:00 UTC, 840 minutes after nine."""
    night = replace(ANA, hours={1: [(NINE + 780, NINE + 960)]}, blocks=(session(780, 30),))
    place = {"places": [Place(1, BERLIN)], "end": NINE + 960}
    assert starts(want(30), replace(night, most_minutes=59), **place) == [
        840,
        855,
        870,
        885,
        900,
        915,
        930,
    ]
    assert starts(want(30), replace(night, most_minutes=60), **place)[0] == 810


def test_without_the_limit_a_day_would_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Load, "_day_allows", lambda _self, _start: True)
    assert starts(want(60), replace(ANA, most_minutes=60)) != []


def rested(after: int, pause: int, *blocks: Block, minutes: int = 60) -> list[int]:
    """Starts up to five hours after nine."""
    worker = replace(ANA, blocks=blocks, pause_after=after, pause=pause)
    return starts(want(minutes, latest=NINE + 300), worker)


def test_after_so_many_minutes_comes_a_pause() -> None:
    blocks = session(0, 60), session(70, 60)
    assert rested(180, 30, *blocks)[0] == 135
    assert rested(179, 30, *blocks)[0] == 165
    assert rested(179, 35, *blocks)[0] == 165


def test_a_pause_of_the_full_length_parts_two_runs() -> None:
    assert rested(60, 30, session(0, 60))[0] == 90
    assert rested(60, 31, session(0, 60))[0] == 105


def test_what_comes_after_counts_like_what_came_before() -> None:
    assert rested(60, 30, session(300, 60))[-1] == 210
    assert rested(120, 30, session(300, 60))[-1] == 240
    assert rested(179, 30, session(300, 60), session(370, 60))[-1] == 210


def test_a_session_between_two_runs_joins_them() -> None:
    blocks = session(0, 60), session(150, 60)
    assert 75 in rested(180, 30, *blocks)
    assert 75 not in rested(179, 30, *blocks)


def test_a_long_session_may_stand_alone() -> None:
    assert rested(60, 30, minutes=90)[:2] == [0, 15]


def test_without_pauses_hands_would_wear_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Load, "_pauses_allow", lambda _self, _start: True)
    assert rested(60, 30, session(0, 60))[0] == 60


def test_a_worker_without_limits_has_none() -> None:
    day = tuple(session(60 * hour, 60, deep=True) for hour in range(7))
    assert starts(want(60, deep=True), replace(ANA, blocks=day)) == [420]
    assert len(found(want(60, **EVER), replace(ANA, blocks=()), places=[Place(1, UTC)])) == 29
