"""What a note's first part begins with: what the client answered otherwise than last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from protocols.core.body.marks import words as mark_words
from protocols.core.intake.diff import Change
from protocols.core.intake.shape import NONE_OF_THESE, Form

MOST_LINES = 12
NOTHING: tuple[Any, ...] = (None, "", [], "no", NONE_OF_THESE, [NONE_OF_THESE])


@dataclass(frozen=True, slots=True)
class Said:
    """The few words that stand between answers, in the reader's language."""

    yes: str
    no: str
    none: str
    gone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed. `before` is "" where there was nothing."""

    what: str
    before: str
    now: str

    def __str__(self) -> str:
        told = f"{self.before} → {self.now}" if self.before else self.now
        return f"{self.what}: {told}" if told else self.what


def lines(
    form: Form, changes: Iterable[Change], said: Said, language: str = "en"
) -> tuple[Line, ...]:
    """What changed, line by line, in the form's order; a *no* where nothing was said is no change."""
    told = (_line(form, change, said, language) for change in changes if speaks(change))
    return tuple(told)[:MOST_LINES]


def subjective(found: Iterable[Line]) -> str:
    """The same as the text that a note begins with."""
    return "\n".join(str(line) for line in found)


def speaks(change: Change) -> bool:
    """Whether a change says anything: a *no* where nothing was said does not."""
    return change.moved is not None or not (change.before in NOTHING and change.now in NOTHING)


def _line(form: Form, change: Change, said: Said, language: str) -> Line:
    if (moved := change.moved) is not None:
        before = "" if moved.before_pain is None else str(moved.before_pain)
        if moved.now_pain is None:
            place, _pain = mark_words(moved.mark, language).rsplit(f" {moved.mark.pain}, ", 1)
            return Line(place, before, said.gone)
        return Line(mark_words(moved.mark, language), "", f"({before})" if before else "")
    words = _answer(form, change, change.now, said, language)
    before = _answer(form, change, change.before, said, language)
    return Line(_in(change.words, language), before, words or said.gone)


def _answer(form: Form, change: Change, value: Any, said: Said, language: str) -> str:
    question = form.question(change.code)
    if value is None or value == "" or question is None:
        return ""
    if question.kind == "yes_no":
        return said.yes if value == "yes" else said.no
    if question.kind in ("choice", "several"):
        named = {choice.code: _in(choice.words, language) for choice in question.choices}
        codes = value if isinstance(value, list) else [value]
        return ", ".join(named.get(code, said.none) for code in codes)
    return str(value)


def _in(words: dict[str, str], language: str) -> str:
    return words.get(language) or words.get("en", "")
