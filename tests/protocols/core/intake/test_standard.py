"""The standard form, and what may follow a form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from protocols.core.defaults import SCREENING
from protocols.core.faults import Fault
from protocols.core.intake import checking
from protocols.core.intake.checking import faults
from protocols.core.intake.flags import flags_of
from protocols.core.intake.held import HOLDS
from protocols.core.intake.making import after, question, section
from protocols.core.intake.shape import LASTS, Choice, Form, Question, Section, form_from, form_json
from protocols.core.intake.standard import STANDARD

QUESTIONS = [one for each in STANDARD.sections for one in each.questions]
FROZEN = Path(__file__).parents[4] / "protocols/migrations/form_1.json"
OWN = question("own", "text", "Something of our own?", required=False)


def edited(section: str, change: Callable[[Section], Section]) -> Form:
    """The standard form with one section changed."""
    sections = (change(one) if one.code == section else one for one in STANDARD.sections)
    return Form(tuple(sections))


def with_question(code: str, change: Callable[[Question], Question]) -> Form:
    def change_in(section: Section) -> Section:
        made = tuple(change(q) if q.code == code else q for q in section.questions)
        return replace(section, questions=made)

    return Form(tuple(change_in(one) for one in STANDARD.sections))


def plus(made: Question, section: str = "history") -> Form:
    return edited(section, lambda one: replace(one, questions=(*one.questions, made)))


def without(code: str) -> Form:
    def left(one: Section) -> Section:
        return replace(one, questions=tuple(q for q in one.questions if q.code != code))

    return Form(tuple(left(one) for one in STANDARD.sections))


def test_the_standard_form_stands_by_the_rules_of_every_other() -> None:
    assert faults(STANDARD, Form(())) == ()


def test_version_1_in_its_file_is_the_standard_form() -> None:
    assert json.loads(FROZEN.read_text()) == json.loads(json.dumps(form_json(STANDARD)))
    assert form_from(json.loads(FROZEN.read_text())) == STANDARD


def test_every_red_flag_is_raised_by_exactly_one_answer() -> None:
    raised = Counter(flag for one in QUESTIONS for flag, _so in flags_of(one))
    assert raised == Counter(SCREENING)


def test_no_flag_lapses_before_it_is_asked_anew() -> None:
    for each in STANDARD.sections:
        for flag in (flag for one in each.questions for flag, _so in flags_of(one)):
            assert LASTS[each.lasts] <= HOLDS[flag]


def test_what_comes_overnight_is_asked_every_week() -> None:
    slow = {"anticoagulant", "medication_change", "pregnancy", "uncontrolled_blood_pressure"}
    weekly = {
        flag
        for each in STANDARD.sections
        if LASTS[each.lasts] == timedelta(days=7)
        for one in each.questions
        for flag, _so in flags_of(one)
    }
    assert weekly == set(SCREENING) - slow


def test_a_healthy_runner_answers_few_questions_each_week() -> None:
    weekly = [each for each in STANDARD.sections if each.code in ("flags", "body", "lately")]
    first = [one for each in weekly for one in each.questions if one.when is None]
    assert len(first) <= 7


def test_words_are_short_enough_for_a_telephone() -> None:
    assert max(len(one.words["en"]) for one in QUESTIONS) <= 80
    assert max(len(one.help.get("en", "")) for one in QUESTIONS) <= 90
    assert max(len(c.words["en"]) for one in QUESTIONS for c in one.choices) <= 62


GOOD = {
    "a word of it": with_question("goals", lambda q: replace(q, words={"en": "Your goals?"})),
    "a word of a flag": with_question("urgent", lambda q: replace(q, words={"en": "Any of this?"})),
    "left unasked": with_question("goals", lambda q: replace(q, asked=False)),
    "needed": with_question("goals", lambda q: replace(q, required=True)),
    "one more": plus(OWN),
    "another language": with_question(
        "goals", lambda q: replace(q, words={**q.words, "de": "Ihre Ziele?"})
    ),
    "one more section": Form((*STANDARD.sections, section("ours", "history", "Ours", OWN))),
}
BAD = {
    "nothing changed": (STANDARD, Fault("", "same")),
    "a safety question gone": (without("thinner"), Fault("thinner", "gone")),
    "a question gone": (without("goals"), Fault("goals", "gone")),
    "a section gone": (Form(STANDARD.sections[1:]), Fault("flags", "section")),
    "a section that lasts longer": (
        edited("flags", lambda s: replace(s, lasts="history")),
        Fault("flags", "section"),
    ),
    "flags for fewer": (
        edited("flags", lambda s: replace(s, types=("injury",))),
        Fault("flags", "section"),
    ),
    "safety by choice": (
        with_question("urgent", lambda q: replace(q, required=False)),
        Fault("urgent", "safety"),
    ),
    "safety unasked": (
        with_question("thinner", lambda q: replace(q, asked=False)),
        Fault("thinner", "safety"),
    ),
    "safety under a condition": (
        with_question("pregnant", lambda q: replace(q, when=after("thinner", "yes"))),
        Fault("pregnant", "safety"),
    ),
    "safety no more": (
        with_question("thinner", lambda q: replace(q, safety=False)),
        Fault("thinner", "safety"),
    ),
    "a tick that raises nothing": (
        with_question(
            "skin", lambda q: replace(q, choices=tuple(replace(c, flag="") for c in q.choices))
        ),
        Fault("", "flags"),
    ),
    "a flag from elsewhere": (
        plus(Question("own", "yes_no", {"en": "Fever?"}, {"en": ""}, flag="fever", safety=True)),
        Fault("", "flags"),
    ),
    "another kind": (
        with_question("goals", lambda q: replace(q, kind="scale")),
        Fault("goals", "other"),
    ),
    "a code twice": (plus(replace(OWN, code="goals")), Fault("goals", "twice")),
    "no code": (plus(replace(OWN, code="Own question")), Fault("Own question", "code")),
    "a kind that is none": (plus(replace(OWN, kind="essay")), Fault("own", "kind")),
    "nothing to choose from": (plus(replace(OWN, kind="choice")), Fault("own", "choices")),
    "choices twice": (
        plus(replace(OWN, kind="choice", choices=(Choice("a", {"en": "A"}),) * 2)),
        Fault("own", "twice"),
    ),
    "a condition on itself": (
        plus(replace(OWN, when=after("own", "yes"))),
        Fault("own", "condition"),
    ),
    "a condition elsewhere": (
        plus(replace(OWN, when=after("thinner", "yes"))),
        Fault("own", "condition"),
    ),
    "a condition never met": (
        plus(replace(OWN, when=after("firmness", "purple"))),
        Fault("own", "condition"),
    ),
    "no words": (plus(replace(OWN, words={"en": "  "})), Fault("own", "words")),
    "words for a book": (plus(replace(OWN, words={"en": "x" * 301})), Fault("own", "words")),
    "words that no text holds": (plus(replace(OWN, words={"en": "a\0b"})), Fault("own", "words")),
    "a form for a book": (
        edited("history", lambda s: replace(s, questions=s.questions * 30)),
        Fault("", "too_many"),
    ),
}


@pytest.mark.parametrize("form", GOOD.values(), ids=GOOD)
def test_words_and_own_questions_may_follow(form: Form) -> None:
    assert faults(form, STANDARD) == ()


@pytest.mark.parametrize(("form", "fault"), BAD.values(), ids=BAD)
def test_what_would_mislead_or_endanger_may_not_follow(form: Form, fault: Fault) -> None:
    assert fault in faults(form, STANDARD)


def test_with_no_look_at_the_former_form_safety_questions_would_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    longer = edited("flags", lambda s: replace(s, lasts="history"))
    assert faults(longer, STANDARD)
    monkeypatch.setattr(checking, "_since", lambda form, former: ())
    assert faults(longer, STANDARD) == ()
