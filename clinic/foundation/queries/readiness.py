"""Whether this process can serve, and what an operator should know beside that."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import metadata

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from clinic.foundation.queries.outbox import Standing, standing
from clinic.foundation.queries.sending import LATE, SILENT


@dataclass(frozen=True, slots=True)
class Readiness:
    """`outbox` is None while the database cannot be asked."""

    database: bool
    migrations: bool
    outbox: Standing | None = None

    @property
    def ready(self) -> bool:
        """Whether the web can serve. A dead beat or a mail server that is down does not stop it."""
        return self.database and self.migrations


def readiness(now: datetime) -> Readiness:
    """Ask the database: five queries, whatever waits in the outbox."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
        if not expected() <= set(applied):
            return Readiness(database=True, migrations=False)
        return Readiness(database=True, migrations=True, outbox=standing(now))
    except Error:
        return Readiness(database=False, migrations=False)


def told(found: Readiness, now: datetime) -> dict[str, object]:
    """The same as JSON tells it; `warnings` is empty where all is well."""
    answer: dict[str, object] = {"database": found.database, "migrations": found.migrations}
    if found.outbox is None:
        return answer
    ways, pulse = found.outbox.ways, found.outbox.pulses.get("beat")
    down = {way.name: way.down_since.isoformat() for way in ways if way.down_since}
    overdue = round(max((way.overdue(now) for way in ways), default=0))
    aside = sum(way.aside for way in ways)
    beat = None if pulse is None else round((now - pulse).total_seconds())
    warnings = {
        "outbox overdue": overdue > LATE.total_seconds(),
        "outbox rows set aside": aside > 0,
        "channel down": bool(down),
        "beat silent": beat is None or beat > SILENT.total_seconds(),
        "zones not of the pinned tzdata": bool(zoneinfo.TZPATH),
    }
    return answer | {
        "outbox": {"waiting": sum(w.waiting for w in ways), "overdue": overdue, "aside": aside},
        "down": down,
        "beat": beat,
        "tzdata": metadata.version("tzdata"),
        "warnings": [warning for warning, holds in warnings.items() if holds],
    }


@cache
def expected() -> frozenset[tuple[str, str]]:
    """The newest migration of each app, as the code has them."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
