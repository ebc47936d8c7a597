"""Marks on the body chart: laws, and what is refused whatever was sent (promise 12)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.body import marks
from protocols.core.body.marks import (
    KINDS,
    MOST_MARKS,
    MOST_PAIN,
    MOST_TEXT,
    TECHNIQUES,
    Mark,
    Moved,
    Worked,
    diff,
    marks_from,
    marks_json,
    settled_marks,
    settled_worked,
    worked_from,
)
from protocols.core.body.regions import REGIONS
from protocols.core.facts import DEPTHS
from protocols.core.faults import Fault

PLACES = [(one.code, side, one.view) for one in REGIONS for side in one.sides]
CALF = Mark("calf", "left", "back", 6, "tight")
TOLD = marks_json([CALF])[0]


def _mark(place: tuple[str, str, str], pain: int, kind: str) -> Mark:
    return Mark(*place, pain, kind)


def _work(place: tuple[str, str, str], technique: str, depth: str) -> Worked:
    return Worked(*place, technique, depth)


places = st.sampled_from(PLACES)
mark_lists = st.lists(
    st.builds(_mark, places, st.integers(0, MOST_PAIN), st.sampled_from(sorted(KINDS))),
    max_size=8,
    unique_by=lambda mark: mark.place,
)
work_lists = st.lists(
    st.builds(_work, places, st.sampled_from(sorted(TECHNIQUES)), st.sampled_from(DEPTHS)),
    max_size=8,
    unique_by=lambda worked: (worked.place, worked.technique),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def kept(value: object) -> tuple[Mark, ...]:
    found = settled_marks(value)
    assert not isinstance(found, Fault), found
    return found


@settings(max_examples=60)
@given(mark_lists)
def test_marks_that_were_settled_settle_to_themselves(some: list[Mark]) -> None:
    once = kept(marks_json(some))
    assert kept(marks_json(once)) == once == marks_from(marks_json(once))
    assert kept(json.dumps(marks_json(some))) == once


@settings(max_examples=60)
@given(work_lists, st.randoms(use_true_random=False))
def test_the_order_in_which_work_was_told_does_not_matter(some: list[Worked], chance: Any) -> None:
    once = settled_worked(marks_json(some))
    assert not isinstance(once, Fault)
    chance.shuffle(some)
    assert settled_worked(marks_json(some)) == once == worked_from(marks_json(once))


@settings(max_examples=60)
@given(mark_lists, st.randoms(use_true_random=False))
def test_the_order_in_which_marks_were_set_does_not_matter(some: list[Mark], chance: Any) -> None:
    once = kept(marks_json(some))
    chance.shuffle(some)
    assert kept(marks_json(some)) == once


def test_the_last_word_on_a_place_is_the_one_that_counts() -> None:
    later = replace(CALF, pain=2, kind="dull")
    assert kept(marks_json([CALF, later])) == (later,)


def test_one_place_can_be_worked_on_in_two_ways() -> None:
    two = [Worked("calf", "left", "back", way, "deep") for way in ("stripping", "flushing")]
    assert settled_worked(marks_json(two)) == (two[1], two[0])


@settings(max_examples=60)
@given(mark_lists)
def test_nothing_differs_between_a_chart_and_itself(some: list[Mark]) -> None:
    assert diff(some, list(reversed(some))) == ()


@settings(max_examples=100)
@given(mark_lists, mark_lists)
def test_a_difference_leads_from_one_chart_to_the_other(
    before: Sequence[Mark], now: Sequence[Mark]
) -> None:
    chart = {mark.place: mark for mark in before}
    for moved in diff(before, now):
        was = chart.pop(moved.mark.place, None)
        assert moved.before_pain == (was and was.pain)
        assert moved.before_kind == (was.kind if was else "")
        if moved.now_pain is not None:
            chart[moved.mark.place] = moved.mark
    assert set(chart.values()) == set(now)


@settings(max_examples=60)
@given(mark_lists, mark_lists)
def test_a_difference_read_backwards_is_the_way_back(before: list[Mark], now: list[Mark]) -> None:
    there = [(one.mark.place, one.before_pain, one.now_pain) for one in diff(before, now)]
    back = [(one.mark.place, one.now_pain, one.before_pain) for one in diff(now, before)]
    assert there == back


def test_another_kind_of_pain_is_a_difference_too() -> None:
    numb = replace(CALF, kind="numb")
    assert diff([CALF], [numb]) == (Moved(numb, 6, 6, "tight"),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"region": "tail"},
        {"region": "achilles", "view": "front"},
        {"region": "head", "view": "back", "side": "left"},
        {"side": "middle"},
        {"side": "both"},
        {"view": "top"},
        {"pain": -1},
        {"pain": 11},
        {"pain": 10**400},
        {"pain": True},
        {"pain": 6.0},
        {"pain": float("nan")},
        {"pain": "6"},
        {"pain": None},
        {"kind": "burning"},
        {"kind": ["sharp"]},
        {"kind": "sharp\0"},
        {"region": "calf\ud800"},
        {"region": {"deep": {}}},
        {"more": 1},
    ],
)
def test_a_mark_that_is_off_the_chart_is_refused(wrong: dict[str, Any]) -> None:
    assert settled_marks([TOLD, TOLD | wrong]) == Fault("marks", "invalid")


@pytest.mark.parametrize("field", sorted(TOLD))
def test_a_mark_that_lacks_a_part_is_refused(field: str) -> None:
    told = {name: value for name, value in TOLD.items() if name != field}
    assert settled_marks([told]) == Fault("marks", "invalid")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("x" * 10_000_000, "too_long"),
        ("[" * MOST_TEXT, "invalid"),
        ("[NaN]", "invalid"),
        ("\0", "invalid"),
        ("\ud800", "invalid"),
        ("9" * 5_000, "invalid"),
        ("{}", "invalid"),
        ("=cmd|' /C calc'!A0", "invalid"),
        (b"[]", "invalid"),
        ({"marks": []}, "invalid"),
        (7, "invalid"),
        ([TOLD] * (MOST_MARKS + 1), "too_long"),
    ],
)
def test_what_is_no_list_of_marks_is_a_fault(value: Any, code: str) -> None:
    assert settled_marks(value) == Fault("marks", code)
    assert settled_worked(value) == Fault("marks", code)


def test_without_its_measure_a_long_text_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    long = json.dumps([TOLD]) + " " * MOST_TEXT
    assert settled_marks(long) == Fault("marks", "too_long")
    monkeypatch.setattr(marks, "MOST_TEXT", 2 * MOST_TEXT)
    assert settled_marks(long) == (CALF,)


@pytest.mark.parametrize("nothing", [None, "", "  ", "[]", []])
def test_an_empty_chart_is_no_fault(nothing: Any) -> None:
    assert settled_marks(nothing) == ()


def test_a_full_chart_goes_into_the_measure_of_its_text() -> None:
    full = [Mark(*place, MOST_PAIN, "tight") for place in PLACES[:MOST_MARKS]]
    assert len(kept(json.dumps(marks_json(full), indent=1))) == MOST_MARKS


@settings(max_examples=150)
@given(anything | st.dictionaries(st.sampled_from(sorted(TOLD)), anything).map(lambda one: [one]))
def test_nothing_that_is_sent_is_more_than_a_fault(value: Any) -> None:
    for settle in (settled_marks, settled_worked):
        assert isinstance(settle(value), tuple)


def test_a_mark_is_said_as_one_says_it() -> None:
    assert marks.words(CALF) == "left calf 6, tight"
    assert marks.words(Mark("head", "middle", "front", 0, "dull")) == "face and forehead 0, dull"
    work = Worked("plantar", "right", "back", "cross_fibre", "light")
    told = "right plantar fascia, arch of the sole: cross-fibre, light"
    assert marks.worked_words(work, "light") == told
