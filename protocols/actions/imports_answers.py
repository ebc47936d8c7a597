"""What a runner says of what was brought in: a race or none, whose word holds, what a title means."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.errors import Invalid
from clinic.foundation.models import Client, User
from protocols.actions.races import MOST_RACES, lock_for_more
from protocols.actions.saying import stands
from protocols.actions.workouts import MOST_WORKOUTS
from protocols.core import races as core
from protocols.core.facts import WORKOUT_KINDS
from protocols.core.plans import titles
from protocols.core.plans.choosing import Mine, same_race
from protocols.core.plans.entries import columns, workout_of
from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry
from protocols.models import Imported, NamedTitle, Race, Workout
from protocols.queries.gathering import item_of, kept, names_of, race_entry
from protocols.queries.import_overview import theirs, way_of
from protocols.queries.whose import may_edit, nothing, zone_of


@transaction.atomic
def confirm(*, by: User, item: Imported, race: RaceEntry, now: datetime) -> Race:
    """It is a race: put it into the calendar as the runner says. Confirmed before, it is that one;
    so is a race that the runner typed in meanwhile, which takes the priority alone.

    Raises `NotFound`, `Invalid`, `Conflict` (too many).
    """
    _may(by, item.client, now)
    lock_for_more(item.client, Race, MOST_RACES)
    held = _held(item)
    if held.state != Imported.State.SUGGESTED:
        if held.race is None:
            raise nothing()
        return held.race
    entry = stands(core.settled(race))
    told, typed = item_of(held, held.told), _typed_in(item.client, entry)
    with audit.acting(by, "confirm race"):
        if typed is not None:
            typed.priority = entry.priority
            typed.save(update_fields=["priority"])
        made = typed or Race.objects.create(client=item.client, **asdict(entry))
        held.state, held.what, held.race = Imported.State.MADE, "race", made
        held.kept = kept(None if typed else columns(entry), told)
        held.save(update_fields=["state", "what", "race", "kept"])
    return made


@transaction.atomic
def decline(*, by: User, item: Imported, now: datetime) -> None:
    """It is no race: it becomes a workout, and is never asked about again. Raises `NotFound`,
    `Conflict` (too many).
    """
    _may(by, item.client, now)
    lock_for_more(item.client, Workout, MOST_WORKOUTS)
    held = _held(item)
    told = item_of(held, held.told)
    if held.state != Imported.State.SUGGESTED or told is None:
        return
    entry = stands(workout_of(told, zone_of(item.client), names_of(item.client)))
    with audit.acting(by, "decline race"):
        made = _there(item.client, entry) or Workout.objects.create(
            client=item.client, **asdict(entry)
        )
        held.state, held.what, held.workout = Imported.State.DECLINED, "workout", made
        held.kept = kept(columns(entry), told)
        held.save(update_fields=["state", "what", "workout", "kept"])


@transaction.atomic
def name_title(*, by: User, client: Client, title: str, kind: str, now: datetime) -> int:
    """Remember which kind of workout a title means. All of that title whose kind is not known yet
    become that; says how many. Raises `NotFound`, `Invalid`.
    """
    _may(by, client, now)
    key = titles.key(title)
    if kind not in WORKOUT_KINDS or kind == "unknown":
        raise Invalid("invalid", _("This is not one of the possible values."), field="kind")
    if not key:
        raise Invalid("missing", _("This is needed."), field="title")
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    unknown = Workout.objects.select_for_update().filter(client=client, kind="unknown")
    numbers = [row.pk for row in unknown if titles.key(row.title) == key]
    with audit.acting(by, "name title"):
        NamedTitle.objects.update_or_create(client=client, title=key, defaults={"kind": kind})
        Workout.objects.filter(pk__in=numbers).update(kind=kind)
        _keep_kind(client, numbers, kind)
    return len(numbers)


@transaction.atomic
def take_theirs(*, by: User, item: Imported, now: datetime) -> None:
    """Write what its source says over what the runner edited, who asked for it. Raises `NotFound`
    (nothing of the runner's stands against it), `Invalid`.
    """
    _may(by, item.client, now)
    Client.objects.select_for_update(no_key=True).get(pk=item.client.pk)
    held = _held(item)
    if held.race is not None:
        held.race = Race.objects.select_for_update().get(pk=held.race.pk)
    elif held.workout is not None:
        held.workout = Workout.objects.select_for_update().get(pk=held.workout.pk)
    entry = theirs(held, way_of(item.client, now))
    if entry is None:
        raise nothing()
    with audit.acting(by, "take theirs"):
        _write(held, entry)
        held.kept = kept(columns(entry), item_of(held, held.told))
        held.save(update_fields=["what", "race", "workout", "kept"])


@transaction.atomic
def keep_mine(*, by: User, item: Imported, now: datetime) -> None:
    """The runner's row holds: what its source says so far is not shown as a difference any more."""
    _may(by, item.client, now)
    held = _held(item)
    held.kept = {**(held.kept or {"row": None}), "said": held.told}
    held.save(update_fields=["kept"])


@transaction.atomic
def stay(*, by: User, item: Imported, now: datetime) -> None:
    """A race that its feed does not have any more takes place: it is the runner's own from now on,
    and not asked about again. To take it out is `races.remove`. Raises `NotFound`.
    """
    _may(by, item.client, now)
    held = _held(item)
    held.kept, held.gone_at = {"row": None, "said": held.told}, None
    held.save(update_fields=["kept", "gone_at"])


def _may(by: User, client: Client, now: datetime) -> None:
    if not may_edit(by, client, now):
        raise nothing()


def _typed_in(client: Client, entry: RaceEntry) -> Race | None:
    """The same race, where no source's event stands for it yet."""
    rows = Race.objects.select_for_update(of=("self",)).filter(client=client, imported=None)
    by_number = {row.pk: row for row in rows.order_by("pk")}
    mine = [Mine(number, race_entry(row)) for number, row in by_number.items()]
    there = same_race(entry, mine)
    return by_number[there.key] if there else None


def _there(client: Client, entry: WorkoutEntry) -> Workout | None:
    """The same workout in every column that no event stands for: of a source that was let go."""
    rows = Workout.objects.select_for_update(of=("self",))
    return rows.filter(client=client, imported=None, **asdict(entry)).order_by("pk").first()


def _held(item: Imported) -> Imported:
    rows = Imported.objects.select_for_update(of=("self",))
    held = rows.select_related("client", "race", "workout").filter(pk=item.pk).first()
    if held is None:
        raise nothing()
    return held


def _write(held: Imported, entry: Any) -> None:
    """Let the row be the entry: the same row, or one of another sort in its place."""
    there = held.race or held.workout
    sort = Race if isinstance(entry, RaceEntry) else Workout
    if isinstance(there, sort):
        for name, value in asdict(entry).items():
            setattr(there, name, value)
        there.save(update_fields=list(asdict(entry)))
        return
    made = sort.objects.create(client=held.client, **asdict(entry))
    held.what = "race" if sort is Race else "workout"
    held.race, held.workout = (made, None) if isinstance(made, Race) else (None, made)
    held.save(update_fields=["what", "race", "workout"])
    if there is not None:
        there.delete()


def _keep_kind(client: Client, numbers: list[int], kind: str) -> None:
    """The rows as the import wrote them follow: to name a kind is no edit."""
    rows = list(Imported.objects.select_for_update().filter(client=client, workout__in=numbers))
    for row in rows:
        if row.kept and row.kept["row"] and row.kept["row"]["kind"] == "unknown":
            row.kept = {**row.kept, "row": {**row.kept["row"], "kind": kind}}
    Imported.objects.bulk_update(rows, ["kept"])
