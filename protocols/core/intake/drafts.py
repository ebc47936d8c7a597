"""A sitting as it is saved on the way: what every tab said, so that no tab's words are lost.

A draft is JSON: question -> a list of [at, tab, value], the one that counts last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from protocols.core.intake.asking import shown
from protocols.core.intake.shape import Section

Draft = dict[str, Any]
UNSEEN = object()  # nobody's value


def put(draft: Draft, code: str, value: Any, *, tab: str, at: str, seen: Any = UNSEEN) -> Draft:
    """The draft with one answer more; None takes a tab's answer back.

    It takes the place of what the same tab said. What others said stays beside it, unless it is
    what this tab showed (`seen`) when its person wrote over it: a page that was left and opened
    again has another name for its tab.
    """
    others = [
        entry
        for entry in draft.get(code, ())
        if entry[1] != tab and (seen is UNSEEN or entry[2] != seen)
    ]
    return {**draft, code: [*others, [at, tab, value]]}


def choose(
    draft: Draft, code: str, value: Any, *, among: Collection[Any], tab: str, at: str
) -> Draft:
    """One of several answers, chosen by whoever saw them all (`among`); others stay."""
    others = [entry for entry in draft.get(code, ()) if entry[2] not in among]
    return {**draft, code: [*others, [at, tab, value]]}


def current(draft: Draft) -> dict[str, Any]:
    """The answers that count: of each question what was put last."""
    last = {code: entries[-1][2] for code, entries in draft.items() if entries}
    return {code: value for code, value in last.items() if value is not None}


def twice(draft: Draft) -> dict[str, list[Any]]:
    """The questions to which tabs said different things, with each of them, the last one last."""
    found: dict[str, list[Any]] = {}
    for code, entries in draft.items():
        values: list[Any] = []
        for _at, _tab, value in reversed(entries):
            if value not in values:
                values.insert(0, value)
        if len(values) > 1:
            found[code] = values
    return found


def kept(draft: Draft, sections: Iterable[Section]) -> Draft:
    """What is sent in of a draft: these sections' questions, as far as the answers lead to them."""
    answers = current(draft)
    codes = [question.code for section in sections for question in shown(section, answers)]
    return {code: draft[code] for code in codes if code in answers}
