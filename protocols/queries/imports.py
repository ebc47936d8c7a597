"""Plans from elsewhere: what bringing one in would do, and where things are from.

What waits for a word of the runner is in `import_overview`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from clinic.foundation.models import Client, User
from protocols.core.plans.again import stands
from protocols.core.plans.entries import Entry
from protocols.core.plans.merging import merge
from protocols.core.plans.shape import Item, Read
from protocols.core.plans.steps import Merged, Step
from protocols.models import Imported, Race, Source, Workout
from protocols.queries import import_words
from protocols.queries.gathering import gather
from protocols.queries.whose import may_edit, nothing


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a preview. `what`: race, workout, absence or run. `title` is what is shown:
    of a run and of a race that is there already the name of the runner's own race.

    `entry` is the row that comes of it: `RaceEntry`, `WorkoutEntry` or `AbsenceEntry`, None of an
    event that leaves a feed; of `own` and `linked` what the source has. `row` is the runner's row as
    it stands, None of what is new and of an absence.
    """

    what: str
    title: str
    day: date | None
    item: Item | None
    entry: Entry | None
    row: Entry | None


@dataclass(frozen=True, slots=True)
class Unused:
    """An event that cannot be used: where it stands (0: nowhere), why as a code and in words."""

    line: int
    why: str
    words: str
    title: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What keeping a file would do. Each event is in exactly one of the lists, or `unchanged`.

    `suggested` may be races, `waiting` those of them that wait for an answer since an earlier time.
    `linked`: there already, `own`: the runner edited it, theirs holds. `unchanged` counts.
    `gone` is empty for a file.
    """

    tool: str
    tool_name: str
    name: str
    added: list[Line]
    changed: list[Line]
    suggested: list[Line]
    waiting: list[Line]
    linked: list[Line]
    own: list[Line]
    finished: list[Line]
    back: list[Line]
    gone: list[Line]
    unchanged: int
    skipped: list[Unused]

    @property
    def does_something(self) -> bool:
        """Whether keeping it writes anything that the runner would notice."""
        lists = (self.added, self.changed, self.suggested, self.finished, self.back, self.gone)
        return any(lists)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something came from: the source's name, when it was last seen there, and whether its
    feed does not have it any more (`gone_at`).
    """

    name: str
    seen_at: datetime
    gone_at: datetime | None
    feed: bool


def preview(client: Client, read: Read, now: datetime, source: Source | None = None) -> Preview:
    """What keeping `read` would do; nothing is written. Six queries, and two for a file's source.

    Without `source` it is a file, of the client's source of that tool if there is one.
    """
    source = source or file_source(client, read.tool)
    held = gather(client, read, source, now)
    return previewed(read, merge(held.here, held.read.items, read.skipped, held.way))


def previewed(read: Read, merged: Merged) -> Preview:
    """The steps of a merge as lists."""

    lists: dict[str, list[Line]] = defaultdict(list)
    for step in merged.steps:
        lists[_sort(step)].append(_line(step))

    return Preview(
        tool=read.tool,
        tool_name=import_words.tool(read.tool),
        name=read.name,
        added=lists["add"],
        changed=lists["change"],
        suggested=lists["suggest"],
        waiting=lists["waiting"],
        linked=lists["link"],
        own=lists["own"],
        finished=lists["finish"],
        back=lists["back"],
        gone=lists["gone"],
        unchanged=len(lists["same"]),
        skipped=[
            Unused(each.line, each.why, import_words.skipped(each.why), each.title)
            for each in merged.skipped
        ],
    )


def file_source(client: Client, tool: str) -> Source | None:
    """The source that files of this tool are: one query."""
    return Source.objects.filter(client=client, kind=Source.Kind.FILE, tool=tool).first()


def one(by: User, code: str, now: datetime) -> Imported:
    """The event of that code, with client, source and what it made, for those who may edit it;
    else `NotFound`.
    """
    rows = Imported.objects.select_related("client", "source", "race", "workout")
    found = rows.filter(code=code).first()
    if found is None or not may_edit(by, found.client, now):
        raise nothing()
    return found


def source(by: User, code: str, now: datetime) -> Source:
    """The source of that code, with its client, likewise."""
    found = Source.objects.filter(code=code).select_related("client").first()
    if found is None or not may_edit(by, found.client, now):
        raise nothing()
    return found


def origins(
    client: Client, races: Iterable[Race] = (), workouts: Iterable[Workout] = ()
) -> dict[str, Origin]:
    """Where races and workouts came from, by their codes; what was typed in is not among them.
    One query, none where nothing is asked for.
    """
    race_ids, workout_ids = [race.pk for race in races], [workout.pk for workout in workouts]
    if not race_ids and not workout_ids:
        return {}
    rows = Imported.objects.filter(
        Q(race__in=race_ids) | Q(workout__in=workout_ids), client=client
    ).select_related("source", "race", "workout")
    return {
        made.code: Origin(
            row.source.name, row.seen_at, row.gone_at, feed=row.source.kind == Source.Kind.FEED
        )
        for row in rows
        if (made := row.race or row.workout)
    }


def _sort(step: Step) -> str:
    """The list that a step belongs to."""
    asked = step.known is not None and step.known.state == Imported.State.SUGGESTED
    return "waiting" if asked and step.do in ("same", "change", "back") else step.do


def waiting(client: Client, read: Read) -> dict[str, str]:
    """Which events of a file wait for an answer: uid -> code. One query."""
    rows = Imported.objects.filter(
        client=client,
        source__kind=Source.Kind.FILE,
        source__tool=read.tool,
        state=Imported.State.SUGGESTED,
        uid__in=[item.uid for item in read.items],
    )
    return dict(rows.values_list("uid", "code"))


def _line(step: Step) -> Line:
    item = step.item
    row: Entry | None = step.target.entry if step.target else None
    if row is None and step.known is not None:
        row = stands(step.known)
    told = item or (step.known and step.known.told)
    title = step.target.entry.name if step.target else told.title if told else ""
    return Line(step.what, title, told.day if told else None, item, step.entry, row)
