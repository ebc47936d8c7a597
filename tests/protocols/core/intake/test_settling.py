"""One answer as it can be kept, whatever was sent: promise 12."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.faults import Fault
from protocols.core.intake import settling
from protocols.core.intake.making import question
from protocols.core.intake.settling import MOST_TEXT, settled
from protocols.core.intake.shape import KINDS, Question

CHOICES = (("a", "A"), ("b", "B"), ("c", "C"), ("none", "None"))
ASKED = {
    kind: question(kind, kind, "?", "", CHOICES if kind in ("choice", "several") else ())
    for kind in KINDS
}
TEXT = ASKED["text"]
MARK = {"region": "calf", "side": "left", "view": "back", "pain": 4, "kind": "tight"}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def code(asked: Question, value: Any) -> str:
    found = settled(asked, value)
    assert isinstance(found, Fault)
    assert found.field == asked.code
    return found.code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  My calf.  ", "My calf."),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("שלום, כואב לי", "שלום, כואב לי"),
        ("abc\u202edef\u2066x\u2069", "abcdefx"),
        ("zero\u200bwidth\u200d\ufeff", "zerowidth"),
        ("e\u0301", "é"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb\x07c\x1b[31m", "a\tbc[31m"),
        ("🏃", "🏃"),
        ("\u200b \n", None),
        ("", None),
    ],
)
def test_words_are_kept_as_words(typed: str, kept: str | None) -> None:
    assert settled(TEXT, typed) == kept


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        pytest.param("x" * 10_000_000, "too_long", id="ten megabytes"),
        pytest.param("x" * (MOST_TEXT + 1), "too_long", id="a letter too long"),
        pytest.param("\u0958" * MOST_TEXT, "too_long", id="longer in its one spelling"),
        ("a\0b", "characters"),
        ("a\ud800b", "characters"),
        ("\udfff", "characters"),
        (7, "invalid"),
        (["x"], "invalid"),
        ({"x": 1}, "invalid"),
    ],
)
def test_words_that_cannot_be_kept_name_their_fault(typed: Any, fault: str) -> None:
    assert code(TEXT, typed) == fault


def test_a_text_at_its_very_length_stands() -> None:
    assert settled(TEXT, "é" * MOST_TEXT) == "é" * MOST_TEXT


def test_ten_megabytes_are_refused_before_anything_walks_over_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settling, "tidy_text", lambda text: pytest.fail("walked"))
    assert code(TEXT, "x" * 10_000_000) == "too_long"
    monkeypatch.setattr(settling, "MOST_TEXT", 10_000_000)
    with pytest.raises(pytest.fail.Exception):
        settled(TEXT, "x" * 10_000_000)


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("choice", "a", "a"),
        ("several", ["b", "a", "b"], ["a", "b"]),
        ("several", ["none"], ["none"]),
        ("several", [], None),
        ("scale", 0, 0),
        ("scale", 10, 10),
        ("scale", "7", 7),
        ("date", "2026-11-22", "2026-11-22"),
        ("yes_no", "yes", "yes"),
        ("chart", [MARK], [MARK]),
        ("chart", [], []),
    ],
)
def test_answers_of_each_kind_stand(kind: str, value: Any, kept: Any) -> None:
    assert settled(ASKED[kind], value) == kept


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [
        ("choice", "z", "invalid"),
        ("choice", ["a"], "invalid"),
        ("several", "a", "invalid"),
        ("several", ["a", "z"], "invalid"),
        ("several", [["a"]], "invalid"),
        pytest.param("several", ["a"] * 10_000, "invalid", id="many ticks"),
        ("several", ["none", "a"], "none_alone"),
        ("scale", 11, "invalid"),
        ("scale", -1, "invalid"),
        ("scale", True, "invalid"),
        ("scale", 3.0, "invalid"),
        ("scale", "٣", "invalid"),
        ("scale", float("nan"), "invalid"),
        ("date", "9999-12-31", "years"),
        ("date", "1969-12-31", "years"),
        ("date", "2026-02-30", "invalid"),
        ("date", "20261122", "invalid"),
        ("date", "2026-W47-7", "invalid"),
        ("date", 20261122, "invalid"),
        ("yes_no", True, "invalid"),
        ("yes_no", "Yes", "invalid"),
        ("yes_no", ["yes"], "invalid"),
        pytest.param("chart", "x" * 10_000_000, "too_long", id="ten megabytes of marks"),
        ("chart", [{"region": "calf"}], "invalid"),
        ("chart", 5, "invalid"),
    ],
)
def test_answers_that_no_question_has_name_their_fault(kind: str, value: Any, fault: str) -> None:
    assert code(ASKED[kind], value) == fault


@given(st.sampled_from(KINDS), anything)
@settings(max_examples=200)
def test_whatever_is_sent_is_kept_or_a_fault_and_settling_twice_is_settling_once(
    kind: str, value: Any
) -> None:
    found = settled(ASKED[kind], value)
    if not isinstance(found, Fault):
        assert settled(ASKED[kind], found) == found


@given(st.text(st.characters(codec=None), max_size=60))
@settings(max_examples=200)
def test_kept_words_hold_nothing_that_steers_a_screen(typed: str) -> None:
    found = settled(TEXT, typed)
    if isinstance(found, str):
        assert not {unicodedata.category(c) for c in found if c not in "\n\t"} & {"Cc", "Cf", "Cs"}
        assert unicodedata.is_normalized("NFC", found)
        assert settled(TEXT, found) == found
        found.encode()
