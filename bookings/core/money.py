"""Prices as people say them: €90, €90.50, CHF 90."""

from __future__ import annotations

from bookings.core.prices import major

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def told(units: int, currency: str) -> str:
    """Minor units in words: the sign where everybody knows it, no empty digits."""
    figure = major(units, currency)
    whole, point, rest = figure.partition(".")
    amount = whole if point and not rest.strip("0") else figure
    sign = SIGNS.get(currency)
    return f"{sign}{amount}" if sign else f"{currency} {amount}"
