"""What changed between two sets of answers."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.intake.diff import Change, changes
from protocols.core.intake.making import question, section
from protocols.core.intake.shape import Form

FORM = Form(
    (
        section(
            "one",
            "acute",
            "One",
            question("where", "chart", "Where?"),
            question("much", "scale", "How much?"),
        ),
        section("two", "history", "Two", question("words", "text", "In words?")),
    )
)
WORDS = {"en": "How much?"}
answers = st.fixed_dictionaries(
    {},
    optional={
        "much": st.integers(0, 10),
        "words": st.sampled_from(["a", "b"]),
        "unknown": st.just(1),
    },
)


def mark(side: str, pain: int) -> dict[str, Any]:
    return {"region": "calf", "side": side, "view": "back", "pain": pain, "kind": "tight"}


def told(before: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, str, Any, Any]]:
    return [(one.code, one.kind, one.before, one.now) for one in changes(FORM, before, now)]


@given(answers)
@settings(max_examples=30)
def test_the_same_answers_are_no_change(some: dict[str, Any]) -> None:
    assert changes(FORM, some, some) == ()


@given(answers, answers)
@settings(max_examples=60)
def test_each_change_turns_round_with_time(one: dict[str, Any], other: dict[str, Any]) -> None:
    turned = {"new": "gone", "gone": "new", "changed": "changed"}
    there, back = changes(FORM, one, other), changes(FORM, other, one)
    assert [(c.code, turned[c.kind], c.now, c.before) for c in there] == [
        (c.code, c.kind, c.before, c.now) for c in back
    ]


def test_changes_come_in_the_order_of_the_form() -> None:
    found = told({"words": "a"}, {"words": "b", "much": 0})
    assert found == [("much", "new", None, 0), ("words", "changed", "a", "b")]


def test_a_change_brings_the_words_of_its_question() -> None:
    assert changes(FORM, {"much": 3}, {}) == (Change("much", WORDS, 3, None, "gone"),)


def test_a_chart_is_compared_place_by_place() -> None:
    before = {"where": [mark("left", 6), mark("right", 2)]}
    found = changes(FORM, before, {"where": [mark("left", 3)]})
    by_side = {c.moved.mark.side: (c.kind, c.before, c.now) for c in found if c.moved}
    assert by_side == {"left": ("changed", 6, 3), "right": ("gone", 2, None)}


def test_a_chart_that_is_new_is_new_in_each_place() -> None:
    found = changes(FORM, {}, {"where": [mark("left", 0)]})
    assert [(c.kind, c.before, c.now) for c in found] == [("new", None, 0)]
