"""Keeping a runner's training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from clinic.foundation import audit
from clinic.foundation.models import Client, User
from protocols.actions.races import lock_for_more
from protocols.actions.saying import stands
from protocols.core import workouts as core
from protocols.core.faults import Fault
from protocols.core.workouts import MOST_WEEKS, WorkoutEntry
from protocols.models import Workout
from protocols.queries.whose import may_edit, nothing

MOST_WORKOUTS = 5_000
COLUMNS = tuple(f.name for f in fields(WorkoutEntry))


@transaction.atomic
def add(
    *, by: User, client: Client, workout: WorkoutEntry, now: datetime, weeks: int = 1
) -> Workout:
    """Put a workout into a client's calendar, or the same one on `weeks` weeks; answers the first.

    Raises `NotFound`, `Invalid`, `Conflict` (too many).
    """
    _may(by, client, now)
    if not 1 <= weeks <= MOST_WEEKS:
        stands(Fault("weeks", "invalid"))
    lock_for_more(client, Workout, MOST_WORKOUTS, weeks)
    entries = [stands(core.settled(each)) for each in core.weekly(_settled(workout), weeks)]
    with audit.acting(by, "add workout"):
        rows = [Workout(client=client, **asdict(entry)) for entry in entries]
        return Workout.objects.bulk_create(rows)[0]


@transaction.atomic
def change(*, by: User, workout: Workout, changes: Mapping[str, Any], now: datetime) -> Workout:
    """Write some fields of `WorkoutEntry` anew; what is not named stays. Raises as `add` does."""
    _may(by, workout.client, now)
    held = _locked(workout)
    entry = stands(core.settled(core.changed(_entry(held), changes)))
    for name in COLUMNS:
        setattr(held, name, getattr(entry, name))
    with audit.acting(by, "change workout"):
        held.save(update_fields=COLUMNS)
    return held


@transaction.atomic
def remove(*, by: User, workout: Workout, now: datetime) -> None:
    """Take a workout out of the calendar. Gone already is `NotFound`."""
    _may(by, workout.client, now)
    held = _locked(workout)
    with audit.acting(by, "remove workout"):
        held.delete()


def _settled(entry: WorkoutEntry) -> WorkoutEntry:
    return stands(core.settled(entry))


def _may(by: User, client: Client, now: datetime) -> None:
    if not may_edit(by, client, now):
        raise nothing()


def _locked(workout: Workout) -> Workout:
    held = Workout.objects.select_for_update().filter(pk=workout.pk).first()
    if held is None:
        raise nothing()
    return held


def _entry(workout: Workout) -> WorkoutEntry:
    return WorkoutEntry(**{name: getattr(workout, name) for name in COLUMNS})
