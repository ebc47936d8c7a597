"""The form of feeds: one address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.errors import TooMany, Unavailable
from protocols.forms.parts import Told

T = TypeVar("T")


class FeedForm(Told):
    """An address, judged by the action. Sent twice it is one feed, so that no token is needed."""

    address = forms.CharField(
        label=_("Address of the calendar"),
        error_messages={"required": _("Paste the address of the calendar.")},
        strip=True,
        widget=forms.TextInput(
            attrs={
                "inputmode": "url",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        help_text=_(
            "It begins with https:// or webcal://. It is kept encrypted, and after this never shown"
            " whole again."
        ),
    )

    def tried(self, do: Callable[[], T]) -> T | None:
        """What `do` answers, or None once its fault stands beside the field."""
        try:
            return super().tried(do)
        except (TooMany, Unavailable) as fault:
            self.add_error("address", fault.sentence)
            return None


class RemoveForm(forms.Form):
    """Whether what lies ahead of it goes too."""

    with_things = forms.BooleanField(
        label=_("Take out what came from it and lies ahead"),
        required=False,
        help_text=_("Only what you have not changed. The past stays, and so do your own entries."),
    )
