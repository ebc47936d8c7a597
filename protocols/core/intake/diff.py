"""What changed between two sets of answers: what a therapist reads before a session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from protocols.core.body import marks
from protocols.core.body.marks import Moved
from protocols.core.intake.shape import Form, Question, Words

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One question whose answer is not what it was; of a chart one place (`moved`).

    `kind` is *new* (no answer before), *changed* or *gone*. `before` and `now` are answers, None
    for none; of a chart the pain there, 0-10. `words` are those of the question, by language.
    """

    code: str
    words: Words
    before: Any
    now: Any
    kind: str
    moved: Moved | None = None


def changes(form: Form, before: Answers, now: Answers) -> tuple[Change, ...]:
    """All changes in the form's order. What the form does not ask (any more) is left aside."""
    questions = (question for section in form.sections for question in section.questions)
    return tuple(change for question in questions for change in _changes(question, before, now))


def _changes(question: Question, before: Answers, now: Answers) -> Iterator[Change]:
    then, today = before.get(question.code), now.get(question.code)
    if question.kind == "chart":
        found = marks.diff(marks.marks_from(then or []), marks.marks_from(today or []))
        for moved in found:
            kind = _kind(moved.before_pain, moved.now_pain)
            yield Change(
                question.code, question.words, moved.before_pain, moved.now_pain, kind, moved
            )
    elif then != today:
        yield Change(question.code, question.words, then, today, _kind(then, today))


def _kind(before: Any, now: Any) -> str:
    return "new" if before is None else "gone" if now is None else "changed"
