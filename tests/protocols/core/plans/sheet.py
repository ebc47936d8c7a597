"""A calendar without a database: it takes the steps of a merge as the product's action does.

Rows are plain values by their number. The runner edits and removes them by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from protocols.core.plans.choosing import Mine
from protocols.core.plans.entries import columns, race_from
from protocols.core.plans.merging import merge
from protocols.core.plans.shape import Item, Skipped
from protocols.core.plans.steps import Here, Known, Merged, Step, Way

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
Row = dict[str, Any]


def digest(item: Item) -> str:
    return repr(replace(item, line=0, uid=""))


@dataclass
class Sheet:
    """One runner's calendar and what is known of one source, a feed or files."""

    feed: bool = True
    rows: dict[int, Row] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    def read(
        self, items: Iterable[Item], skipped: Sequence[Skipped] = (), now: datetime = NOW
    ) -> Merged:
        """Merge, and do the steps."""
        here = Here({uid: self._as_it_stands(known) for uid, known in self.known.items()})
        races = [
            Mine(number, race_from(row)) for number, row in self.rows.items() if "priority" in row
        ]
        way = Way("Europe/Berlin", now, digest, self.feed)
        merged = merge(replace(here, races=races), items, skipped, way)
        for step in merged.steps:
            self._do(step)
        return merged

    def calendar(self) -> list[str]:
        """All rows, without their numbers."""
        return sorted(repr(sorted(row.items())) for row in self.rows.values())

    def edit(self, uid: str, **changes: Any) -> None:
        self.rows[self.number_of(uid)] |= changes

    def remove(self, uid: str) -> None:
        del self.rows[self.number_of(uid)]

    def number_of(self, uid: str) -> int:
        number = self.known[uid].thing
        assert number is not None
        return number

    def row_of(self, uid: str) -> Row | None:
        known = self.known.get(uid)
        return None if known is None or known.thing is None else self.rows.get(known.thing)

    def _as_it_stands(self, known: Known) -> Known:
        now = self.rows.get(known.thing) if known.thing is not None else None
        return replace(known, now=None if now is None else dict(now))

    def _do(self, step: Step) -> None:
        before = step.known or Known(next(self.numbers), step.uid, "made", step.what, "")
        known = replace(before, what=step.what if step.known is None else before.what)
        if step.item is not None:
            known = replace(known, gone=False, digest=digest(step.item), told=step.item)
        known = {
            "gone": self._gone,
            "suggest": self._suggest,
            "link": lambda known, step: replace(known, said=step.item),
            "same": lambda known, step: replace(known, said=step.item),
            "own": lambda known, step: known,
            "add": self._write,
            "back": self._write,
            "change": self._write,
        }[step.do](known, step)
        self.known.pop(before.uid, None)
        self.known[step.uid] = replace(known, uid=step.uid)

    def _gone(self, known: Known, step: Step) -> Known:
        if step.remake:
            self.rows.pop(known.thing or 0, None)
            return replace(known, gone=True, row=None, thing=None)
        return replace(known, gone=True)

    def _suggest(self, known: Known, step: Step) -> Known:
        if step.remake:
            self.rows.pop(known.thing or 0, None)
        return replace(known, state="suggested", what="race", row=None, said=None, thing=None)

    def _write(self, known: Known, step: Step) -> Known:
        if step.entry is None or (known.state == "suggested" and step.do in ("change", "back")):
            return known
        row = _columns(step.entry)
        number = known.thing
        if step.remake or number is None or known.taken or known.state == "suggested":
            self.rows.pop(known.thing or 0, None)
            number = next(self.numbers)
        self.rows[number] = dict(row)
        state = "made" if known.state == "suggested" else known.state
        said = None if step.what == "absence" else step.item
        return replace(known, row=row, thing=number, said=said, state=state, what=step.what)


def _columns(entry: Any) -> Mapping[str, Any]:
    if hasattr(entry, "from_day"):
        days = {"from_day": entry.from_day.isoformat(), "to_day": entry.to_day.isoformat()}
        return {**days, "zone": entry.zone, "mark": f"{entry.kind} {entry.title}"}
    return columns(entry)
