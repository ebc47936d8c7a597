"""Drafts: what two tabs say at once, none of it lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.intake.drafts import choose, current, kept, put, twice
from protocols.core.intake.making import after, question, section

AT = "2026-11-22T09:00:00+00:00"
values = st.one_of(st.none(), st.integers(0, 3), st.sampled_from(["a", "b"]))
doings = st.lists(
    st.tuples(st.sampled_from(["left", "right", "third"]), st.sampled_from(["x", "y"]), values),
    max_size=20,
)
ASKED = section(
    "asked",
    "acute",
    "Asked",
    question("x", "yes_no", "X?"),
    question("y", "text", "Y?", when=after("x", "yes")),
)


def written(doings: list[tuple[str, str, Any]]) -> dict[str, Any]:
    draft: dict[str, Any] = {}
    for tab, code, value in doings:
        draft = put(draft, code, value, tab=tab, at=AT)
    return draft


@given(doings)
@settings(max_examples=100)
def test_every_tabs_last_word_is_kept(doings: list[tuple[str, str, Any]]) -> None:
    draft = written(doings)
    last = {(tab, code): value for tab, code, value in doings}
    held = {(entry[1], code): entry[2] for code in draft for entry in draft[code]}
    assert held == last


@given(doings)
@settings(max_examples=100)
def test_what_was_put_last_counts(doings: list[tuple[str, str, Any]]) -> None:
    last = {code: value for _tab, code, value in doings if value is not None or code}
    expected = {code: value for code, value in last.items() if value is not None}
    assert current(written(doings)) == expected


@given(doings)
@settings(max_examples=100)
def test_twice_names_exactly_what_tabs_disagree_about(doings: list[tuple[str, str, Any]]) -> None:
    last = {(tab, code): value for tab, code, value in doings}
    said = {code: {v for (_tab, c), v in last.items() if c == code} for code in ("x", "y")}
    found = twice(written(doings))
    assert {code: set(values) for code, values in found.items()} == {
        code: values for code, values in said.items() if len(values) > 1
    }


@given(doings, st.sampled_from(["x", "y"]))
@settings(max_examples=60)
def test_choosing_among_all_leaves_nothing_twice(
    doings: list[tuple[str, str, Any]], code: str
) -> None:
    draft = written(doings)
    seen = twice(draft).get(code, [])
    for value in seen:
        chosen = choose(draft, code, value, among=seen, tab="left", at=AT)
        assert code not in twice(chosen)
        assert current(chosen).get(code) == value


def test_choosing_leaves_what_came_in_meanwhile() -> None:
    draft = written([("left", "x", "a"), ("right", "x", "b"), ("third", "x", "c")])
    chosen = choose(draft, "x", "a", among=["a", "b"], tab="left", at=AT)
    assert twice(chosen) == {"x": ["c", "a"]}


def test_writing_over_what_one_saw_is_no_disagreement() -> None:
    draft = written([("left", "x", "a")])
    assert twice(put(draft, "x", "b", tab="right", at=AT)) == {"x": ["a", "b"]}
    assert twice(put(draft, "x", "b", tab="right", at=AT, seen="a")) == {}
    assert twice(put(draft, "x", "b", tab="right", at=AT, seen="other")) == {"x": ["a", "b"]}


def test_tabs_that_went_by_one_name_would_lose_words() -> None:
    two = written([("left", "x", "a"), ("right", "x", "b")])
    one = written([("left", "x", "a"), ("left", "x", "b")])
    assert [entry[2] for entry in two["x"]] == ["a", "b"]
    assert [entry[2] for entry in one["x"]] == ["b"]


def test_what_is_sent_in_is_what_the_answers_lead_to() -> None:
    draft = written([("left", "x", "yes"), ("left", "y", "words"), ("left", "elsewhere", "z")])
    assert current(kept(draft, [ASKED])) == {"x": "yes", "y": "words"}
    turned = put(draft, "x", "no", tab="left", at=AT)
    assert current(kept(turned, [ASKED])) == {"x": "no"}


def test_both_words_of_a_disagreement_are_sent_in() -> None:
    draft = written([("left", "x", "yes"), ("right", "x", "no")])
    assert twice(kept(draft, [ASKED])) == {"x": ["yes", "no"]}
