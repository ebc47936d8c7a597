"""What the page of imports shows: what waits for an answer of the runner, and the sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, DateField, F, Max, Min, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from clinic.foundation.models import Client
from protocols.core.plans import titles
from protocols.core.plans.again import wanted
from protocols.core.plans.entries import Entry, columns, overruled, race_of
from protocols.core.plans.fresh import made_of
from protocols.core.plans.shape import Item
from protocols.core.plans.steps import Known, Way
from protocols.core.races import RaceEntry
from protocols.core.workouts import WorkoutEntry
from protocols.models import Imported, PlanDraft, Source, Workout
from protocols.queries import import_words
from protocols.queries.gathering import (
    digest_of,
    item_of,
    names_of,
    race_entry,
    workout_entry,
)
from protocols.queries.whose import zone_of

MOST_SHOWN = 60
LATELY = timedelta(days=30)  # what no rule looks back on needs no name
SUGGESTED = Q(state=Imported.State.SUGGESTED, gone_at=None)
SAID_ANEW = (Q(race__isnull=False) | Q(workout__isnull=False)) & Q(
    gone_at=None, told__isnull=False, kept__isnull=False
)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source, what it is called, and how many of its events are in the calendar."""

    source: Source
    tool_name: str
    things: int

    @property
    def feed(self) -> bool:
        return self.source.kind == Source.Kind.FEED


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be a race: `entry` is it with first guesses (`time_known`, `expected_minutes`)."""

    row: Imported
    entry: RaceEntry
    source: Source


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A title that says nothing of its kind: on how many workouts, and the next day or the last."""

    title: str
    count: int
    day: date


@dataclass(frozen=True, slots=True)
class Differing:
    """What the runner edited, and its source says otherwise since. Both as the calendar would
    have them: `yours` stands, `theirs` comes with `take_theirs`.
    """

    row: Imported
    yours: Entry
    theirs: Entry


@dataclass(frozen=True, slots=True)
class Gone:
    """A race to come that its feed does not have any more."""

    row: Imported
    entry: RaceEntry


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page of imports shows, what waits for an answer first."""

    suggestions: list[Suggestion]
    differing: list[Differing]
    gone: list[Gone]
    unnamed: list[Unnamed]
    sources: list[SourceLine]
    draft: PlanDraft | None


def overview(client: Client, now: datetime) -> Overview:
    """A fixed number of queries, whatever there is."""
    way = way_of(client, now)
    rows = Imported.objects.filter(client=client).select_related("source", "client")
    return Overview(
        suggestions=_suggestions(rows, way),
        differing=_differing(rows, way),
        gone=_gone(rows, way),
        unnamed=_unnamed(client, way),
        sources=_sources(client),
        draft=draft_of(client),
    )


def asking(client: Client, now: datetime) -> int:
    """How much waits for the runner's word: suggestions, differences, races that are gone, titles.

    Two queries, and one for the clinic's zone; some more where there may be a difference.
    """
    rows = Imported.objects.filter(client=client)
    counts = rows.aggregate(
        suggested=Count("pk", filter=SUGGESTED),
        gone=Count("pk", filter=_left(now)),
        differing=Count("pk", filter=SAID_ANEW & ~Q(kept__said=F("told"))),
    )
    way = Way(zone_of(client), now, digest_of)
    differing = 0
    if counts["differing"]:  # some of those may say what stands there by now
        looked = rows.select_related("source", "client")
        differing = len(_differing(looked, way_of(client, now)))
    return int(counts["suggested"] + counts["gone"]) + differing + len(_unnamed(client, way))


def draft_of(client: Client) -> PlanDraft | None:
    """The file that a client has read and not kept yet, sealed: one query."""
    return PlanDraft.objects.filter(client=client).first()


def way_of(client: Client, now: datetime) -> Way:
    """How a client's events are read: two queries."""
    return Way(zone_of(client), now, digest_of, named=names_of(client))


