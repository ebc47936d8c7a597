"""Studios, their rooms and their special days, as the owner puts them down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bookings.core.spans import Span
from bookings.core.weeks import settled_day
from clinic.foundation.core.texts import one_line
from protocols.core import zones
from protocols.core.faults import Fault, first, outside_days

MOST_NAME, MOST_ADDRESS, MOST_TEXT = 120, 300, 600
MOST_TABLES, MOST_TAGS, MOST_POSITION, MOST_DAYS = 20, 30, 1_000, 366
TAG = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class LocationEntry:
    """A studio; its hours are kept apart."""

    name: str
    zone: str
    address: str = ""
    directions: str = ""
    phone: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room; `features` are codes such as `bars`."""

    name: str
    tables: int = 1
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosureEntry:
    """Days from the first to the last with other hours; () is closed."""

    name: str
    first_day: date
    last_day: date
    hours: tuple[Span, ...] = ()


def settled_location(entry: LocationEntry) -> LocationEntry | Fault:
    """The studio as it can stand in a table, or its fault."""
    tidied = replace(
        entry,
        name=one_line(entry.name),
        address=one_line(entry.address),
        directions=one_line(entry.directions),
    )
    return (
        first(
            [
                ("name", text_fault(tidied.name, MOST_NAME, needed=True)),
                ("zone", entry.zone not in zones.names() and "zone"),
                ("address", text_fault(tidied.address, MOST_ADDRESS)),
                ("directions", text_fault(tidied.directions, MOST_TEXT)),
                ("position", not 0 <= entry.position <= MOST_POSITION),
            ]
        )
        or tidied
    )


def settled_room(entry: RoomEntry) -> RoomEntry | Fault:
    """The room as it can stand in a table, or its fault."""
    features = tags(entry.features)
    if features is None:
        return Fault("features", "tag")
    tidied = replace(entry, name=one_line(entry.name), features=features)
    fault = first(
        [
            ("name", text_fault(tidied.name, MOST_NAME, needed=True)),
            ("tables", not 1 <= entry.tables <= MOST_TABLES),
        ]
    )
    return fault or tidied


def settled_closure(entry: ClosureEntry) -> ClosureEntry | Fault:
    """The special days as they can stand in a table, or their fault."""
    hours = settled_day(entry.hours)
    if isinstance(hours, Fault):
        return hours
    tidied = replace(entry, name=one_line(entry.name), hours=hours)
    days = (entry.last_day - entry.first_day).days
    fault = first(
        [
            ("name", text_fault(tidied.name, MOST_NAME, needed=True)),
            ("first_day", outside_days(entry.first_day)),
            ("last_day", outside_days(entry.last_day)),
            ("last_day", days < 0 and "order"),
            ("last_day", days >= MOST_DAYS and "too_long"),
        ]
    )
    return fault or tidied


def text_fault(text: str, most: int, *, needed: bool = False) -> str | None:
    """Why a tidied text cannot stand: "missing" or "too_long"."""
    if needed and not text:
        return "missing"
    return "too_long" if len(text) > most else None


def tags(codes: Iterable[str]) -> tuple[str, ...] | None:
    """Codes of skills or features in one spelling, sorted, each once; None if one is no code.

    "Hot stone" becomes `hot_stone`.
    """
    spelt = {"_".join(code.lower().replace("-", " ").split()) for code in codes if code.strip()}
    good = all(TAG.fullmatch(code) for code in spelt) and len(spelt) <= MOST_TAGS
    return tuple(sorted(spelt)) if good else None
