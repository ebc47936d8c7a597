"""A party: two to six clients at one time, each with a therapist of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from bookings.forms.together import REASON, StartForm
from clinic.foundation.forms.once import OnceForm


class PartyForm(StartForm):
    """What everybody gets, where and when."""


class BookPartyForm(OnceForm):
    """Book them; whoever wants care is named, with why it is right all the same."""

    accept = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why it is right all the same"), required=False, max_length=REASON
    )

    def __init__(self, *args: Any, cautions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accept"].choices = [(code, "") for code in cautions]  # type: ignore[attr-defined]
