"""Skills and features: ticks for the codes that are known, and a line for others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.owner.words import Choice


def ticks(label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    """A field of ticks; the form sets its choices."""
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


def others(label: Any) -> forms.CharField:
    """A line for codes that are not there to be ticked."""
    return forms.CharField(
        label=label, help_text=_("Separated by commas."), required=False, max_length=200
    )


def offer(form: forms.Form, name: str, choices: Iterable[Choice]) -> None:
    """Give a field of ticks its choices."""
    field = form.fields[name]
    if isinstance(field, forms.MultipleChoiceField):
        field.choices = list(choices)


def chosen(form: forms.Form, name: str) -> tuple[str, ...]:
    """What was ticked, and what was typed into `name_others`."""
    told = form.cleaned_data
    typed = [text for text in str(told[f"{name}_others"]).split(",") if text.strip()]
    return (*told[name], *typed)
