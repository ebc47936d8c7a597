"""What a merge of a plan works with: what is known of its events, and the steps that come of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from protocols.core import walls
from protocols.core.plans.choosing import Mine
from protocols.core.plans.entries import Entry
from protocols.core.plans.shape import Item, Skipped

DOES = (
    "add",  # makes a row
    "change",  # writes a row anew that nobody edited; with `remake` it makes another one of it
    "same",  # nothing
    "suggest",  # may be a race: asked about, nothing is made; with `remake` its workout is taken away
    "own",  # says something new of a row that the runner edited: shown, nothing is written
    "link",  # the runner has it already: said so, nothing is written
    "finish",  # fills in the finish of a race (`target`)
    "gone",  # not in its feed any more; with `remake` the row that nobody edited is taken away
    "back",  # in its feed again
)
UNSURE = frozenset({"no_date", "years", "zone", "length", "recurrence", "broken", "unit", "twice"})
Digest = Callable[[Item], str]


@dataclass(frozen=True, slots=True)
class Known:
    """One event that was brought in before. `key` is its row, `thing` that of what it made.

    `told` is what its source said last, `said` what it said when the row was last written, `row`
    the row as it was written then, `now` as it stands; `told` and `said` are None of an absence.
    What was made has no `row` where the runner had it already, or where a feed took it away.
    """

    key: int
    uid: str
    state: str
    what: str
    digest: str
    told: Item | None = None
    said: Item | None = None
    row: Mapping[str, Any] | None = None
    now: Mapping[str, Any] | None = None
    gone: bool = False
    thing: int | None = None
    from_file: bool = False

    @property
    def linked(self) -> bool:
        """The runner's own, or another source's: never written."""
        return self.state != "suggested" and self.row is None and not self.gone

    @property
    def taken(self) -> bool:
        """Away because its feed took it away; it may come back."""
        return self.state != "suggested" and self.row is None and self.gone

    @property
    def removed(self) -> bool:
        """By the runner."""
        return self.row is not None and self.now is None

    @property
    def clean(self) -> bool:
        """There, and as the import wrote it."""
        return self.row is not None and self.row == self.now

    @property
    def edited(self) -> bool:
        return self.row is not None and self.now is not None and self.row != self.now


@dataclass(frozen=True, slots=True)
class Loose:
    """A workout or an absence in the calendar that no source stands for. `key` is its row, `now` its
    columns.
    """

    what: str
    key: int
    now: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What is done about one event. `what` it makes or made: race, workout, absence or run.

    `item` is None for what is gone, `known` for what is new. `entry` is the row to write, or of
    `own` and `link` what the source would write. `target` is a race of the runner's own.
    `adopted`: it was known from a file, and is the feed's from now on; of `link`, it follows.
    `thing` is a workout or an absence of the runner's own that it links. `settles` are suggestions
    of other sources that are answered by it.
    """

    do: str
    what: str
    uid: str
    item: Item | None = None
    known: Known | None = None
    entry: Entry | None = None
    target: Mine | None = None
    remake: bool = False
    adopted: bool = False
    thing: int | None = None
    settles: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Here:
    """A calendar as a merge needs it: this source's events, those of others, all races, and what
    else no source stands for.
    """

    known: Mapping[str, Known] = field(default_factory=dict)
    others: Sequence[Known] = ()
    races: Sequence[Mine] = ()
    loose: Sequence[Loose] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How to read events: a feed's or a file's, the runner's zone and names, now, and a digest.

    `hide` writes the name of an absence so that it tells nothing.
    """

    zone: str
    now: datetime
    digest: Digest
    feed: bool = False
    named: Mapping[str, str] = field(default_factory=dict)
    hide: Callable[[str], str] = str

    @property
    def today(self) -> date:
        return walls.today(self.now, self.zone)


@dataclass(frozen=True, slots=True)
class Merged:
    """Each event in exactly one of both, in the order of the file; what is gone comes last."""

    steps: tuple[Step, ...]
    skipped: tuple[Skipped, ...]
