"""What a merge of a plan needs of a client's calendar, in five queries however much there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from hmac import digest as keyed
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.foundation.models import Client
from protocols.core.plans.choosing import Mine
from protocols.core.plans.entries import RACE, WORKOUT, columns
from protocols.core.plans.shape import Item, Read
from protocols.core.plans.steps import Here, Known, Loose, Way
from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry
from protocols.models import Absence, Imported, NamedTitle, Race, Source, Workout
from protocols.queries import import_names
from protocols.queries.whose import zone_of

Json = dict[str, Any]
SAID = tuple(part.name for part in fields(Item) if part.name not in ("uid", "line"))


@dataclass(frozen=True)
class Held:
    """The rows behind a merge, by their numbers, and what was read, by the names that are kept."""

    read: Read
    way: Way
    here: Here
    items: Mapping[int, Imported]
    races: Mapping[int, Race]
    workouts: Mapping[int, Workout]
    absences: Mapping[int, Absence]


@dataclass(frozen=True)
class Tables:
    """Where rows are read from: an action hands in locked ones."""

    races: QuerySet[Race] = field(default_factory=Race.objects.all)
    workouts: QuerySet[Workout] = field(default_factory=Workout.objects.all)
    absences: QuerySet[Absence] = field(default_factory=Absence.objects.all)


def gather(
    client: Client, read: Read, source: Source | None, now: datetime, tables: Tables | None = None
) -> Held:
    """All that merging `read` from `source` (None: a first file) looks at.

    Rows whose event is told as before are not loaded: nothing is done about them.
    """
    tables = tables or Tables()
    feed = source is not None and source.kind == Source.Kind.FEED
    rows = Imported.objects.filter(client=client).select_related("source").order_by("pk")
    items = {row.pk: row for row in rows}
    of_source = [row for row in rows if source is not None and row.source_id == source.pk]
    read, names = import_names.settled(read, {row.uid for row in of_source})
    for row in of_source:
        row.uid = names.get(row.uid, row.uid)
    digests = {item: digest_of(item) for item in read.items}
    way = Way(zone_of(client), now, digests.__getitem__, feed, names_of(client), import_names.hide)
    span = _span(read, {row.uid for row in of_source})
    wanted = _wanted(items.values(), read, source, way)
    races = {row.pk: row for row in tables.races.filter(client=client).order_by("pk")}
    numbers = [row.workout_id for row in wanted]
    workouts = _by_number(tables.workouts, numbers, _loose(client, Workout, span))
    numbers = [row.absence_id for row in wanted]
    absences = _by_number(tables.absences, numbers, _loose(client, Absence, span))
    held = Held(read, way, Here(), items, races, workouts, absences)
    loaded = {row.pk for row in wanted}
    own, others = {}, []
    for row in items.values():
        known = _known(row, held, loaded=row.pk in loaded)
        if source is not None and row.source_id == source.pk:
            own[row.uid] = known
        elif row.gone_at is None:
            others.append(known)
    return replace(held, here=Here(own, others, _mine(held), _unclaimed(held)))


def digest_of(item: Item) -> str:
    """Whether a source says the same of an event: keyed, since an illness could be guessed at."""
    said = repr(sorted(_said(item).items()))
    return keyed(_key(), said.encode("utf-8", "replace"), "sha256").hex()


def names_of(client: Client) -> dict[str, str]:
    """What a client calls titles that say nothing: key of the title -> kind. One query."""
    return dict(NamedTitle.objects.filter(client=client).values_list("title", "kind"))


def race_entry(race: Race) -> RaceEntry:
    return RaceEntry(**{name: getattr(race, name) for name in RACE})


def workout_entry(workout: Workout) -> WorkoutEntry:
    return WorkoutEntry(**{name: getattr(workout, name) for name in WORKOUT})


def absence_columns(absence: Absence) -> Json:
    """An absence to be compared: its days, and a mark of what is sealed, which says nothing."""
    return {
        "from_day": absence.from_day.isoformat(),
        "to_day": absence.to_day.isoformat(),
        "zone": absence.zone,
        "mark": sha256(absence.details.token.encode()).hexdigest()[:16],
    }


def kept(row: Json | None, said: Item | None) -> Json:
    """What `Imported.kept` holds: the row as it was written, and what the source said then."""
    return {"row": row, "said": said and told(said)}


def told(item: Item) -> Json | None:
    """What `Imported.told` holds: of an absence nothing, since its words are sealed."""
    return None if item.what == "absence" else _said(item)


def item_of(row: Imported, said: Json | None) -> Item | None:
    """The other way round."""
    return Item.from_json({"uid": row.uid, "line": 0, **said}) if said else None


def _said(item: Item) -> Json:
    """An event as `Item.to_json` has it, without its name and its place in the file."""
    found = ((name, getattr(item, name)) for name in SAID)  # asdict would copy each deeply
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in found
        if value not in (None, "", False)
    }


def _wanted(
    rows: Collection[Imported], read: Read, source: Source | None, way: Way
) -> list[Imported]:
    """The events whose rows are looked at."""
    digests: dict[str, set[str]] = defaultdict(set)  # of one that is told twice, both
    for item in read.items:
        digests[item.uid].add(way.digest(item))
    own = [row for row in rows if source is not None and row.source_id == source.pk]
    told_before = {row.uid for row in own}
    found = [row for row in own if row.gone_at or digests.get(row.uid) != {row.digest}]
    if digests.keys() - told_before:
        found += [row for row in rows if source is None or row.source_id != source.pk]
    return found


def _by_number(rows: QuerySet[Any], numbers: list[int | None], more: Q | None) -> dict[int, Any]:
    asked = Q(pk__in=[number for number in numbers if number is not None])
    found = rows.filter(asked | more if more is not None else asked)
    return {row.pk: row for row in found.order_by("pk")}


def _span(read: Read, told_before: set[str]) -> tuple[date, date] | None:
    """The days of what is told for the first time, and a day around them: zones differ."""
    new = [item for item in read.items if item.uid not in told_before and item.what != "run"]
    try:
        first = min(item.day for item in new) - timedelta(days=1)
        return first, max(item.until or item.day for item in new) + timedelta(days=2)
    except (ValueError, OverflowError):
        return None  # nothing is, or nothing that a calendar could hold


def _loose(client: Client, model: type[Workout | Absence], span: Any) -> Q | None:
    """What is there in those days, and no source stands for."""
    if span is None:
        return None
    if model is Absence:
        there = Q(from_day__range=span)
    else:
        first, last = (datetime.combine(day, time(), UTC) for day in span)
        there = Q(day__range=span) | Q(start_at__range=(first, last))
    pointing = Imported.objects.filter(**{model.__name__.lower(): OuterRef("pk")})
    return Q(client=client) & there & ~Q(Exists(pointing))


def _unclaimed(held: Held) -> list[Loose]:
    rows = held.items.values()
    workouts = held.workouts.keys() - {row.workout_id for row in rows}
    absences = held.absences.keys() - {row.absence_id for row in rows}
    return [
        *(Loose("workout", n, columns(workout_entry(held.workouts[n]))) for n in sorted(workouts)),
        *(Loose("absence", n, absence_columns(held.absences[n])) for n in sorted(absences)),
    ]


def _known(row: Imported, held: Held, *, loaded: bool) -> Known:
    before: Json = row.kept or {}
    said, last = before.get("said"), row.told
    thing = row.race_id or row.workout_id or row.absence_id
    written = before.get("row")
    return Known(
        key=row.pk,
        uid=row.uid,
        state=row.state,
        what=row.what,
        digest=row.digest,
        told=item_of(row, last) if loaded else None,
        said=item_of(row, said) if loaded else None,
        row=written,
        now=_now(row, held) if loaded else written if thing else None,
        gone=row.gone_at is not None,
        thing=thing,
        from_file=row.source.kind == Source.Kind.FILE,
    )


def _now(row: Imported, held: Held) -> Json | None:
    race = held.races.get(row.race_id or 0)
    workout = held.workouts.get(row.workout_id or 0)
    absence = held.absences.get(row.absence_id or 0)
    if race is not None:
        return columns(race_entry(race))
    if workout is not None:
        return columns(workout_entry(workout))
    return None if absence is None else absence_columns(absence)


def _mine(held: Held) -> list[Mine]:
    linked = {row.race_id for row in held.items.values()}
    return [Mine(race.pk, race_entry(race), race.pk in linked) for race in held.races.values()]


@cache
def _key() -> bytes:
    return sha256(b"protocols.imported" + settings.SECRET_KEY.encode()).digest()
