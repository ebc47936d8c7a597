"""Writing the steps of a merge, all at once: as many statements for one event as for thousands."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db.models import Model

from clinic.foundation.models import Client
from protocols.actions import absences
from protocols.core.absences import AbsenceEntry
from protocols.core.plans.entries import RACE, WORKOUT, Entry, columns
from protocols.core.plans.shape import Item
from protocols.core.plans.steps import Step
from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry
from protocols.models import Absence, Imported, Race, Source, Workout
from protocols.queries.gathering import (
    Held,
    absence_columns,
    kept,
    race_entry,
    told,
)

MODELS: dict[str, type[Race | Workout | Absence]] = {
    "race": Race,
    "workout": Workout,
    "absence": Absence,
}
WRITTEN: dict[type[Model], tuple[str, ...]] = {
    Race: RACE,
    Workout: WORKOUT,
    Absence: absences.COLUMNS,
    Imported: (
        *("source", "uid", "state", "what", "digest", "told", "kept"),
        *("race", "workout", "absence", "seen_at", "gone_at"),
    ),
}
ORDER: tuple[Any, ...] = (
    Race,
    Workout,
    Absence,
    Imported,
)  # what is made comes before what points to it


class Writing:
    """The rows that the steps of one merge add, change and take away. `write` writes them."""

    def __init__(self, client: Client, source: Source, held: Held, now: datetime) -> None:
        self.client, self.source, self.held, self.now = client, source, held, now
        self.new: dict[type[Model], list[Any]] = {model: [] for model in ORDER}
        self.changed: dict[type[Model], dict[int, Any]] = {model: {} for model in ORDER}
        self.away: dict[type[Model], list[int]] = {model: [] for model in ORDER}
        self.seen: list[int] = []
        self.suggested: list[Imported] = []
        self._linked = {row.race_id for row in held.items.values()}

    def take(self, step: Step) -> None:
        """Note what a step does."""
        row = self._row(step)
        if step.item is not None:
            row.gone_at, row.seen_at = None, self.now
            if step.do == "same" and self._as_before(step, row):
                self.seen.append(row.pk)
                return
            row.told, row.digest = told(step.item), self.held.way.digest(step.item)
        getattr(self, f"_{step.do}")(step, row)
        self._settle(step)
        if row.pk is None:
            self.new[Imported].append(row)
        else:
            self.changed[Imported][row.pk] = row

    def write(self) -> None:
        """One statement at most for each model, and what is done to it."""
        for model in ORDER:
            model.objects.bulk_create(self.new[model])
            rows = list(self.changed[model].values())
            if rows:
                model.objects.bulk_create(
                    rows,
                    update_conflicts=True,  # an upsert of what is there: one statement for all
                    unique_fields=["id"],
                    update_fields=WRITTEN[model],
                )
        for model in (Workout, Absence):
            if self.away[model]:
                rows_away = model.objects.filter(pk__in=self.away[model])
                # Nothing points to them any more: Django would ask and delete by the hundred.
                rows_away._raw_delete(rows_away.db)  # noqa: SLF001
        Imported.objects.filter(pk__in=self.seen).update(seen_at=self.now)

    def _row(self, step: Step) -> Imported:
        if step.known is not None:
            row = self.held.items[step.known.key]
            row.source, row.uid = self.source, step.uid
            return row
        state = Imported.State.MADE
        return Imported(client=self.client, source=self.source, uid=step.uid, state=state)

    def _as_before(self, step: Step, row: Imported) -> bool:
        known = step.known
        if known is None or step.item is None or step.adopted or known.gone:
            return False
        renamed = known.uid != step.uid
        return not renamed and self.held.way.digest(step.item) == row.digest

    def _same(self, step: Step, row: Imported) -> None:
        row.what = row.what or step.what
        if row.kept is not None and step.item is not None:  # it says nothing else than the row
            row.kept = kept(row.kept["row"], step.item)
        elif step.known is None:
            row.kept = kept(None, step.item)

    def _add(self, step: Step, row: Imported) -> None:
        self._make(step.entry, step.item, row)

    def _suggest(self, step: Step, row: Imported) -> None:
        if step.remake:
            self._take_away(row)
        row.state, row.what, row.kept = Imported.State.SUGGESTED, "race", None
        self.suggested.append(row)

    def _change(self, step: Step, row: Imported) -> None:
        if row.state == Imported.State.SUGGESTED:
            return
        if step.remake:
            self._take_away(row)
            self._make(step.entry, step.item, row)
        else:
            self._rewrite(step.entry, step.item, row)

    def _own(self, step: Step, row: Imported) -> None:
        if step.known is None:  # a recording of a race whose finish was typed in
            row.what, row.kept = step.what, kept(None, step.item)

    def _link(self, step: Step, row: Imported) -> None:
        entry = step.entry if step.adopted else None
        written = columns(entry) if isinstance(entry, WorkoutEntry) else None
        row.what, row.kept = step.what, kept(written, step.item)
        if step.thing is not None:
            setattr(row, f"{step.what}_id", step.thing)
        if step.target is not None and step.target.key not in self._linked:
            row.race = self.held.races[step.target.key]
            self._linked.add(step.target.key)

    def _settle(self, step: Step) -> None:
        """What other sources asked is answered: their events stand for nothing of their own."""
        for known in step.settles:
            row = self.held.items[known.key]
            row.state, row.kept = Imported.State.MADE, kept(None, known.told)
            self.changed[Imported][row.pk] = row

    def _finish(self, step: Step, row: Imported) -> None:
        if step.target is None or not isinstance(step.entry, RaceEntry):
            raise ValueError(step)
        race = self.held.races[step.target.key]
        before = columns(race_entry(race))
        _fill(race, step.entry)
        self.changed[Race][race.pk] = race
        maker = next((each for each in self.held.items.values() if each.race_id == race.pk), None)
        if maker is not None and maker.kept and maker.kept["row"] == before:
            maker.kept = {**maker.kept, "row": columns(step.entry)}
            self.changed[Imported][maker.pk] = maker
        if step.what == "race":
            self._link(step, row)
        else:
            row.what, row.kept = step.what, kept(None, step.item)

    def _gone(self, step: Step, row: Imported) -> None:
        row.gone_at = self.now
        if step.remake:
            self._take_away(row)
            row.kept = None

    def _back(self, step: Step, row: Imported) -> None:
        if step.entry is None or row.state == Imported.State.SUGGESTED:
            return
        if step.known is not None and step.known.taken:
            self._make(step.entry, step.item, row)
        else:
            self._rewrite(step.entry, step.item, row)

    def _make(self, entry: Entry | None, item: Item | None, row: Imported) -> None:
        """A new row for an event."""
        row.what = _what(entry)
        thing = MODELS[row.what](client=self.client)
        if row.state == Imported.State.SUGGESTED:
            row.state = Imported.State.MADE
        self.new[type(thing)].append(thing)
        setattr(row, row.what, thing)
        self._fill(thing, entry, item, row)

    def _rewrite(self, entry: Entry | None, item: Item | None, row: Imported) -> None:
        """The row of an event anew."""
        model = MODELS[row.what]
        number = getattr(row, f"{row.what}_id")
        held: dict[str, Any] = {
            "race": self.held.races,
            "workout": self.held.workouts,
            "absence": self.held.absences,
        }
        thing = held[row.what][number]
        thing.client = self.client  # who has brought their key along
        self.changed[model][number] = thing
        self._fill(thing, entry, item, row)

    def _fill(self, thing: Any, entry: Entry | None, item: Item | None, row: Imported) -> None:
        if isinstance(entry, AbsenceEntry):
            away = thing.away
            absences.write(thing, entry)
            thing.away = away  # that is the runner's word alone
            row.kept = kept(absence_columns(thing), item)
        elif entry is not None:
            _fill(thing, entry)
            row.kept = kept(columns(entry), item)

    def _take_away(self, row: Imported) -> None:
        number = getattr(row, f"{row.what}_id")
        if row.what != "race" and number is not None:
            self.away[MODELS[row.what]].append(number)
            setattr(row, row.what, None)


def _fill(thing: Race | Workout, entry: Any) -> None:
    for part in fields(entry):
        setattr(thing, part.name, getattr(entry, part.name))


def _what(entry: Entry | None) -> str:
    if isinstance(entry, RaceEntry):
        return "race"
    return "absence" if isinstance(entry, AbsenceEntry) else "workout"
