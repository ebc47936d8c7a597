"""What a client writes into their own record."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.actions.clients import NOTE_LENGTH


class HealthNoteForm(forms.Form):
    """The one note that every therapist of this client reads."""

    health_note = forms.CharField(
        label=_("What every therapist of yours should know"),
        help_text=_(
            "Old injuries, medicines, what hurts. Only you and who treats you can read it."
        ),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
