"""The form that signs the consent's text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protocols.core.consents import MOST_BYTES, Drawn, Signature, Typed, read_strokes, settled
from protocols.core.faults import Fault
from protocols.core.texts import MOST_LETTERS
from protocols.forms.parts import Told

UNREAD = _("We could not read the drawing. Clear it, then draw it again or leave it empty.")


class SignForm(Told):
    """A typed name, with a drawing where somebody likes to and the page's script runs."""

    name = forms.CharField(
        label=_("Your full name"),
        max_length=MOST_LETTERS,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    strokes = forms.CharField(
        required=False,
        max_length=MOST_BYTES,
        widget=forms.HiddenInput,
        error_messages={"max_length": UNREAD},
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def clean(self) -> dict[str, Any]:
        """Name and drawing as a signature that can be kept."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return told
        found = _signature(told["name"], told["strokes"])
        if isinstance(found, Fault):
            blank = _("Type your name.")
            self.add_error(found.field, UNREAD if found.field == "strokes" else blank)
        else:
            told["signature"] = found
        return told

    def signature(self) -> Signature:
        """What was signed with. Of a valid form."""
        found: Signature = self.cleaned_data["signature"]
        return found

    @property
    def seen(self) -> int:
        """The version of the text that the page showed. Of a valid form."""
        found: int = self.cleaned_data["number"]
        return found


def _signature(name: str, strokes: str) -> Signature | Fault:
    if not strokes:
        return settled(Typed(name))
    drawn = read_strokes(strokes)
    return drawn if isinstance(drawn, Fault) else settled(Drawn(name, drawn))
