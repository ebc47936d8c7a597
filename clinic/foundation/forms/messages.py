"""What is done with a message that could not be sent."""

from __future__ import annotations

from django import forms

from clinic.foundation.forms.once import OnceForm


class MessageForm(OnceForm):
    """Two buttons: send it again, or let it go."""

    do = forms.ChoiceField(choices=[("again", ""), ("drop", "")], widget=forms.HiddenInput)