def theirs(row: Imported, way: Way) -> RaceEntry | WorkoutEntry | None:
    """What the source would make of a row that its runner edited; None where both agree."""
    told, said = item_of(row, row.told), item_of(row, (row.kept or {}).get("said"))
    yours = mine(row)
    if told is None or yours is None or row.kept is None:
        return None
    anew = _made(told, row, way)
    before = said and _made(said, row, way)
    if anew is None:
        return None
    found = overruled(yours, before, anew) if before else anew
    entry = found if isinstance(found, RaceEntry | WorkoutEntry) else anew
    alike = type(entry) is type(yours) and columns(entry) == columns(yours)
    return None if alike else entry


def mine(row: Imported) -> RaceEntry | WorkoutEntry | None:
    """The row that an event made, as it stands."""
    if row.race is not None:
        return race_entry(row.race)
    return workout_entry(row.workout) if row.workout is not None else None


def _made(item: Item, row: Imported, way: Way) -> RaceEntry | WorkoutEntry | None:
    known = Known(row.pk, row.uid, row.state, row.what, row.digest)
    made = made_of(item, wanted(known, item), way)
    return made if isinstance(made, RaceEntry | WorkoutEntry) else None


def _suggestions(rows: QuerySet[Imported], way: Way) -> list[Suggestion]:
    """Those to come first, the next one on top; then the last ones that are over."""
    asked = rows.filter(SUGGESTED)
    found = []
    for row in asked:
        told = item_of(row, row.told)
        entry = told and race_of(told, way.zone)
        if isinstance(entry, RaceEntry):
            found.append(Suggestion(row, entry, row.source))
    ahead = [each for each in found if each.entry.local_start.date() >= way.today]
    over = [each for each in found if each.entry.local_start.date() < way.today]
    ahead.sort(key=lambda each: (each.entry.local_start, each.row.pk))
    over.sort(key=lambda each: (each.entry.local_start, each.row.pk), reverse=True)
    return [*ahead, *over][:MOST_SHOWN]


def _differing(rows: QuerySet[Imported], way: Way) -> list[Differing]:
    said_anew = (
        rows.filter(SAID_ANEW).exclude(kept__said=F("told")).select_related("race", "workout")
    )
    found = []
    for row in said_anew.order_by("-seen_at", "pk")[:MOST_SHOWN]:
        yours, other = mine(row), theirs(row, way)
        if yours is not None and other is not None:
            found.append(Differing(row, yours, other))
    return found


def _gone(rows: QuerySet[Imported], way: Way) -> list[Gone]:
    asked = rows.filter(_left(way.now)).select_related("race")
    found = asked.order_by("race__start_at", "pk")[:MOST_SHOWN]
    return [Gone(row, race_entry(row.race)) for row in found if row.race is not None]


def _left(now: datetime) -> Q:
    """Of races to come that their feed does not have any more."""
    return Q(gone_at__isnull=False, race__status="planned", race__start_at__gt=now)


def _unnamed(client: Client, way: Way) -> list[Unnamed]:
    """Titles on workouts of no known kind: the next one first, then those of the last days."""
    day = Coalesce(F("day"), Cast("start_at", DateField()))
    since = way.today - LATELY
    found = (
        Workout.objects.filter(client=client, kind="unknown")
        .exclude(title="")
        .annotate(on=day)
        .filter(on__gte=since)
        .values("title")
        .annotate(count=Count("pk"), next=Min("on", filter=Q(on__gte=way.today)), last=Max("on"))
    )
    by_key: dict[str, Unnamed] = {}
    for each in found.order_by("title"):
        key, on = titles.key(each["title"]), each["next"] or each["last"]
        before = by_key.get(key)
        by_key[key] = (
            Unnamed(before.title, before.count + each["count"], max(before.day, on))
            if before
            else Unnamed(each["title"], each["count"], on)
        )
    ordered = sorted(by_key.values(), key=lambda each: (each.day < way.today, each.day, each.title))
    return ordered[:MOST_SHOWN]


def _sources(client: Client) -> list[SourceLine]:
    made = Q(items__race__isnull=False) | Q(items__workout__isnull=False)
    made |= Q(items__absence__isnull=False)
    rows = Source.objects.filter(client=client).annotate(things=Count("items", filter=made))
    return [
        SourceLine(row, import_words.tool(row.tool), row.things)
        for row in rows.order_by("-kind", "name", "pk")
    ]
