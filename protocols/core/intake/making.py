"""Short ways to write down sections and questions, for the standard form."""

from __future__ import annotations

from typing import Any

from protocols.core.intake.shape import NONE_OF_THESE, Choice, Question, Section, When

Pairs = tuple[tuple[str, str], ...]
NONE: Pairs = ((NONE_OF_THESE, "None of these"),)


def section(code: str, lasts: str, words: str, *questions: Question, **more: Any) -> Section:
    """A section in English."""
    return Section(code, lasts, {"en": words}, questions, **more)


def question(
    code: str, kind: str, words: str, tell: str = "", choices: Pairs = (), **more: Any
) -> Question:
    """A question in English; `tell` helps to answer it."""
    made = tuple(Choice(one, {"en": said}) for one, said in choices)
    return Question(code, kind, {"en": words}, {"en": tell}, choices=made, **more)


def flags(code: str, words: str, tell: str, choices: Pairs) -> Question:
    """Red flags to tick, each the screening code of its name, with "none of these"."""
    ticks = tuple(Choice(one, {"en": said}, flag=one) for one, said in choices)
    none = tuple(Choice(one, {"en": said}) for one, said in NONE)
    return Question(
        code, "several", {"en": words}, {"en": tell}, choices=(*ticks, *none), safety=True
    )


def flag(code: str, words: str, tell: str, raises: str) -> Question:
    """A red flag that "yes" raises."""
    return Question(code, "yes_no", {"en": words}, {"en": tell}, flag=raises, safety=True)


def after(asked: str, *answers: str) -> When:
    """Only after one of these answers."""
    return When(asked, answers)


def marked(asked: str) -> When:
    """Only once something is marked on that chart."""
    return When(asked, marked=True)
