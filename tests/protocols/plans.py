"""Plans as a reader gives them, for tests of what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from clinic.foundation.actions import vault
from clinic.foundation.models import Client
from protocols.actions import imports
from protocols.actions.imports import Outcome
from protocols.core import races as core
from protocols.core.plans.shape import Item, Read, Skipped
from protocols.core.races import RaceEntry
from protocols.models import Imported, Source
from protocols.queries import import_names
from tests.clinic import make

NOW = make.NOW
RACE = Item("r1", 1, "race", "City Half", date(2026, 12, 6), time(9, 30), distance_m=21_100)
MAYBE = Item("m1", 2, "maybe_race", "Spring Marathon", date(2027, 4, 4), distance_m=42_195)
TEMPO = Item("w1", 3, "workout", "Tempo", date(2026, 12, 1), time(18), kind="threshold", minutes=50)
CLUB = Item("w2", 4, "workout", "Club night", date(2026, 12, 2), kind="unknown")
SICK = Item("a1", 5, "absence", "Flu", date(2026, 12, 3), kind="sick", until=date(2026, 12, 5))
RUN = Item(
    "run:1",
    1,
    "run",
    "Morning run",
    date(2026, 12, 6),
    time(9, 31),
    took_s=5_400,
    distance_m=21_240,
)
PLAN = (RACE, MAYBE, TEMPO, CLUB, SICK)


def read(*items: Item, tool: str = "ical", skipped: tuple[Skipped, ...] = ()) -> Read:
    return Read(tool, "My plan", items, skipped)


def changed(item: Item, **more: Any) -> Item:
    return replace(item, **more)


def feed(client: Client, tool: str = "ical") -> Source:
    made = Source(client=client, kind="feed", tool=tool, name="Feed", added_at=NOW, due_at=NOW)
    made.address = vault.seal_text(client, Source, "address", made.code, "https://example.org/a")
    made.save()
    return made


def keep(client: Client, *items: Item, source: Source | None = None, **more: Any) -> Outcome:
    """Bring these in: by the client, from a file or a feed."""
    by = make.login_of(client)
    told = read(*items, **{name: more.pop(name) for name in ("tool", "skipped") if name in more})
    return imports.keep(by=by, client=client, read=told, source=source, **({"now": NOW} | more))


def row(client: Client, uid: str) -> Imported:
    rows = Imported.objects.select_related("client", "source", "race", "workout")
    return rows.get(client=client, uid__in=(uid, import_names.hidden(uid)))


def changed_entry(entry: RaceEntry, **changes: Any) -> RaceEntry:
    return core.changed(entry, changes)
