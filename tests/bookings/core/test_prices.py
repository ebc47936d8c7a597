"""Prices as typed, and in minor units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core.prices import digits, is_currency, major, minor


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("78", "EUR", 7800),
        ("78.5", "EUR", 7850),
        ("78.505", "EUR", None),
        ("6500", "JPY", 6500),
        ("6500.5", "JPY", None),
        ("1.234", "KWD", 1234),
        ("NaN", "EUR", None),
        ("Infinity", "EUR", None),
    ],
)
def test_an_amount_becomes_minor_units_of_its_currency(
    amount: str, currency: str, units: int | None
) -> None:
    assert minor(Decimal(amount), currency) == units


@given(st.integers(0, 10**9), st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
def test_minor_units_survive_the_way_through_a_field(units: int, currency: str) -> None:
    assert minor(Decimal(major(units, currency)), currency) == units


def test_a_field_shows_as_many_digits_as_the_currency_has() -> None:
    assert [major(6500, code) for code in ("EUR", "JPY", "KWD")] == ["65.00", "6500", "6.500"]
    assert [digits(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]


def test_a_currency_is_three_capital_letters() -> None:
    assert is_currency("CHF")
    assert not any(is_currency(code) for code in ("", "eur", "EURO", "E1R", "EUR\n"))
