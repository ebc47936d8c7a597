"""A stretch without training, or elsewhere, as it is put down: days of a clock, a kind, a title."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from clinic.foundation.core.texts import one_line
from protocols.core import walls, zones
from protocols.core.faults import FIRST, LAST, Fault, first, outside_days
from protocols.core.plans.shape import ABSENCES
from protocols.core.texts import line_fault

MOST_DAYS = 366
ELSEWHERE = frozenset({"travel"})  # what is mostly spent out of town


@dataclass(frozen=True, slots=True)
class AbsenceEntry:
    """Whole days of the clock in `zone`, the last one among them. `kind` is one of `ABSENCES`.

    `away`: the runner is out of town then, and can be given no session.
    """

    kind: str
    title: str
    from_day: date
    to_day: date
    zone: str
    away: bool = False

    def details(self) -> str:
        """What is sealed of it: it can tell of an illness."""
        return json.dumps({"kind": self.kind, "title": self.title}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Details:
    """What `details` sealed."""

    kind: str
    title: str


def details_from(text: str) -> Details:
    """The other way round, of a text that `details` made."""
    told = json.loads(text)
    return Details(told["kind"], told["title"])


def settled(entry: AbsenceEntry) -> AbsenceEntry | Fault:
    """The entry as it can stand in a table, or its fault."""
    tidied = replace(entry, title=one_line(entry.title))
    return _fault(tidied) or tidied


def stretch(from_day: date, to_day: date, zone: str) -> tuple[datetime, datetime]:
    """From the first local midnight to the one after the last day (UTC), kept in the engine's years.

    By the clock of UTC where nobody knows the zone any more.
    """
    known = zone if zone in zones.names() else "UTC"
    begin, end = (
        walls.instant_of(datetime.combine(day, time()), known)
        for day in (from_day, to_day + timedelta(days=1))
    )
    return max(begin, FIRST), min(end, LAST)


def _fault(entry: AbsenceEntry) -> Fault | None:
    days = (entry.to_day - entry.from_day).days + 1
    return first(
        [
            ("kind", entry.kind not in ABSENCES),
            ("title", line_fault(entry.title)),
            ("from_day", outside_days(entry.from_day)),
            ("to_day", outside_days(entry.to_day)),
            ("to_day", days < 1 and "order"),
            ("to_day", days > MOST_DAYS and "too_long"),
            ("zone", entry.zone not in zones.names() and "zone"),
        ]
    )
