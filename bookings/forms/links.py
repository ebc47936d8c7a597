"""What the pages of a mail's link ask: another time."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from bookings.forms.taking import YEARS

SAME, ANYBODY = "same", "anybody"


class TimeForm(forms.Form):
    """A time that was pressed (`bookings.queries.links.address`), and with whom."""

    to = forms.CharField(max_length=40, widget=forms.HiddenInput)
    whom = forms.ChoiceField(
        choices=[(SAME, SAME), (ANYBODY, ANYBODY)], widget=forms.HiddenInput, required=False
    )

    def clean_to(self) -> datetime:
        try:
            start = datetime.fromisoformat(self.cleaned_data["to"])
        except ValueError:
            raise forms.ValidationError(_("Choose one of the times.")) from None
        if start.tzinfo is None or start.year not in YEARS:
            raise forms.ValidationError(_("Choose one of the times."))
        return start
