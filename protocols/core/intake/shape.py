"""What an intake form is made of. A form is data; this is its shape.

Answers are JSON: a text is a string, a choice its code, *several* a list of codes, a scale a whole
number 0-10, a date "2026-11-22", yes_no "yes" or "no", a chart a list of marks (`core.body.marks`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

KINDS = ("text", "choice", "several", "scale", "chart", "date", "yes_no")
# How long the answers of a section count, from the moment that they were sent in, end excluded.
LASTS: Mapping[str, timedelta] = {
    "acute": timedelta(days=7),
    "medication": timedelta(days=90),
    "history": timedelta(days=365),
}
NONE_OF_THESE = "none"  # of *several*: it stands alone
Words = dict[str, str]  # language -> text


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose. `flag` is the screening code that it raises, "" for none."""

    code: str
    words: Words
    flag: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A question is asked only if an earlier one of its section got one of these answers.

    Of *several* one of them is enough; `marked` stands for a chart with any mark; of a scale
    `answers` are numbers as text.
    """

    question: str
    answers: tuple[str, ...] = ()
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `code` is unique in the form and never used for another question later.

    `flag`: the screening code that "yes" raises. `safety`: the owner may word it anew but neither
    leave it out nor make it optional.
    """

    code: str
    kind: str
    words: Words
    help: Words
    required: bool = True
    choices: tuple[Choice, ...] = ()
    when: When | None = None
    flag: str = ""
    safety: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that expire together: what is asked again when it is stale.

    `types` are the session types that it is asked for, none for all. `race_ahead` and `race_behind`
    are days: it is asked only if a race starts within so many days after the session, or was run
    within so many before it; None and None for always.
    """

    code: str
    lasts: str
    words: Words
    questions: tuple[Question, ...]
    types: tuple[str, ...] = ()
    race_ahead: int | None = None
    race_behind: int | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """All sections in the order in which they are asked."""

    sections: tuple[Section, ...]

    def section(self, code: str) -> Section | None:
        return next((one for one in self.sections if one.code == code), None)

    def question(self, code: str) -> Question | None:
        found = (one for each in self.sections for one in each.questions if one.code == code)
        return next(found, None)


def form_json(form: Form) -> dict[str, Any]:
    """A form as JSON, for a column."""
    return asdict(form)


def form_from(content: Mapping[str, Any]) -> Form:
    """The other way round, of what `form_json` made."""
    return Form(tuple(_section(one) for one in content["sections"]))


def _section(told: Mapping[str, Any]) -> Section:
    rest = {name: value for name, value in told.items() if name not in ("questions", "types")}
    questions = tuple(_question(one) for one in told["questions"])
    return Section(**rest, questions=questions, types=tuple(told["types"]))


def _question(told: Mapping[str, Any]) -> Question:
    rest = {name: value for name, value in told.items() if name not in ("choices", "when")}
    when = told["when"]
    return Question(
        **rest,
        choices=tuple(Choice(**one) for one in told["choices"]),
        when=When(when["question"], tuple(when["answers"]), when["marked"]) if when else None,
    )
