"""Prices in words."""

from __future__ import annotations

import pytest

from bookings.core import money


@pytest.mark.parametrize(
    ("units", "currency", "said"),
    [
        (9000, "EUR", "€90"),
        (9050, "EUR", "€90.50"),
        (0, "EUR", "€0"),
        (9000, "USD", "$90"),
        (9000, "CHF", "CHF 90"),
        (9000, "JPY", "JPY 9000"),
        (9005, "KWD", "KWD 9.005"),
    ],
)
def test_a_price_is_said_without_empty_digits(units: int, currency: str, said: str) -> None:
    assert money.told(units, currency) == said
