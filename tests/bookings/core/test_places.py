"""Studios, rooms and special days that can stand, and those that cannot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bookings.core.places import (
    ClosureEntry,
    LocationEntry,
    RoomEntry,
    settled_closure,
    settled_location,
    settled_room,
)
from protocols.core.faults import Fault
from tests.bookings.entries import location_entry

XMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"address": "x" * 301}, "address"),
        ({"directions": "x" * 601}, "directions"),
        ({"position": -1}, "position"),
    ],
)
def test_a_studio_that_cannot_stand_is_refused(other: dict[str, Any], field: str) -> None:
    found = settled_location(location_entry(**other))
    assert isinstance(found, Fault)
    assert found.field == field


def test_texts_of_a_studio_are_put_on_one_line() -> None:
    found = settled_location(location_entry(directions="Blue door,\n\tring \x07twice"))
    assert isinstance(found, LocationEntry)
    assert found.directions == "Blue door, ring twice"


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (RoomEntry(""), "name"),
        (RoomEntry("Bars", tables=0), "tables"),
        (RoomEntry("Bars", tables=21), "tables"),
        (RoomEntry("Bars", features=("a b c!",)), "features"),
    ],
)
def test_a_room_that_cannot_stand_is_refused(entry: RoomEntry, field: str) -> None:
    found = settled_room(entry)
    assert isinstance(found, Fault)
    assert found.field == field


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (ClosureEntry("", XMAS, XMAS), Fault("name", "missing")),
        (ClosureEntry("Xmas", XMAS, XMAS - timedelta(days=1)), Fault("last_day", "order")),
        (ClosureEntry("Xmas", XMAS, XMAS + timedelta(days=366)), Fault("last_day", "too_long")),
        (ClosureEntry("Xmas", date(1969, 1, 1), XMAS), Fault("first_day", "years")),
        (ClosureEntry("Xmas", XMAS, XMAS, ((600, 600),)), Fault("hours", "span")),
    ],
)
def test_special_days_that_cannot_stand_are_refused(entry: ClosureEntry, fault: Fault) -> None:
    assert settled_closure(entry) == fault
