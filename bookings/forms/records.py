"""Why an owner opens a record in an emergency."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.actions.break_glass import LONGEST, SHORTEST
from clinic.foundation.forms.once import OnceForm


class OpenForm(OnceForm):
    """A reason that the client will read."""

    reason = forms.CharField(
        label=_("Why do you have to read it?"),
        help_text=_("The client reads this sentence, with your name and the time."),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
