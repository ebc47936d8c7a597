"""Bringing in plans and calendars: keeping what was read, and the draft before that.

What the runner says of what was brought in is in `imports_answers`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.foundation import audit
from clinic.foundation.actions import vault
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, ClientKey, User
from clinic.foundation.queries import access
from protocols.actions.absences import MOST_ABSENCES
from protocols.actions.applying import MODELS, Writing
from protocols.actions.races import MOST_RACES
from protocols.actions.workouts import MOST_WORKOUTS
from protocols.core.plans.merging import ahead, merge
from protocols.core.plans.shape import Read
from protocols.models import Absence, Imported, PlanDraft, Race, Source, Workout
from protocols.queries import import_words
from protocols.queries.gathering import Tables, gather
from protocols.queries.imports import Preview, previewed
from protocols.queries.whose import may_edit, nothing

DRAFT_LIVES = timedelta(days=1)
MOST: dict[type[Any], int] = {
    Race: MOST_RACES,
    Workout: MOST_WORKOUTS,
    Absence: MOST_ABSENCES,
    Imported: 20_000,
}


@dataclass(frozen=True)
class Outcome:
    """What keeping did: the same lists as a preview, and the new suggestions to be answered."""

    source: Source
    done: Preview
    suggested: tuple[Imported, ...]

    @property
    def touched(self) -> bool:
        """Whether booked sessions may have to be looked at: the calendar is not what it was."""
        done = self.done
        return any((done.added, done.changed, done.finished, done.back, done.gone))


@transaction.atomic
def keep(
    *,
    by: User | None,
    client: Client,
    read: Read,
    now: datetime,
    source: Source | None = None,
    name: str = "",
) -> Outcome:
    """Write what was read into a client's calendar: the same read again writes nothing.

    Without `source` it is a file of its tool, whose source is called that, or `name` if it is the
    first; a feed brings its own, and then `by` may be None for
    the system. All or nothing, a fixed number of statements. Raises `NotFound` (not yours, or the
    source is gone), `Conflict` (`too_many`: the calendar is full).
    """
    if by is not None or source is None:
        _may(by, client, now)
    _lock(client)
    source = _source(client, read.tool, source, now, name)
    held = gather(client, read, source, now, _locked_tables())
    merged = merge(held.here, held.read.items, read.skipped, held.way)
    writing = Writing(client, source, held, now)
    with audit.acting(by, "bring in plan"):
        for step in merged.steps:
            writing.take(step)
        _limits(client, writing)
        writing.write()
        source.read_at = now
        source.save(update_fields=["read_at"])
    return Outcome(source, previewed(read, merged), tuple(writing.suggested))


@transaction.atomic
def draft(*, by: User, client: Client, read: Read, name: str, now: datetime) -> PlanDraft:
    """Put what was read aside until the runner has seen it; it takes the place of the one before.

    Sealed, since a plan can tell of an illness. Drafts of more than a day ago are thrown away, too.
    Raises `NotFound`.
    """
    _may(by, client, now)
    _lock(client)
    sweep(now=now)
    PlanDraft.objects.filter(client=client).delete()
    row = PlanDraft(client=client, made_at=now)
    text = json.dumps({"name": name, "read": read.to_json()})
    vault.seal_into(client, row, "content", text)
    row.save(force_insert=True)
    return row


@transaction.atomic
def keep_draft(*, by: User, code: str, now: datetime) -> Outcome:
    """Keep the draft of that code. Raises as `keep` does; a draft kept already is `NotFound`."""
    row = _draft(by, code, now)
    told = access.open_unseen(row.client, [row])
    if not told:
        raise nothing()
    content = json.loads(told[0]["content"])
    row.delete()
    read = Read.from_json(content["read"])
    return keep(by=by, client=row.client, read=read, now=now)


@transaction.atomic
def drop_draft(*, by: User, code: str, now: datetime) -> None:
    """Throw the draft of that code away. Raises `NotFound`."""
    _draft(by, code, now).delete()


def sweep(*, now: datetime) -> int:
    """Throw away the drafts that nobody kept for a day; says how many."""
    return PlanDraft.objects.filter(made_at__lte=now - DRAFT_LIVES).delete()[0]


@transaction.atomic
def forget(*, by: User, source: Source, now: datetime, with_things: bool) -> int:
    """Let a source go; what it made stays and is the runner's own.

    `with_things`: what is still to come and was not edited goes too; says how many. Raises
    `NotFound`.
    """
    _may(by, source.client, now)
    _lock(source.client)
    held_source = _source(source.client, source.tool, source, now)
    things: dict[type[Any], list[int]] = {Race: [], Workout: [], Absence: []}
    if with_things:
        empty = Read(source.tool, "", (), ())
        held = gather(source.client, empty, held_source, now, _locked_tables())
        for known in held.here.known.values():
            if known.clean and known.thing is not None and ahead(known, held.way):
                things[MODELS[known.what]].append(known.thing)
    with audit.acting(by, "forget source"):
        held_source.delete()
        return sum(model.objects.filter(pk__in=keys).delete()[0] for model, keys in things.items())


def _may(by: User | None, client: Client, now: datetime) -> None:
    if by is None or not may_edit(by, client, now):
        raise nothing()


def _lock(client: Client) -> None:
    """Hold the client's row, so that two imports come one after the other, and bring the key along."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    key = ClientKey.objects.filter(client=client).values("key_id", "wrapped").first()
    if key is not None:
        vault.bring_key(client, **key)


def _source(
    client: Client, tool: str, source: Source | None, now: datetime, name: str = ""
) -> Source:
    """The source, held: the given one, or that of the files of a tool."""
    rows = Source.objects.select_for_update()
    if source is not None:
        found = rows.filter(pk=source.pk, client=client).first()
        if found is None:
            raise nothing()
        return found
    found = rows.filter(client=client, kind=Source.Kind.FILE, tool=tool).first()
    return found or Source.objects.create(
        client=client,
        kind=Source.Kind.FILE,
        tool=tool,
        name=(name or import_words.tool(tool))[:200],
        added_at=now,
    )


def _locked_tables() -> Tables:
    return Tables(
        Race.objects.select_for_update(),
        Workout.objects.select_for_update(),
        Absence.objects.select_for_update().select_related(None),
    )


def _limits(client: Client, writing: Writing) -> None:
    """Refuse what would fill the calendar beyond its limits."""
    for model, most in MOST.items():
        more = len(writing.new[model]) - len(writing.away[model])
        if more > 0:
            _room(client, model, more, most)


def _room(client: Client, model: type[Any], more: int, most: int) -> None:
    if model.objects.filter(client=client).count() + more > most:
        sentence = _("At most %(most)d can be kept. Remove old ones first.") % {"most": most}
        raise Conflict("too_many", sentence)


def _draft(by: User, code: str, now: datetime) -> PlanDraft:
    rows = PlanDraft.objects.select_for_update(of=("self",)).select_related("client")
    row = rows.filter(code=code).first()
    if row is None:
        raise nothing()
    _may(by, row.client, now)
    return row
