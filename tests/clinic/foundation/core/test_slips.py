"""One slip of the finger, wherever it happens."""

from __future__ import annotations

import re
from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st

from clinic.foundation.core.slips import MOST, patterns

LETTERS = st.sampled_from(ascii_lowercase)
WORDS = st.text(LETTERS, min_size=5, max_size=MOST - 1)


def found(typed: str, name: str) -> bool:
    """Whether LIKE would take one of the patterns."""
    return any(re.search(_regex(one), f" {name} ") for one in patterns(typed))


def _regex(pattern: str) -> str:
    told = {"%": ".*", "_": "."}
    parts = re.findall(r"\\.|.", pattern)
    return "^" + "".join(told.get(one) or re.escape(one[-1]) for one in parts) + "$"


@given(WORDS, st.integers(0, MOST), LETTERS)
def test_a_letter_too_many_too_few_or_another_is_forgiven(name: str, at: int, letter: str) -> None:
    at %= len(name)
    for typed in (
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at + 1 :],
    ):
        assert name.startswith(typed) or found(typed, f"anna {name}")


@given(WORDS, st.integers(0, MOST))
def test_neighbours_that_changed_places_are_forgiven(name: str, at: int) -> None:
    at %= len(name) - 1
    typed = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    assert typed == name or found(typed, name)


def test_of_a_short_word_the_whole_has_to_be_right_but_for_the_slip() -> None:
    assert found("anna", "ana")
    assert not found("anna", "anabel")
    assert found("jhon", "johnson")
    assert not found("jahn", "johnson")


def test_two_slips_are_not_one() -> None:
    assert not found("mayxr", "meier")


def test_signs_of_the_pattern_language_are_but_signs() -> None:
    assert not found("a%c_ef", "abcdexf")
    assert found("a%c_ef", "a%c_f")


def test_a_long_word_has_no_patterns() -> None:
    assert patterns("a" * (MOST + 1)) == []
