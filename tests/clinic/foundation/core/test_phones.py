"""Telephone numbers, as people write them."""

import pytest

from clinic.foundation.core import phones


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("0176 1234567", "DE", "+491761234567"),
        ("0176/123-45 67", "DE", "+491761234567"),
        ("+49 (0)30 901820", "DE", "+4930901820"),
        ("0049 30 901820", "DE", "+4930901820"),
        ("(617) 555-0123", "US", "+16175550123"),
        ("+1 617 555 0123", "DE", "+16175550123"),
        ("٠١٧٦١٢٣٤٥٦٧", "DE", "+491761234567"),
    ],
)
def test_every_spelling_of_a_number_is_kept_in_one_form(typed: str, region: str, kept: str) -> None:
    assert phones.kept(typed, region) == kept


@pytest.mark.parametrize("typed", ["", "call me", "12", "0176 1234567 x12", "1" * 40, "\x00"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a telephone"):
        phones.kept(typed, "DE")


def test_a_number_is_shown_as_one_dials_it_from_anywhere() -> None:
    assert phones.shown("+16175550123") == "+1 617-555-0123"
    assert phones.shown("") == ""
    assert phones.shown("old entry") == "old entry"
