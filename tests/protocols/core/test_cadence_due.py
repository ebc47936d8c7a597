"""When the next session is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.core.cadence import SOON, STATES, Due, due
from protocols.core.defaults import DEFAULTS
from protocols.core.engine import judge
from protocols.core.facts import Calendar, Case
from protocols.core.parsing.case import read_case
from protocols.core.rules import Ruleset
from protocols.core.zones import instant
from tests.protocols.core.build import NOW, race, session, starting, workout
from tests.protocols.core.strategies import examples

TODAY = NOW.date().toordinal()


def calendar(**parts: Any) -> Calendar:
    return read_case(starting(**parts)).calendar


def asked(now: datetime = NOW, **parts: Any) -> Due:
    return due(DEFAULTS, calendar(**parts), instant(now))


def ago(days: int) -> dict[str, Any]:
    return session("general moderate 60", NOW - timedelta(days=days))


def ahead(days: int, what: str = "general moderate 60") -> dict[str, Any]:
    return session(what, NOW + timedelta(days=days))


def goal(days: int, priority: str = "A", **more: Any) -> dict[str, Any]:
    return race(NOW + timedelta(days=days), priority=priority, **more)


# The table of phases: days to the goal, and the days between sessions.
BANDS = [("CAD-1", 100, 14, 28), ("CAD-2", 45, 7, 14), ("CAD-5", 0, 21, 28)]


@pytest.mark.parametrize(("rule", "out", "shortest", "longest"), BANDS)
def test_each_phase_asks_within_its_own_days(
    rule: str, out: int, shortest: int, longest: int
) -> None:
    races = [goal(out)] if out else []
    said = {days: asked(races=races, sessions=[ago(days)]) for days in range(1, longest + 2)}
    assert {found.rule for found in said.values()} == {rule}
    assert said[shortest - 1].state == "soon"
    assert said[shortest].state == said[longest].state == "due"
    assert said[longest + 1].state == "overdue"
    assert said[longest].begin == TODAY - longest + shortest
    assert said[longest].until == TODAY


@pytest.mark.parametrize(
    ("runner", "shortest", "longest"),
    [({"recreational": True}, 30, 30), ({"load_rising": True}, 14, 21)],
)
def test_without_a_race_it_depends_on_the_runner(
    runner: dict[str, bool], shortest: int, longest: int
) -> None:
    found = asked(runner=runner, sessions=[ago(10)])
    assert found.begin == TODAY - 10 + shortest
    assert found.until == TODAY - 10 + longest


def test_a_booked_session_in_the_range_leaves_nothing_due() -> None:
    found = asked(sessions=[ago(25), ahead(2)])
    assert (found.state, found.booked) == ("none", TODAY + 2)
    assert asked(races=[goal(45)], sessions=[ago(10), ahead(3)]).state == "none"


def test_what_is_booked_is_counted_from_for_the_one_after_it() -> None:
    found = asked(races=[goal(55)], sessions=[ago(10), ahead(3), ahead(15)])
    assert (found.rule, found.begin, found.until) == ("CAD-2", TODAY + 22, TODAY + 29)


def test_without_looking_at_what_is_booked_it_would_be_asked_for_again() -> None:
    booked = calendar(sessions=[ago(25), ahead(2)])
    bare = replace(booked, sessions=booked.sessions[:1])
    assert due(DEFAULTS, bare, instant(NOW)).state == "due"


def test_a_session_booked_after_the_range_does_not_answer_it() -> None:
    found = asked(sessions=[ago(25), ahead(40)])
    assert found.state == "due"


def test_who_was_never_here_may_begin_on_any_day() -> None:
    found = asked()
    assert (found.state, found.begin, found.until) == ("due", TODAY, None)


def test_the_taper_asks_for_its_session_ten_to_seven_days_before() -> None:
    found = asked(races=[goal(13)], sessions=[ago(3)])
    assert (found.state, found.rule, found.optional) == ("soon", "CAD-3", False)
    assert (found.begin, found.until) == (TODAY + 3, TODAY + 6)


def test_after_it_the_tune_up_is_offered_and_never_overdue() -> None:
    found = asked(races=[goal(4)], sessions=[ago(4)])
    assert (found.state, found.shape.type, found.optional) == ("due", "pre_event", True)
    assert asked(races=[goal(2)], sessions=[ago(4)]).shape.type == "post_event"


def test_quiet_days_take_the_tune_up_away() -> None:
    found = asked(runner={"quiet_days_before_race": 5}, races=[goal(4)], sessions=[ago(4)])
    assert found.shape.type == "post_event"


def test_recovery_asks_for_one_within_four_days_of_the_finish() -> None:
    raced = race(finish=NOW - timedelta(hours=30), minutes=200)
    found = asked(races=[raced], sessions=[ago(9)])
    assert (found.state, found.rule, found.shape.type) == ("due", "CAD-4", "post_event")
    flushed = session("post_event light 30", NOW - timedelta(hours=20))
    assert asked(races=[raced], sessions=[flushed]).rule != "CAD-4"


def test_a_race_that_was_called_off_asks_for_nothing() -> None:
    found = asked(races=[goal(8, status="cancelled")], sessions=[ago(2)])
    assert found.rule == "CAD-5"


def test_a_rule_that_is_off_asks_for_nothing() -> None:
    rules = tuple(replace(r, on=r.id != "CAD-3") for r in DEFAULTS.rules)
    tapering = calendar(races=[goal(9)], sessions=[ago(3)])
    off = due(Ruleset(rules), tapering, instant(NOW))
    assert due(DEFAULTS, tapering, instant(NOW)).rule == "CAD-3"
    assert off.rule != "CAD-3"


days_ = st.integers(1, 150)


@examples(60)
@given(days_, st.integers(1, 60), st.sampled_from("AB"))
def test_what_is_due_is_recommended_by_the_engine(out: int, since: int, priority: str) -> None:
    mine = calendar(races=[goal(out, priority)], sessions=[ago(since)])
    found = due(DEFAULTS, mine, instant(NOW))
    assert found.begin is not None
    first = max(found.begin, TODAY)
    last = max(found.until or first, first)
    starts = [
        instant(datetime.fromordinal(day).replace(hour=hour, tzinfo=UTC))
        for day in range(first, last + 1)
        for hour in range(24)
    ]
    said = {judge(DEFAULTS, Case(mine, found.shape, at)).verdict for at in starts}
    assert "recommended" in said


@examples(60)
@given(st.lists(st.integers(-200, 200), max_size=6), st.lists(st.integers(-60, 90), max_size=6))
def test_it_says_one_state_that_fits_its_days(races: list[int], sessions: list[int]) -> None:
    found = asked(
        races=[goal(out) for out in races],
        sessions=[ahead(day) for day in sessions],
        workouts=[workout("easy", NOW)],
    )
    begin = TODAY if found.begin is None else found.begin
    late = found.until is not None and found.until < TODAY
    expected = "overdue" if late else "due" if begin <= TODAY else "soon"
    far = begin > TODAY + SOON or found.rule == ""
    assert found.state in STATES
    assert found.state == ("none" if far else expected)
