"""A party: two to six clients at one time, each with a therapist of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.together import REASON
from clinic.foundation.forms.once import OnceForm


class BookPartyForm(OnceForm):
    """Book them; whoever wants care is named, with why it is right all the same."""

    accept = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why it is right all the same"),
        max_length=REASON,
        error_messages={"required": gettext_lazy("Say why, for those for whom it wants care.")},
    )

    def __init__(self, *args: Any, cautions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accept"].choices = [(code, "") for code in cautions]  # type: ignore[attr-defined]
        self.fields["reason"].required = bool(cautions)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if len(told.get("accept", ())) < len(self.fields["accept"].choices):  # type: ignore[attr-defined]
            sentence = _("Accept what wants care, for each of them; or choose another time.")
            self.add_error(None, sentence)
        return told
