"""What sign-up asks beside e-mail and password."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from clinic.foundation.models import User


class SignupForm(forms.Form):
    """Name first: it is what a therapist calls across the room."""

    field_order = ("name", "email", "password1")
    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for this; the client record comes with the first sign-in (`accounts`)."""
