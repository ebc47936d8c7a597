"""A group of clients with terms of its own, as the owner puts it down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookings.core.menu import MOST_CHANGE_HOURS
from bookings.core.places import MOST_NAME, MOST_POSITION, text_fault
from clinic.foundation.core.texts import one_line
from protocols.core.faults import Fault, first


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """The columns of a group. What is None is as each service has it."""

    name: str
    change_hours: int | None = None
    late_fee_percent: int | None = None
    position: int = 0


def settled_group(entry: GroupEntry) -> GroupEntry | Fault:
    """The group as it can stand in a table, or its fault."""
    tidied = replace(entry, name=one_line(entry.name))
    hours, fee = entry.change_hours, entry.late_fee_percent
    fault = first(
        [
            ("name", text_fault(tidied.name, MOST_NAME, needed=True)),
            ("change_hours", hours is not None and not 0 <= hours <= MOST_CHANGE_HOURS),
            ("late_fee_percent", fee is not None and not 0 <= fee <= 100),
            ("position", not 0 <= entry.position <= MOST_POSITION),
        ]
    )
    return fault or tidied
