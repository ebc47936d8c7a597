"""A section of the intake as a page draws it, and as a page sends it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protocols.core.body import marks
from protocols.core.faults import Fault
from protocols.core.intake.asking import shown
from protocols.core.intake.shape import Question, Section, Words
from protocols.forms.intake_marks import MarkRow, mark_rows, sent_marks

STEPS = 11  # of a scale: 0-10
MOST_PICK = 30_000  # characters of a choice between two answers
PICK, HAS = "pick-", "has"


@dataclass(frozen=True, slots=True)
class Option:
    code: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One question as it is drawn. `hidden`: its condition is not met by what was said so far.

    `picks` are the answers of two tabs, of which one is to be chosen: their JSON and their words.
    """

    question: Question
    label: str
    help: str
    value: Any
    options: tuple[Option, ...]
    error: str
    hidden: bool
    picks: tuple[Option, ...]

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def marks(self) -> list[MarkRow]:
        """Of a chart: its places as rows."""
        return mark_rows(self.value)

    @property
    def grouped(self) -> bool:
        """Whether it is a group of controls: then it has a legend and no label."""
        return bool(self.picks) or self.kind not in ("text", "date")

    @property
    def first(self) -> str:
        """The id of its first control, where a summary of faults leads to."""
        return f"q-{self.code}" if not self.grouped or self.kind == "chart" else f"q-{self.code}-0"

    @property
    def when(self) -> str:
        """The answers that show it, as JSON for the page's script."""
        return json.dumps(list(self.question.when.answers)) if self.question.when else ""


def rows(
    section: Section,
    answers: Mapping[str, Any],
    *,
    faults: Mapping[str, str],
    twice: Mapping[str, list[Any]],
    typed: Mapping[str, Any] | None = None,
) -> list[Row]:
    """The questions of a section with what was answered, and what is wrong beside each.

    `typed` is what was just sent: where it could not be kept, it stands in the page as it was sent.
    """
    seen = {question.code for question in shown(section, answers)}
    sent = typed or {}
    return [
        _row(
            question,
            sent.get(question.code) if question.code in faults else answers.get(question.code),
            faults.get(question.code, ""),
            hidden=question.code not in seen,
            picks=tuple(twice.get(question.code, ())),
        )
        for question in section.questions
        if question.asked
    ]


def sent(section: Section, data: QueryDict) -> dict[str, Any]:
    """What a page sent back of a section: values as they are, not yet looked at."""
    found: dict[str, Any] = {}
    has = set(data.getlist(HAS))
    for question in section.questions:
        code = question.code
        if PICK + code in data:
            found[code] = _json(str(data[PICK + code]))
        elif question.kind == "several":
            if code in has:
                found[code] = data.getlist(code)
        elif question.kind == "chart":
            marks = sent_marks(code, data)
            if data.get(code):
                found[code] = _json(str(data[code]))
            elif marks is not None:
                found[code] = marks
        elif code in data:
            found[code] = data[code]
    return found


def words(told: Words) -> str:
    """Words of a form in the reader's language, or in the first that there is."""
    language = (get_language() or "en").partition("-")[0]
    return told.get(language) or next((text for text in told.values() if text), "")


def said(question: Question, value: Any) -> str:
    """An answer in words."""
    if value is None or value == []:
        return _("No answer")
    if question.kind == "yes_no":
        return _("Yes") if value == "yes" else _("No")
    names = {choice.code: words(choice.words) for choice in question.choices}
    if isinstance(value, list):
        if question.kind == "chart":
            return _marked(value)
        return ", ".join(names.get(str(one), str(one)) for one in value)
    return names.get(str(value), str(value))


def _marked(value: list[Any]) -> str:
    """The places of a chart: who chooses between two of them has to tell them apart."""
    found = marks.settled_marks(value)
    if isinstance(found, Fault):
        return _("%(count)s places marked") % {"count": len(value)}
    language = (get_language() or "en").partition("-")[0]
    return "; ".join(marks.words(mark, language) for mark in found)


def _row(
    question: Question, value: Any, error: str, *, hidden: bool, picks: tuple[Any, ...]
) -> Row:
    return Row(
        question=question,
        label=words(question.words),
        help=words(question.help),
        value="" if value is None else value,
        options=_options(question, value),
        error=error,
        hidden=hidden,
        picks=tuple(Option(json.dumps(one), said(question, one), chosen=False) for one in picks),
    )


def _options(question: Question, value: Any) -> tuple[Option, ...]:
    chosen = {str(one) for one in value} if isinstance(value, list) else {str(value)}
    if question.kind == "yes_no":
        told = [("yes", _("Yes")), ("no", _("No"))]
    elif question.kind == "scale":
        told = [(str(step), str(step)) for step in range(STEPS)]
    else:
        told = [(choice.code, words(choice.words)) for choice in question.choices]
    return tuple(Option(code, label, chosen=code in chosen) for code, label in told)


def _json(text: str) -> Any:
    """What a hidden field holds; what is no JSON is no answer, and told so at its question."""
    try:
        return json.loads(text) if len(text) <= MOST_PICK else text
    except (ValueError, RecursionError):
        return text
