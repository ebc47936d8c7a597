"""Forms of the intake's editor: one section of the form at a time, and the consent text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from clinic.foundation.errors import Problem
from protocols.core.intake.checking import MOST_CHOICES, MOST_HELP, MOST_WORDS
from protocols.core.intake.editing import OWN_KINDS, Added, Edit, edited, said
from protocols.core.intake.shape import Form, Question, Section

MOST_NOTE = 200
MOST_TEXT = 20_000
KINDS = (
    ("", _("No new question")),
    ("text", _("In words")),
    ("yes_no", _("Yes or no")),
    ("scale", _("A scale from 0 to 10")),
    ("choice", _("One of several answers")),
)
assert {code for code, _word in KINDS if code} == set(OWN_KINDS)


class PublishForm(forms.Form):
    """What every publishing says: what changed, and which version it was begun from."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    note = forms.CharField(
        label=_("What has changed"),
        help_text=_("A line for whoever looks at the versions later."),
        max_length=MOST_NOTE,
    )


class ConsentTextForm(PublishForm):
    """The text that clients sign."""

    text = forms.CharField(
        label=_("The text"),
        help_text=_("Whoever signed an earlier one is asked to sign this one before a visit."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 20}),
    )
    field_order = ("based_on", "text", "note")

    def again(self, number: int) -> ConsentTextForm:
        """What was typed once more, with its faults, on top of the version in force."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # what was sent has one
        data["based_on"] = str(number)
        form = ConsentTextForm(data)
        form.full_clean()
        for name, faults in self.errors.as_data().items():
            form.add_error(name if name in form.fields else None, faults)
        return form


@dataclass(frozen=True, slots=True)
class Block:
    """One question with the fields that say it."""

    question: Question
    fields: list[BoundField]


class SectionForm(PublishForm):
    """Words, help, choices of each question of a section; and one question more."""

    new_kind = forms.ChoiceField(label=_("A question of your own"), choices=KINDS, required=False)
    new_words = forms.CharField(label=_("Question"), max_length=MOST_WORDS, required=False)
    new_help = forms.CharField(label=_("Help"), max_length=MOST_HELP, required=False)
    new_choices = forms.CharField(
        label=_("Answers, one a line"),
        help_text=_("Only where one of several is chosen."),
        max_length=MOST_CHOICES * (MOST_WORDS + 2),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    new_required = forms.BooleanField(label=_("It has to be answered"), required=False)

    def __init__(self, data: Any, *, section: Section, number: int) -> None:
        super().__init__(_whole(data, section), initial={"based_on": number})
        self.section = section
        self.fields["note"].required = data is None or "publish" in data  # not to look
        self.fields["title"] = _line(_("Title"), said(section.words), MOST_WORDS)
        for question in section.questions:
            for name, field in _fields(question):
                self.fields[f"{question.code}-{name}"] = field

    @property
    def blocks(self) -> Iterator[Block]:
        """The questions in their order, each with its fields."""
        for question in self.section.questions:
            names = [name for name, _field in _fields(question)]
            yield Block(question, [self[f"{question.code}-{name}"] for name in names])

    @property
    def new(self) -> list[BoundField]:
        """The fields of a question more."""
        names = ("new_kind", "new_words", "new_help", "new_choices", "new_required")
        return [self[name] for name in names]

    def _at(self, code: str | None) -> str | None:
        """The field at which a fault of that section or question is told, None for the top."""
        name = "title" if code == self.section.code else f"{code}-words"
        if name in self.fields:
            return name
        return code if code in self.fields else "new_words" if code else None

    def made(self, form: Form) -> Form:
        """The form with this section as it was typed. Of a valid form."""
        return edited(
            form, self.section.code, self.cleaned_data["title"], self._edits(), self._added()
        )

    def again(self, section: Section, number: int, problem: Problem) -> SectionForm:
        """What was typed once more, on top of the version in force, with what hinders it told."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # what was sent has one
        data["based_on"] = str(number)
        form = SectionForm(data, section=section, number=number)
        if form.is_valid() and problem.sentence:
            form.add_error(form._at(problem.field), problem.sentence)
        form.fields["note"].required = True
        return form

    def _edits(self) -> dict[str, Edit]:
        """What was said of each question. Of a valid form."""
        return {question.code: self._edit(question) for question in self.section.questions}

    def _added(self) -> Added | None:
        """The question more, if any. Of a valid form."""
        told = self.cleaned_data
        if not told["new_kind"]:
            return None
        lines = [line.strip() for line in told["new_choices"].splitlines() if line.strip()]
        return Added(
            words=told["new_words"],
            help=told["new_help"],
            kind=told["new_kind"],
            choices=lines,
            required=told["new_required"],
        )

    def clean(self) -> dict[str, Any]:
        """A question that was worded has a kind, so that none is lost."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("new_words") and not told.get("new_kind"):
            self.add_error("new_kind", _("How is it answered?"))
        if told.get("new_kind") and not told.get("new_words"):
            self.add_error("new_words", _("What do you ask?"))
        return told

    def _edit(self, question: Question) -> Edit:
        told = {
            name: self.cleaned_data.get(f"{question.code}-{name}") for name, _ in _fields(question)
        }
        return Edit(
            words=str(told["words"]),
            help=str(told["help"] or ""),
            choices={one.code: str(told[f"choice-{one.code}"]) for one in question.choices},
            asked=bool(told.get("asked", True)),
            required=bool(told.get("required", True)),
        )


def _whole(data: Any, section: Section) -> Any:
    """What was sent, with a question that came into the section meanwhile as it stands there."""
    if data is None:
        return None
    told = data.copy()
    for question in section.questions:
        if f"{question.code}-words" not in told:
            for name, field in _fields(question):
                if field.initial is not False:
                    told[f"{question.code}-{name}"] = field.initial
    return told


def _fields(question: Question) -> Iterator[tuple[str, forms.Field]]:
    yield "words", _line(_("Question"), said(question.words), MOST_WORDS)
    yield "help", _line(_("Help"), said(question.help), MOST_HELP, required=False)
    for choice in question.choices:
        yield f"choice-{choice.code}", _line(_("Answer"), said(choice.words), MOST_WORDS)
    if not question.safety:
        yield (
            "asked",
            forms.BooleanField(label=_("It is asked"), initial=question.asked, required=False),
        )
        yield (
            "required",
            forms.BooleanField(
                label=_("It has to be answered"), initial=question.required, required=False
            ),
        )


def _line(label: Any, text: str, most: int, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, initial=text, max_length=most, required=required)
