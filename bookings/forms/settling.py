"""The settle page's form: one choice for each session, and ticks for what comes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bookings.actions.settling import Choice
from bookings.forms.taking import digest
from bookings.queries.settling_page import RELEASE, Option, Question
from clinic.foundation.forms.once import OnceForm

WHAT = "what_"


@dataclass(frozen=True)
class Shown:
    """One option as the page draws it: its radio, and the ticks below."""

    option: Option
    number: int
    checked: bool
    ticks: tuple[forms.BoundField, ...]


@dataclass(frozen=True)
class Asked:
    """One session as the page draws it."""

    question: Question
    field: forms.BoundField
    keep: Shown
    moves: tuple[Shown, ...]
    release: Shown


class SettleForm(OnceForm):
    """`questions` are what is asked just now: a time that is gone is a choice no more."""

    def __init__(self, data: Any = None, *, questions: Sequence[Question], **more: Any) -> None:
        super().__init__(data, **more)
        self.questions = questions
        for question in questions:
            self.fields[WHAT + question.code] = forms.ChoiceField(
                label=date_format(question.card.start, "D j M, H:i"),
                choices=[(option.value, option.value) for option in question.options],
                initial=question.default,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Say what is to become of it."),
                    "invalid_choice": _("That time is not free any more. Choose once more."),
                },
            )
            for option in question.options:
                for name, label in _ticks(question, option).items():
                    self.fields[name] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for question in self.questions:
            option = question.option(data.get(WHAT + question.code, ""))
            for name in _ticks(question, option) if option else ():
                if not data.get(name):
                    self.add_error(name, _now("Tick this if that is what you want."))
        return data

    def choices(self) -> list[Choice]:
        """What was chosen, once valid."""
        chosen = []
        for question in self.questions:
            value = self.cleaned_data[WHAT + question.code]
            option = question.option(value)
            if option is None:
                raise ValueError("a choice that is none passed")
            chosen.append(
                Choice(
                    code=question.code,
                    start=option.at,
                    therapist=option.therapist,
                    release=value == RELEASE,
                    accepted=frozenset(option.minds),
                    # A fee had its tick; where none is due there is nothing to accept.
                    accept_late=question.card.terms.late,
                )
            )
        return chosen

    @property
    def asked(self) -> list[Asked]:
        """What the template draws."""
        return [self._asked(question) for question in self.questions]

    def _asked(self, question: Question) -> Asked:
        field = self[WHAT + question.code]
        value = str(field.value() or "")
        keep, *moves, release = (
            Shown(
                option=option,
                number=number,
                checked=option.value == value,
                ticks=tuple(self[name] for name in _ticks(question, option)),
            )
            for number, option in enumerate(question.options)
        )
        return Asked(question, field, keep, tuple(moves), release)


def typed(data: Mapping[str, Any]) -> dict[str, str]:
    """What was chosen by code, as it was sent: the page is built anew round it."""
    return {
        name.removeprefix(WHAT): str(value)[:120]
        for name, value in data.items()
        if name.startswith(WHAT) and value
    }


def sent(data: Mapping[str, Any]) -> dict[str, str]:
    """All that this form can say, as it was sent: what tells one sending from another."""
    return {name: str(value) for name, value in data.items() if name.startswith((WHAT, "tick_"))}


def _ticks(question: Question, option: Option) -> dict[str, str]:
    """The ticks of an option by their name: of these words alone, for this option alone."""
    about = (question.code, option.value)
    named = {f"tick_{digest([about, words])}": words[1] for words in option.minds}
    if option.fee:
        label = _now("I know that %(fee)s is due.") % {"fee": option.fee}
        named[f"tick_{digest([about, ('', option.fee)])}"] = label
    return named
