"""Keeping a runner's races."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from protocols.actions.saying import stands
from protocols.core import races as core
from protocols.core.plans.choosing import Mine, same_race
from protocols.core.races import RaceEntry
from protocols.models import ListedRace, Race
from protocols.queries.whose import may_edit, nothing

MOST_RACES = 1_000
COLUMNS = tuple(f.name for f in fields(RaceEntry))


@transaction.atomic
def add(*, by: User, client: Client, race: RaceEntry, now: datetime) -> Race:
    """Put a race into a client's calendar. Raises `NotFound`, `Invalid`, `Conflict` (too many)."""
    _may(by, client, now)
    lock_for_more(client, Race, MOST_RACES)
    with audit.acting(by, "add race"):
        return Race.objects.create(client=client, **asdict(stands(core.settled(race))))


@transaction.atomic
def change(*, by: User, race: Race, changes: Mapping[str, Any], now: datetime) -> Race:
    """Write some fields of `RaceEntry` anew; what is not named stays. Raises as `add` does."""
    _may(by, race.client, now)
    held = _locked(race)
    entry = stands(core.settled(core.changed(_entry(held), changes)))
    for name in COLUMNS:
        setattr(held, name, getattr(entry, name))
    with audit.acting(by, "change race"):
        held.save(update_fields=COLUMNS)
    return held


@transaction.atomic
def remove(*, by: User, race: Race, now: datetime) -> None:
    """Take a race out of the calendar for good. Gone already is `NotFound`."""
    _may(by, race.client, now)
    held = _locked(race)
    with audit.acting(by, "remove race"):
        held.delete()


@transaction.atomic
def pick_listed(
    *, by: User, client: Client, listed: ListedRace, now: datetime, priority: str = "B"
) -> Race:
    """Put a race of the clinic's list into a client's calendar; picked before, it is that one. So
    is the same race that was typed in or imported: it stays as it is, and is linked to the list.

    How long it takes is a first guess from its distance. Raises `Conflict` for one called off.
    """
    _may(by, client, now)
    lock_for_more(client, Race, MOST_RACES)
    # Locked against a change of its time, which would pass a row by that is being written.
    row = ListedRace.objects.select_for_update().filter(pk=listed.pk).first()
    if row is None:
        raise nothing()
    if before := Race.objects.filter(client=client, listed=row).first():
        return before
    if row.cancelled:
        raise Conflict("called_off", _("This race has been called off."))
    entry = RaceEntry(
        name=row.name,
        zone=row.zone,
        local_start=row.local_start,
        start_at=row.start_at,
        priority=priority,
        place=row.place,
        distance_m=row.distance_m,
        expected_minutes=core.first_guess(row.distance_m, row.terrain),
        terrain=row.terrain,
    )
    settled = stands(core.settled(entry))
    there = _there(client, settled)
    with audit.acting(by, "pick race"):
        if there is None:
            return Race.objects.create(client=client, listed=row, **asdict(settled))
        there.listed = row
        there.save(update_fields=["listed"])
        return there


def lock_for_more(client: Client, model: Any, most: int, more: int = 1) -> None:
    """Hold the client's row, so that two who add at once do not both pass the limit."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if model.objects.filter(client=client).count() + more > most:
        raise Conflict(
            "too_many", _("At most %(most)d can be kept. Remove old ones first.") % {"most": most}
        )


def _there(client: Client, entry: RaceEntry) -> Race | None:
    """The same race that is in the calendar already, picked from nowhere yet."""
    rows = Race.objects.select_for_update().filter(client=client, listed=None)
    by_number = {row.pk: row for row in rows.order_by("pk")}
    found = same_race(entry, [Mine(number, _entry(row)) for number, row in by_number.items()])
    return by_number[found.key] if found else None


def _may(by: User, client: Client, now: datetime) -> None:
    if not may_edit(by, client, now):
        raise nothing()


def _locked(race: Race) -> Race:
    held = Race.objects.select_for_update().filter(pk=race.pk).first()
    if held is None:
        raise nothing()
    return held


def _entry(race: Race) -> RaceEntry:
    return RaceEntry(**{name: getattr(race, name) for name in COLUMNS})
