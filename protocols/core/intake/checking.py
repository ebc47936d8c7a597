"""Whether a form can follow the one in force: asked before it is published.

What keeps people safe is not the clinic's to leave out, and what was answered under a code must
mean the same for as long as the answer is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from protocols.core.defaults import SCREENING
from protocols.core.facts import TYPES
from protocols.core.faults import Fault
from protocols.core.intake.flags import flags_of
from protocols.core.intake.settling import tidy_text
from protocols.core.intake.shape import KINDS, LASTS, Form, Question, Section, Words

MOST_QUESTIONS, MOST_CHOICES = 150, 30
MOST_WORDS, MOST_HELP = 300, 600
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SECTION = re.compile(r"[a-z][a-z0-9_]{0,19}")  # as long as the column that names them


def faults(form: Form, former: Form) -> tuple[Fault, ...]:
    """What forbids that `form` follows `former`, each at the code of its section or question."""
    if form == former:
        return (Fault("", "same"),)
    if sum(len(one.questions) for one in form.sections) > MOST_QUESTIONS:
        return (Fault("", "too_many"),)
    return (*_whole(form), *_each(form), *_since(form, former))


def _whole(form: Form) -> Iterator[Fault]:
    questions = [one for section in form.sections for one in section.questions]
    codes = Counter([*(one.code for one in form.sections), *(one.code for one in questions)])
    yield from (Fault(code, "twice") for code, times in codes.items() if times > 1)
    raised = Counter(flag for one in questions for flag, _so in flags_of(one))
    if raised != Counter(SCREENING):
        yield Fault("", "flags")


def _each(form: Form) -> Iterator[Fault]:
    for section in form.sections:
        if not _SECTION.fullmatch(section.code):
            yield Fault(section.code, "code")
        if section.lasts not in LASTS or not set(section.types) <= set(TYPES):
            yield Fault(section.code, "section")
        if not _said(section.words, MOST_WORDS):
            yield Fault(section.code, "words")
        for place, question in enumerate(section.questions):
            wrong = _question(question, section.questions[:place])
            yield from (Fault(question.code, code) for code in wrong)


def _question(question: Question, before: tuple[Question, ...]) -> Iterator[str]:
    codes = [choice.code for choice in question.choices]
    if not all(_CODE.fullmatch(code) for code in (question.code, *codes)):
        yield "code"
    if question.kind not in KINDS:
        yield "kind"
    if len(set(codes)) < len(codes):
        yield "twice"
    wants = question.kind in ("choice", "several")
    if wants != bool(codes) or (wants and not 2 <= len(codes) <= MOST_CHOICES):
        yield "choices"
    if any(flags_of(question)) and not (
        question.safety and question.required and question.asked and question.when is None
    ):
        yield "safety"
    if not _condition(question, before):
        yield "condition"
    words = (question.words, *(choice.words for choice in question.choices))
    if not all(_said(one, MOST_WORDS) for one in words) or not _short(question.help, MOST_HELP):
        yield "words"


def _condition(question: Question, before: tuple[Question, ...]) -> bool:
    when = question.when
    if when is None:
        return True
    asked = next((one for one in before if one.code == when.question), None)
    if asked is None:
        return False
    if when.marked:
        return asked.kind == "chart" and not when.answers
    possible = {
        "yes_no": {"yes", "no"},
        "scale": {str(step) for step in range(11)},
        "choice": {choice.code for choice in asked.choices},
        "several": {choice.code for choice in asked.choices},
    }.get(asked.kind, set())
    return bool(when.answers) and set(when.answers) <= possible


def _since(form: Form, former: Form) -> Iterator[Fault]:
    """What a version may not take back of the one before it."""
    for section in former.sections:
        now = form.section(section.code)
        if now is None or _frame(now) != _frame(section):
            yield Fault(section.code, "section")
            continue
        here = {question.code: question for question in now.questions}
        for question in section.questions:
            follower = here.get(question.code)
            if follower is None:
                yield Fault(question.code, "gone")
            elif question.safety and _wordless(follower) != _wordless(question):
                yield Fault(question.code, "safety")
            elif _meaning(follower) != _meaning(question):
                yield Fault(question.code, "other")


def _frame(section: Section) -> tuple[object, ...]:
    return section.lasts, section.types, section.race_ahead, section.race_behind


def _meaning(question: Question) -> tuple[object, ...]:
    return question.kind, question.safety, tuple(flags_of(question))


def _wordless(question: Question) -> Question:
    """A question without its words: what of a safety question may not change."""
    bare = tuple(replace(choice, words={}) for choice in question.choices)
    return replace(question, words={}, help={}, choices=bare)


def _said(words: Words, most: int) -> bool:
    """Words that are there in English, the language that everything falls back to."""
    return bool(words.get("en", "").strip()) and _short(words, most)


def _short(words: Words, most: int) -> bool:
    texts = words.values()
    return all(isinstance(t, str) and len(t) <= most and tidy_text(t) is not None for t in texts)
