"""The review of a booking: what a line of it holds, and what is still open with all of them.

A review is open while something asks for a therapist that no accepting line covers. What asks is
the engine's business (`core.judging.asking`), with what was cleared for this one visit applied.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

# What no therapist decides alone: cleared only where a doctor has said so.
DOCTOR = frozenset({"calf_clot_signs", "fever", "anticoagulant"})
# What a client may be told by message when a session is declined: never why.
KIND_WORDS = ("call", "later", "talk")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a review. `said` has the keys that the functions below give it, by `kind`."""

    kind: str
    at: datetime
    said: Json


@dataclass(frozen=True, slots=True)
class Open:
    """What still asks for a therapist: codes of answers, sorted; or that there are no answers."""

    codes: tuple[str, ...] = ()
    unanswered: bool = False

    def __bool__(self) -> bool:
        return bool(self.codes) or self.unanswered

    def beyond(self, seen: Collection[str], *, unanswered: bool) -> bool:
        """Whether more is open than somebody has seen."""
        return not set(self.codes) <= set(seen) or (self.unanswered and not unanswered)


def accepted(codes: Collection[str], *, unanswered: bool, reason: str = "") -> Json:
    """That a therapist looked at these answers, or at there being none, and takes the session."""
    return {"codes": sorted(set(codes)), "unanswered": unanswered, "reason": reason}


def changed(before: Mapping[str, Any], after: Mapping[str, Any], reason: str = "") -> Json:
    """Another type, depth or length: the engine's candidate before and after."""
    return {"before": dict(before), "after": dict(after), "reason": reason}


def asked(question: str) -> Json:
    """A question to the client."""
    return {"question": question}


def answered(question: str, words: str) -> Json:
    """The client's words; `question` is the code of the line that asked."""
    return {"question": question, "words": words}


def cleared_one(code: str, *, reason: str, doctor: bool) -> Json:
    """One flag cleared for this visit."""
    return {"code": code, "reason": reason, "doctor": doctor}


def waived(rules: Collection[str], reason: str) -> Json:
    """Timing rules waived for this booking."""
    return {"rules": sorted(set(rules)), "reason": reason}


def declined(words: str, reason: str) -> Json:
    """That it is not given: the word that the client was told (`KIND_WORDS`), and why, for the file."""
    return {"words": words, "reason": reason}


def to_text(said: Mapping[str, Any]) -> str:
    """Details as they are sealed."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def from_text(kind: str, at: datetime, text: str) -> Line:
    """A line from its sealed text; the text of an erased client is none."""
    return Line(kind, at, json.loads(text) if text else {})


def raised(codes: Collection[str]) -> Json:
    """Flags that were said anew: what was accepted or cleared of them before holds no longer."""
    return {"codes": sorted(set(codes))}


def cleared(lines: Iterable[Line]) -> list[str]:
    """The codes cleared for this visit and not raised since, sorted."""
    return sorted(_covered(lines)["cleared"])


def looked_at(lines: Iterable[Line]) -> set[str]:
    """The codes that somebody accepted or cleared, and that were not raised since."""
    return set().union(*_covered(lines).values())


def open_flags(asking: Collection[str], unanswered: bool, lines: Iterable[Line]) -> Open:  # noqa: FBT001 - a fact, not a switch
    """What of `asking` no accepted line covers. Lines of other kinds cover nothing."""
    kept = list(lines)
    looked = [line.said for line in kept if line.kind == "accepted" and line.said]
    return Open(
        codes=tuple(sorted(set(asking) - _covered(kept)["accepted"])),
        unanswered=unanswered and not any(said["unanswered"] for said in looked),
    )


def _covered(lines: Iterable[Line]) -> dict[str, set[str]]:
    """By the kind of line that covers it: the codes, in the order in which it happened."""
    found: dict[str, set[str]] = {"accepted": set(), "cleared": set()}
    for line in sorted(lines, key=lambda one: one.at):
        codes = {line.said["code"]} if "code" in line.said else {*line.said.get("codes", ())}
        if line.kind == "raised":
            for each in found.values():
                each.difference_update(codes)
        elif line.kind in found:
            found[line.kind] |= codes
    return found


def questions_open(lines: Sequence[tuple[str, Line]]) -> list[str]:
    """Codes of the lines that asked and have no answer yet, oldest first; lines with their codes."""
    told = {line.said.get("question") for _code, line in lines if line.kind == "answered"}
    return [code for code, line in lines if line.kind == "asked" and code not in told]


@dataclass(frozen=True, slots=True)
class Urgency:
    """What the order of the queue goes by. `code` makes it total."""

    blocked: bool
    start: datetime
    code: str

    @property
    def key(self) -> tuple[bool, datetime, str]:
        return (not self.blocked, self.start, self.code)


T = TypeVar("T")


def urgent_first(items: Iterable[tuple[Urgency, T]]) -> list[T]:
    """What cannot be given as it stands first, then the soonest; of equal ones by code."""
    return [item for _key, item in sorted(items, key=lambda pair: pair[0].key)]
