"""Putting answers down as they come, from several tabs: what a tab showed, it may write over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from protocols.core.faults import Fault
from protocols.core.intake.drafts import Draft, put
from protocols.core.intake.settling import settled
from protocols.core.intake.shape import Form


def take(
    draft: Draft, form: Form, answers: Mapping[str, Any], *, tab: str, seen: int, rev: int
) -> tuple[Draft, dict[str, str]]:
    """The draft with these answers, each on its own, and the faults of those that cannot stand.

    `seen` is the revision that the tab showed: what stood there by then, its person has read and
    writes over; what came since stays beside. A blank is an answer taken back, but never one that
    the tab had not seen. `rev` is the revision that this makes.
    """
    faults: dict[str, str] = {}
    for code, value in answers.items():
        question = form.question(code)
        found = settled(question, _plain(value)) if question else Fault(code, "invalid")
        if isinstance(found, Fault):
            faults[code] = found.code
        else:
            draft = _put(draft, code, found, tab=tab, seen=seen, rev=rev)
    return draft, faults


def _plain(value: Any) -> Any:
    return None if value == [] else value


def _put(draft: Draft, code: str, value: Any, *, tab: str, seen: int, rev: int) -> Draft:
    entries = draft.get(code, [])
    if entries and entries[-1][1:] == [tab, value]:
        return draft  # as it stands already
    unseen = [entry for entry in entries if entry[1] != tab and _rev(entry) > seen]
    if value is None and (unseen or not entries):
        return draft
    return put({**draft, code: unseen}, code, value, tab=tab, at=_at(rev))


def _at(rev: int) -> str:
    return f"{rev:06d}"


def _rev(entry: list[Any]) -> int:
    return int(entry[0])
