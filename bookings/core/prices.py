"""Prices as people type them, and in the minor units in which they are kept."""

from __future__ import annotations

import re
from decimal import Decimal

# Digits after the point by ISO 4217, where there are not two.
_NONE = (
    *("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI"),
    *("VND", "VUV", "XAF", "XOF", "XPF"),
)
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
MOST = 100_000_000


def digits(currency: str) -> int:
    """How many digits stand after the point: 2 for EUR, 0 for JPY, 3 for KWD."""
    return 0 if currency in _NONE else 3 if currency in _THREE else 2


def is_currency(code: str) -> bool:
    """Whether this looks like a currency of ISO 4217."""
    return bool(re.fullmatch(r"[A-Z]{3}", code))


def minor(amount: Decimal, currency: str) -> int | None:
    """65.5 EUR as 6550 cents; None for what has more digits than the currency."""
    if not amount.is_finite():
        return None
    units = amount.scaleb(digits(currency))
    return int(units) if units == units.to_integral_value() else None


def major(units: int, currency: str) -> str:
    """6550 cents as "65.50", 6500 yen as "6500": what goes into a field."""
    return f"{Decimal(units).scaleb(-digits(currency)):f}"
