"""What a note's content may be, and that nothing of it is lost on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bookings.core import measures, notes
from bookings.core.measures import MEASURES
from bookings.core.notes import MOST_LETTERS, PARTS, Content, Saving
from protocols.core.body.marks import TECHNIQUES
from protocols.core.body.regions import REGIONS
from protocols.core.facts import DEPTHS, TYPES
from protocols.core.faults import Fault


def value_of(measure: measures.Measure) -> some.SearchStrategy[float]:
    steps = int((measure.high - measure.low) / measure.step)
    return some.integers(0, steps).map(lambda n: measure.low + n * measure.step)


TESTS = some.fixed_dictionaries(
    {},
    optional={
        one.code: some.fixed_dictionaries(
            {}, optional={"left": value_of(one), "right": value_of(one)}
        )
        for one in MEASURES
    },
)
PLACES = some.sampled_from([(r.code, side, r.view) for r in REGIONS for side in r.sides])
WORKED = some.builds(
    lambda place, technique, depth: dict(
        zip(
            ("region", "side", "view", "technique", "depth"),
            (*place, technique, depth),
            strict=True,
        )
    ),
    PLACES,
    some.sampled_from([*TECHNIQUES]),
    some.sampled_from(DEPTHS),
)
NEXT = some.none() | some.fixed_dictionaries(
    {
        "type": some.sampled_from(TYPES),
        "depth": some.sampled_from(DEPTHS),
        "minutes": some.integers(1, 240),
        "days": some.integers(1, 366),
    }
)
TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
TYPED = some.fixed_dictionaries(
    dict.fromkeys(PARTS, TEXT)
    | {"tests": TESTS, "worked": some.lists(WORKED, max_size=4), "next": NEXT}
)


def content(value: Any) -> Content:
    found = notes.settled(value)
    assert not isinstance(found, Fault)
    return found


@settings(max_examples=50)
@given(TYPED)
def test_what_is_settled_stays_as_it_is(value: dict[str, Any]) -> None:
    once = content(value)
    assert content(notes.as_json(once)) == once


@settings(max_examples=50)
@given(TYPED, some.builds(Saving, some.text(min_size=1, max_size=8), some.integers(0, 99)))
def test_what_is_sealed_comes_back_as_it_was(value: dict[str, Any], saving: Saving) -> None:
    text = notes.to_text(content(value), saving)
    assert (notes.content_from(text), notes.saving_of(text)) == (content(value), saving)


@settings(max_examples=50)
@given(TYPED, TYPED)
def test_of_two_versions_every_word_and_place_stays(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    mine, theirs = content(one), content(other)
    kept = notes.both(mine, theirs)
    for part in PARTS:
        assert getattr(mine, part) in getattr(kept, part)
        assert getattr(theirs, part) in getattr(kept, part)
    places = {(each.place, each.technique) for each in kept.worked}
    assert places == {(w.place, w.technique) for w in (*mine.worked, *theirs.worked)}
    assert notes.both(mine, mine) == mine


def test_hidden_characters_go_and_formulas_stay_plain() -> None:
    kept = content({"s": "a\u202eb\u200bc\u0007\r\nd\te", "o": "=cmd|' /C calc'!A0"})
    assert (kept.s, kept.o) == ("abc\nd\te", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"s": "a\0b"}, "s"),
        ({"o": "\ud800"}, "o"),
        ({"a": "x" * (MOST_LETTERS + 1)}, "a"),
        ({"p": "x" * 10_000_000}, "p"),
        ({"p": 7}, "p"),
        ({"s": "ü" * MOST_LETTERS, "o": "ü" * MOST_LETTERS, "a": "ü" * MOST_LETTERS}, "content"),
        ({"tests": {"dorsiflexion": {"left": 26}}}, "dorsiflexion-left"),
        ({"tests": {"squat": {"right": float("nan")}}}, "squat-right"),
        ({"tests": {"squat": {"right": True}}}, "squat-right"),
        ({"tests": {"squat": {"middle": 1}}}, "squat-left"),
        ({"tests": {"made up": {}}}, "tests"),
        ({"worked": [{"region": "wing"}]}, "worked"),
        ({"next": {"type": "general", "depth": "deep", "minutes": 0, "days": 3}}, "next"),
        ([], "content"),
    ],
)
def test_what_cannot_stand_is_named(value: Any, field: str) -> None:
    found = notes.settled(value)
    assert isinstance(found, Fault)
    assert found.field == field


def test_an_older_note_without_its_page_opens_too() -> None:
    text = notes.to_text(content({"s": "old"}))
    assert "saving" not in json.loads(text)
    assert notes.saving_of(text) == Saving()


def test_the_newest_value_of_each_side_is_the_last_one() -> None:
    newest = content({"tests": {"squat": {"left": 3}}})
    older = content({"tests": {"squat": {"left": 1, "right": 2}}})
    found = notes.last_values([(newest, "today"), (older, "before")])
    assert found == {"squat": {"left": (3, "today"), "right": (2, "before")}}
