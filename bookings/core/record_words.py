"""Answers, notes and steps of a review in words: what a file of somebody's record says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from protocols.core.body import marks
from protocols.core.intake.shape import NONE_OF_THESE, Form, Question
from protocols.core.words import NAMES

Json = dict[str, Any]
YES_NO = {"en": {"yes": "Yes", "no": "No", NONE_OF_THESE: "None of these"}}
PARTS = (("s", "subjective"), ("o", "objective"), ("a", "assessment"), ("p", "plan"))


def said(form: Form, answers: Mapping[str, Any], language: str = "en") -> list[Json]:
    """What a sitting answered, in the form's order: question and answer in the words of then."""
    return [
        {
            "question": worded(question.words, language),
            "answer": answer(question, answers[question.code], language),
        }
        for section in form.sections
        for question in section.questions
        if question.code in answers
    ]


def answer(question: Question, value: Any, language: str = "en") -> str | list[str]:
    """One answer in words. A code that the form does not know stands as it is."""
    choices = {one.code: worded(one.words, language) for one in question.choices}
    known = {**YES_NO["en"], **choices}
    if question.kind == "chart" and isinstance(value, list):
        return [marks.words(one, language) for one in marks.marks_from(value)]
    if isinstance(value, list):
        return [known.get(str(one), str(one)) for one in value]
    if question.kind in ("choice", "yes_no"):
        return known.get(str(value), str(value))
    return str(value)


def flags(codes: Iterable[str], language: str = "en") -> list[str]:
    """Screening codes as a sentence calls them."""
    names = NAMES[language]
    return [names.get(code, code) for code in codes]


def note(content: Mapping[str, Any]) -> Json:
    """A visit's note: its four parts, the ranges that were measured, where was worked, what next."""
    told: Json = {name: content.get(key) or "" for key, name in PARTS}
    tests = content.get("tests") or {}
    told["measured"] = [
        f"{test.replace('_', ' ')}: "
        + ", ".join(
            f"{side} {value}" for side, value in sorted(values.items()) if value is not None
        )
        for test, values in tests.items()
    ]
    worked = marks.worked_from(content.get("worked") or [])
    told["worked"] = [marks.worked_words(one, one.depth) for one in worked]
    told["next"] = content.get("next") or None
    return told


def worded(words: Mapping[str, str], language: str = "en") -> str:
    """A text of the form in a language, else in the first that it has."""
    return words.get(language) or next(iter(words.values()), "")
