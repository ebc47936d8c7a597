"""Answering a time off that is asked for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.forms.once import OnceForm


class AnswerForm(OnceForm):
    """Grant, refuse, or take back; `seen` are the sessions in it that stood on the page.

    `word` is what the therapist reads with the answer.
    """

    answer = forms.ChoiceField(choices=[("grant", ""), ("refuse", ""), ("back", "")])
    word = forms.CharField(label=_("A word with the answer"), max_length=200, required=False)
    seen = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)

    def seen_codes(self) -> frozenset[str]:
        """Their codes, once valid."""
        return frozenset(filter(None, self.cleaned_data["seen"].split(",")))
