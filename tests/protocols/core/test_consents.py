"""A signature, as it is read, settled and shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core import consents
from protocols.core.consents import Drawn, Typed, from_text, read_strokes, settled, to_text
from protocols.core.faults import Fault

POINT = st.tuples(st.integers(0, 2000), st.integers(0, 2000))
STROKES = st.lists(st.lists(POINT, min_size=1, max_size=9).map(tuple), min_size=1, max_size=9)
NAMES = st.text(min_size=1).map(lambda text: "M" + text)
SIGNATURES = st.builds(Typed, NAMES) | st.builds(Drawn, NAMES, STROKES.map(tuple))
HOSTILE = {
    "invalid": [
        "[[[NaN,1]]]",
        "[[[Infinity,1]]]",
        "[[[1.5,1]]]",
        "[[[true,1]]]",
        "[[[2001,1]]]",
        "[[[-1,1]]]",
        "[[[1,2,3]]]",
        '[["ab"]]',
        '[[{"x":1,"y":2}]]',
        '{"a":[[1,1]]}',
        "[[[1,1]],7]",
        "7",
        "null",
        "[[[1,1]]",
        "[[[\x00,1]]]",
        "[" * 15_000,
        "[" * 9_000 + "]" * 9_000,
        "[[[" + "9" * 9_000 + ",1]]]",
    ],
    "missing": ["[]", "[[]]", "[[[1,1]],[]]"],
    "too_long": ["[[" + "[1,1]," * 2_000_000 + "[1,1]]]"],
}


@settings(max_examples=60)
@given(SIGNATURES)
def test_a_settled_signature_survives_its_text_and_stays_settled(signature: Typed | Drawn) -> None:
    found = settled(signature)
    if isinstance(found, Fault):
        assert found == ("name", "too_long")
        return
    assert from_text(to_text(found)) == found
    assert settled(found) == found


@pytest.mark.parametrize(("code", "text"), [(c, t) for c, all_ in HOSTILE.items() for t in all_])
def test_strokes_that_cannot_be_are_told_at_the_drawing(code: str, text: str) -> None:
    assert read_strokes(text) == Fault("strokes", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "missing"), ("\x00 \u202e\ud800", "missing"), ("a" * 201, "too_long")],
)
def test_a_signature_has_a_name_on_one_line(name: str, code: str) -> None:
    assert settled(Typed(name)) == Fault("name", code)
    assert settled(Drawn(name, (((1, 1),),))) == Fault("name", code)


def test_strokes_that_no_page_made_are_looked_at_once_more() -> None:
    assert settled(Drawn("Mara", ())) == Fault("strokes", "missing")
    assert settled(Drawn("Mara", (((1, 2001),),))) == Fault("strokes", "invalid")
    assert settled(Drawn("Mara", (((1, 1),) * 5_000,))) == Fault("strokes", "too_long")


@settings(max_examples=60)
@given(STROKES)
def test_a_drawing_lies_within_its_box(strokes: list[tuple[tuple[int, int], ...]]) -> None:
    left, top, wide, high = map(int, consents.drawing(tuple(strokes)).box.split())
    for x, y in (point for stroke in strokes for point in stroke):
        assert left < x < left + wide
        assert top < y < top + high


def test_a_drawing_is_a_line_for_each_stroke_and_a_dot_shows() -> None:
    drawn = consents.drawing((((1, 2), (3, 4)), ((9, 9),)))
    assert drawn.path == "M1 2 L3 4 M9 9 L9 9"


def test_what_a_page_sends_is_read_as_it_was_drawn() -> None:
    assert read_strokes(json.dumps([[[1, 2], [3, 4]]])) == (((1, 2), (3, 4)),)
