"""Editing a form as its owner does: other words, what is asked, a question more; and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from protocols.core.intake.settling import tidy_text
from protocols.core.intake.shape import Choice, Form, Question, Section, Words

OWN = "own_"  # how the codes of a clinic's own questions begin
OWN_KINDS = ("text", "yes_no", "scale", "choice")
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Edit:
    """What an owner says of one question. `choices` are words by code."""

    words: str
    help: str
    choices: Mapping[str, str]
    asked: bool = True
    required: bool = True


@dataclass(frozen=True, slots=True)
class Added:
    """A question of the clinic's own, at the end of its section. `choices` are words in order."""

    words: str
    help: str
    kind: str
    choices: Sequence[str] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `what`: title, words, help, choice, asked, required or new.

    `about` is what it is about, as it was called before; `before` and `now` are texts, or "yes" and
    "no".
    """

    what: str
    about: str
    before: str
    now: str


def edited(
    form: Form, code: str, title: str, edits: Mapping[str, Edit], added: Added | None = None
) -> Form:
    """The form with one section said anew. Questions without an edit stay as they are."""
    return Form(
        tuple(
            _section(form, one, title, edits, added) if one.code == code else one
            for one in form.sections
        )
    )


def differences(before: Form, now: Form) -> tuple[Difference, ...]:
    """What differs between two forms of which the second came from the first."""
    found: list[Difference] = []
    for old, new in zip(before.sections, now.sections, strict=True):
        found += _texts("title", said(old.words), said(old.words), said(new.words))
        kept = {question.code: question for question in old.questions}
        for question in new.questions:
            was = kept.get(question.code)
            found += _changes(was, question) if was else [_new(question)]
    return tuple(found)


def said(words: Words) -> str:
    """A text in the language that it is edited in."""
    return words.get(LANGUAGE, "")


def _section(
    form: Form, section: Section, title: str, edits: Mapping[str, Edit], added: Added | None
) -> Section:
    questions = tuple(
        _question(one, edits[one.code]) if one.code in edits else one for one in section.questions
    )
    if added is not None:
        questions = (*questions, _own(form, added))
    return replace(section, words=_worded(section.words, title), questions=questions)


def _question(question: Question, edit: Edit) -> Question:
    """Whether a safety question is asked, and has to be answered, is not the owner's to say."""
    choices = tuple(
        replace(one, words=_worded(one.words, edit.choices.get(one.code, said(one.words))))
        for one in question.choices
    )
    safe = question.safety
    return replace(
        question,
        words=_worded(question.words, edit.words),
        help=_worded(question.help, edit.help),
        choices=choices,
        asked=question.asked if safe else edit.asked,
        required=question.required if safe else edit.required,
    )


def _own(form: Form, added: Added) -> Question:
    """A question with the next code that is free: none is ever used again, since none is removed."""
    codes = {one.code for section in form.sections for one in section.questions}
    number = next(n for n in range(1, len(codes) + 2) if f"{OWN}{n}" not in codes)
    choices = added.choices if added.kind == "choice" else ()
    return Question(
        code=f"{OWN}{number}",
        kind=added.kind,
        words=_worded({}, added.words),
        help=_worded({}, added.help),
        required=added.required,
        choices=tuple(
            Choice(f"c{place}", _worded({}, words)) for place, words in enumerate(choices, 1)
        ),
    )


def _worded(words: Words, text: str) -> Words:
    """A text that cannot stand is left for the check to refuse."""
    tidy = tidy_text(text)
    return {**words, LANGUAGE: text if tidy is None else tidy}


def _changes(was: Question, now: Question) -> Iterator[Difference]:
    about = said(was.words)
    yield from _texts("words", about, about, said(now.words))
    yield from _texts("help", about, said(was.help), said(now.help))
    for old, new in zip(was.choices, now.choices, strict=True):
        yield from _texts("choice", about, said(old.words), said(new.words))
    yield from _texts("asked", about, _yes(was.asked), _yes(now.asked))
    yield from _texts("required", about, _yes(was.required), _yes(now.required))


def _texts(what: str, about: str, before: str, now: str) -> Iterator[Difference]:
    if before != now:
        yield Difference(what, about, before, now)


def _new(question: Question) -> Difference:
    choices = " / ".join(said(one.words) for one in question.choices)
    return Difference("new", said(question.words), "", choices)


def _yes(so: bool) -> str:  # noqa: FBT001 - a fact, not a switch
    return "yes" if so else "no"
