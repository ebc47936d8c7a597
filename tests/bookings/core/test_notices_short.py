"""Short messages keep to the letters that every telephone network carries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core.short import BASIC, WIDE, gsm, length


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tue 9 Dec, 14:30–15:30", "Tue 9 Dec, 14:30-15:30"),
        ("Käthe Größe, Ærø", "Käthe Größe, Ærø"),
        ("Kovač, Łukasz, Ngọc", "Kovac, Lukasz, Ngoc"),
        ("Quay “One”…", 'Quay "One"...'),
        ("走る", "??"),
        ("€45 due", "€45 due"),
    ],
)
def test_names_keep_what_the_alphabet_has(text: str, kept: str) -> None:
    assert gsm(text) == kept


def test_a_letter_of_the_wider_table_counts_twice() -> None:
    assert length("€45") == 4


@given(st.text(max_size=50))
def test_whatever_is_typed_becomes_letters_of_the_alphabet(text: str) -> None:
    assert set(gsm(text)) <= BASIC | WIDE
    assert gsm(gsm(text)) == gsm(text)
