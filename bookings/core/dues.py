"""What is due of a session's price, and how a receipt writes it."""

from __future__ import annotations

from bookings.core.lifecycle import OVER
from bookings.core.money import SIGNS
from bookings.core.prices import major

PAYABLE = frozenset({"arrived", "in_session", "done", *OVER})  # paid on the day, not before


def due(state: str, *, price: int, fee: int) -> int:
    """What a session in this state costs, in minor units: its fee once it fell through."""
    return fee if state in OVER else price


def exact(units: int, currency: str) -> str:
    """9000 cents as "€90.00"; other currencies by their code, "CHF 90.00"."""
    figure = major(units, currency)
    return f"{SIGNS[currency]}{figure}" if currency in SIGNS else f"{currency} {figure}"
