"""What of a form is asked: the sections that are stale, the questions that follow from answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from protocols.core.intake.settling import settled
from protocols.core.intake.shape import LASTS, Form, Question, Section, When

__all__ = ["answered", "applies", "asked", "fresh", "missing", "settled", "shown"]


def asked(
    form: Form,
    *,
    types: Collection[str],
    ahead: int | None,
    behind: int | None,
    answered: Mapping[str, datetime],
    at: datetime,
) -> tuple[Section, ...]:
    """The sections that apply and are stale at `at`, in the form's order.

    `types` are those of the sessions booked, none for none; `ahead` and `behind` days to the next
    race and since the last; `answered` says by section when it was last sent in.
    """
    return tuple(
        section
        for section in form.sections
        if applies(section, types, ahead, behind)
        and not fresh(section, answered.get(section.code), at)
    )


def applies(
    section: Section, types: Collection[str], ahead: int | None, behind: int | None
) -> bool:
    """Whether a section is for these sessions, so many days before or after a race."""
    if section.types and not set(section.types) & set(types):
        return False
    if section.race_ahead is None and section.race_behind is None:
        return True
    return _within(ahead, section.race_ahead) or _within(behind, section.race_behind)


def fresh(section: Section, answered_at: datetime | None, at: datetime) -> bool:
    """Whether answers sent in then still count at `at`; at the very second they end they do not."""
    return answered_at is not None and at < answered_at + LASTS[section.lasts]


def shown(section: Section, answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that these answers lead to, without those that the clinic leaves out."""
    found: dict[str, Question] = {}
    for question in section.questions:
        if question.asked and (question.when is None or _met(question.when, found, answers)):
            found[question.code] = question
    return tuple(found.values())


def missing(section: Section, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of the questions that are shown, needed, and have no answer."""
    needed = (question for question in shown(section, answers) if question.required)
    return tuple(question.code for question in needed if not answered(question, answers))


def answered(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether there is an answer. An empty chart is one: nothing hurts."""
    value = answers.get(question.code)
    if question.kind == "chart":
        return value is not None
    return value not in (None, "", [])


def _within(days: int | None, most: int | None) -> bool:
    return days is not None and most is not None and 0 <= days <= most


def _met(when: When, shown_so_far: Mapping[str, Question], answers: Mapping[str, Any]) -> bool:
    """A condition on a question that is itself not shown is not met, whatever was said there."""
    if when.question not in shown_so_far:
        return False
    value = answers.get(when.question)
    if when.marked:
        return bool(value)
    said = {str(one) for one in value} if isinstance(value, list) else {str(value)}
    return value is not None and bool(said & set(when.answers))
