"""What occurs in a clinic: rules, verdicts and phases, of bookings and of what could be booked."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bookings.core.judging import case_at
from bookings.models import Appointment
from bookings.queries import runners
from bookings.queries.busy import minutes
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from protocols.core.cadence import due
from protocols.core.engine import timeline, windows
from protocols.core.parsing.case import read_case
from protocols.core.units import DAY, MINUTE
from protocols.core.windows import Frame
from protocols.queries import rules

# (type, depth, minutes, service, guests): one of each type and depth, and of what rules name.
SHAPES = (
    ("pre_event", "light", 30, "sports_massage", 1),
    ("pre_event", "light", 45, "sports_massage", 1),
    ("pre_event", "moderate", 60, "sports_massage", 1),
    ("post_event", "light", 30, "sports_massage", 1),
    ("post_event", "moderate", 60, "sports_massage", 1),
    ("general", "light", 60, "sports_massage", 1),
    ("general", "moderate", 60, "sports_massage", 1),
    ("general", "deep", 60, "deep_tissue", 1),
    ("injury", "light", 45, "sports_massage", 1),
    ("injury", "moderate", 60, "sports_massage", 1),
    ("injury", "deep", 60, "sports_massage", 1),
    ("none", "light", 60, "facial", 1),
    ("none", "moderate", 90, "swedish", 1),
    ("none", "light", 120, "chair_massage", 4),
)


@dataclass
class Occurring:
    rules: set[str] = field(default_factory=set)
    verdicts: set[str] = field(default_factory=set)
    phases: set[str] = field(default_factory=set)
    waived: set[str] = field(default_factory=set)


def ahead(clients: Iterable[Client], now: datetime, days: int = 42) -> Occurring:
    """What these clients meet, whichever session they look for in the next weeks."""
    found, ruleset = Occurring(), rules.current()
    begin, end = minutes(now), minutes(now + timedelta(days=days))
    low, high = begin * MINUTE, end * MINUTE
    for client in clients:
        told = runners.calendar(
            client, zone="Europe/Berlin", begin=now, end=now + timedelta(days=days), now=now
        )
        for shape in SHAPES:
            case = read_case(case_at(told, _candidate(shape), begin))
            open_ = windows(ruleset, case.calendar, case.shape, low, high)
            found.rules |= {window.rule.id for window in open_}
            found.verdicts |= {segment.verdict for segment in timeline(open_, low, high)}
        frame = Frame(case.calendar, case.shape, ruleset.phases, low, high)
        found.phases |= {phase for *_, phase in frame.phases}
        # CAD-3 and CAD-4 fire nowhere: what they ask for stands in the season.
        found.rules |= {due(ruleset, case.calendar, low + day * DAY).rule for day in range(days)}
    return found


def booked(clients: Iterable[Client]) -> Occurring:
    """What their bookings were judged by when they were made."""
    found = Occurring()
    for client in clients:
        rows = [row for row in Appointment.objects.filter(client=client) if row.judged]
        for texts in access.open_unseen(client, rows):
            kept = json.loads(texts["judged"])
            found.rules |= {reason["rule"] for reason in kept["said"]["reasons"]}
            found.verdicts.add(kept["said"]["verdict"])
            found.phases.add(kept["said"]["phase"])
            found.waived |= set(kept["waivers"])
    return found


def _candidate(shape: tuple[str, str, int, str, int]) -> dict[str, Any]:
    names = ("type", "depth", "minutes", "service", "group_size")
    return dict(zip(names, shape, strict=True))
