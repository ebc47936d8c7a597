"""What is open of a review, and which review comes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import reviewing
from bookings.core.judging import asking, case_at
from bookings.core.reviewing import Line, Open, Urgency, open_flags, urgent_first
from protocols.core.defaults import DEFAULTS, SCREENING
from protocols.core.engine import judge
from protocols.core.parsing.case import read_case

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
CODES = st.sets(st.sampled_from(SCREENING))
SAID = st.one_of(
    st.builds(
        lambda codes, none: ("accepted", reviewing.accepted(codes, unanswered=none)),
        CODES,
        st.booleans(),
    ),
    st.builds(
        lambda code: ("cleared", reviewing.cleared_one(code, reason="seen", doctor=True)),
        st.sampled_from(SCREENING),
    ),
    st.just(("asked", reviewing.asked("How is it?"))),
    st.just(("waived", reviewing.waived(["PRE-1"], "agreed"))),
)


def line(kind: str, said: dict[str, Any]) -> Line:
    return Line(kind, AT, said)


LINES = st.lists(SAID.map(lambda told: line(*told)), max_size=6)


@given(CODES, st.booleans(), LINES)
def test_more_lines_never_open_a_review_wider(
    asks: set[str], none: bool, lines: list[Line]
) -> None:
    before, after = open_flags(asks, none, lines[:-1]), open_flags(asks, none, lines)
    assert set(after.codes) <= set(before.codes) <= asks
    assert before.unanswered or not after.unanswered


@given(CODES, st.booleans(), LINES)
def test_what_is_open_once_accepted_is_open_no_more(
    asks: set[str], none: bool, lines: list[Line]
) -> None:
    found = open_flags(asks, none, lines)
    said = reviewing.accepted(found.codes, unanswered=found.unanswered)
    assert not open_flags(asks, none, [*lines, line("accepted", said)])


@given(CODES, CODES, LINES)
def test_accepting_one_flag_never_covers_another(
    asks: set[str], more: set[str], lines: list[Line]
) -> None:
    before = open_flags(asks, False, lines)
    wider = open_flags(asks | more, False, lines)
    covered = {code for each in lines if each.kind == "accepted" for code in each.said["codes"]}
    assert set(wider.codes) - set(before.codes) == more - asks - covered


@given(LINES)
def test_a_line_comes_back_from_its_sealed_text(lines: list[Line]) -> None:
    for each in lines:
        assert reviewing.from_text(each.kind, AT, reviewing.to_text(each.said)) == each


def test_only_clearing_lines_clear_and_an_erased_one_says_nothing() -> None:
    lines = [
        line("cleared", reviewing.cleared_one("fever", reason="gone", doctor=True)),
        line("accepted", reviewing.accepted(["chest_pain"], unanswered=False)),
        reviewing.from_text("cleared", AT, ""),
    ]
    assert reviewing.cleared(lines) == ["fever"]


@pytest.mark.parametrize(
    ("seen", "none", "beyond"),
    [((), False, True), (("fever",), False, True), (("fever",), True, False), ((), True, True)],
)
def test_what_was_not_seen_is_beyond(seen: tuple[str, ...], none: bool, beyond: bool) -> None:
    assert Open(("fever",), unanswered=True).beyond(seen, unanswered=none) is beyond


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(SCREENING), unique=True),
    st.lists(st.sampled_from(SCREENING), unique=True),
    st.sampled_from(["pre_event", "post_event", "general", "injury", "none"]),
    st.sampled_from(["light", "moderate", "deep"]),
)
def test_answers_ask_for_a_look_exactly_when_the_engine_does(
    held: list[str], cleared: list[str], kind: str, depth: str
) -> None:
    told = {"type": kind, "depth": "light" if kind == "none" else depth, "minutes": 60}
    calendar = {"timezone": "UTC", "screening": held}
    case = read_case(case_at(calendar, told, 29_000_000, cleared=cleared))
    asks = asking(DEFAULTS, case)
    assert bool(asks) is judge(DEFAULTS, case).review
    assert set(asks) <= set(held) - set(cleared)


@given(
    st.lists(
        st.builds(
            Urgency,
            st.booleans(),
            st.integers(0, 5).map(lambda hours: AT + timedelta(hours=hours)),
            st.text("abc", min_size=1, max_size=3),
        ),
        unique_by=lambda one: one.code,
    ),
    st.randoms(),
)
def test_the_order_is_total_and_blocked_ones_come_first(items: list[Urgency], chance: Any) -> None:
    pairs = [(one, one) for one in items]
    found = urgent_first(pairs)
    chance.shuffle(pairs)
    assert urgent_first(pairs) == found
    assert sorted(found, key=lambda one: not one.blocked) == found
    for one, other in pairwise(found):
        assert (not one.blocked, one.start, one.code) < (not other.blocked, other.start, other.code)


def test_a_question_is_open_until_its_own_answer() -> None:
    lines = [
        ("one", line("asked", reviewing.asked("First?"))),
        ("two", line("asked", reviewing.asked("Second?"))),
        ("three", line("answered", reviewing.answered("two", "Yes."))),
    ]
    assert reviewing.questions_open(lines) == ["one"]
