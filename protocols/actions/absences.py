"""Keeping when a runner is away or unwell: the client and who treats them. Not the front desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.models import Client, User
from clinic.foundation.queries.access import may_read_health
from protocols.actions.races import lock_for_more
from protocols.actions.saying import stands
from protocols.core.absences import AbsenceEntry, settled
from protocols.models import Absence
from protocols.queries.whose import nothing

MOST_ABSENCES = 1_000  # what the engine takes
COLUMNS = ("from_day", "to_day", "zone", "away", "details")


@transaction.atomic
def add(*, by: User, client: Client, absence: AbsenceEntry, now: datetime) -> Absence:
    """Put a stretch into a client's calendar. Raises `NotFound`, `Invalid`, `Conflict` (too many)."""
    _may(by, client, now)
    lock_for_more(client, Absence, MOST_ABSENCES)
    row = Absence(client=client)
    write(row, stands(settled(absence)))
    with audit.acting(by, "add absence"):
        row.save(force_insert=True)
    return row


@transaction.atomic
def change(*, by: User, absence: Absence, entry: AbsenceEntry, now: datetime) -> Absence:
    """Say it anew, as a whole. Raises `NotFound`, `Invalid`."""
    held = _locked(by, absence, now)
    write(held, stands(settled(entry)))
    with audit.acting(by, "change absence"):
        held.save(update_fields=COLUMNS)
    return held


@transaction.atomic
def say_away(*, by: User, absence: Absence, away: bool, now: datetime) -> Absence:
    """Say whether the runner is out of town then. Raises `NotFound`."""
    held = _locked(by, absence, now)
    held.away = away
    with audit.acting(by, "say away"):
        held.save(update_fields=["away"])
    return held


@transaction.atomic
def remove(*, by: User, absence: Absence, now: datetime) -> None:
    """Take it out of the calendar. Gone already is `NotFound`."""
    held = _locked(by, absence, now)
    with audit.acting(by, "remove absence"):
        held.delete()


def write(row: Absence, entry: AbsenceEntry) -> None:
    """Fill a row from a settled entry, its details sealed. Nothing is saved."""
    row.from_day, row.to_day = entry.from_day, entry.to_day
    row.zone, row.away = entry.zone, entry.away
    vault.seal_into(row.client, row, "details", entry.details())


def _may(by: User, client: Client, now: datetime) -> None:
    if not may_read_health(by, client, now):
        raise nothing()


def _locked(by: User, absence: Absence, now: datetime) -> Absence:
    _may(by, absence.client, now)
    rows = Absence.objects.select_for_update(of=("self",)).select_related("client")
    held = rows.filter(pk=absence.pk).first()
    if held is None:
        raise nothing()
    return held
