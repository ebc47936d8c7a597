"""Which screening codes the answers of a form raise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from protocols.core.defaults import SCREENING
from protocols.core.intake.asking import answered, shown
from protocols.core.intake.shape import Question, Section

Codes = tuple[str, ...]


def raised(sections: Iterable[Section], answers: Mapping[str, Any]) -> tuple[Codes, Codes]:
    """The codes that hold, and those that were asked, both in the order of `SCREENING`.

    Asked is what somebody saw and answered: a question that its condition hid says neither.
    """
    codes: set[str] = set()
    asked: set[str] = set()
    for section in sections:
        for question in shown(section, answers):
            if answered(question, answers):
                asked |= {flag for flag, _so in flags_of(question)}
                value = answers[question.code]
                said = set(value) if question.kind == "several" else {str(value)}
                codes |= {flag for flag, so in flags_of(question) if so in said}
    return _ordered(codes), _ordered(asked)


def flags_of(question: Question) -> Iterator[tuple[str, str]]:
    """The codes that a question can raise, each with the answer that does."""
    if question.flag:
        yield question.flag, "yes"
    yield from ((choice.flag, choice.code) for choice in question.choices if choice.flag)


def _ordered(codes: set[str]) -> Codes:
    return tuple(code for code in SCREENING if code in codes)
