"""What the owner types, with good defaults: values only."""

from __future__ import annotations

from typing import Any

from bookings.core.menu import ServiceEntry
from bookings.core.places import LocationEntry


def service_entry(**other: Any) -> ServiceEntry:
    """An hour of general massage at any depth."""
    told: dict[str, Any] = {
        "name": "Sports massage",
        "kind": "sports_massage",
        "type": "general",
        "depths": ("light", "moderate", "deep"),
        "lengths": ((60, 7800),),
        "currency": "EUR",
    }
    return ServiceEntry(**(told | other))


def location_entry(**other: Any) -> LocationEntry:
    return LocationEntry(**({"name": "Harbour Lane", "zone": "Europe/Berlin"} | other))
