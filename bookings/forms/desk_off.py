"""Answering a time off that is asked for."""

from __future__ import annotations

from django import forms

from clinic.foundation.forms.once import OnceForm


class AnswerForm(OnceForm):
    """Grant, refuse, or take back; `seen` are the sessions in it that stood on the page."""

    answer = forms.ChoiceField(choices=[("grant", ""), ("refuse", ""), ("back", "")])
    seen = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)

    def seen_codes(self) -> frozenset[str]:
        """Their codes, once valid."""
        return frozenset(filter(None, self.cleaned_data["seen"].split(",")))
