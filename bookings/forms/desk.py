"""What the desk says of a session: what became of it, how it was paid, that it is off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.core.lifecycle import STATES
from bookings.queries import reason_words
from clinic.foundation.forms.once import OnceForm

HOW = [
    ("card", _("Card")),
    ("cash", _("Cash")),
    ("transfer", _("Bank transfer")),
    ("voucher", _("Voucher")),
]


def seen_field() -> forms.IntegerField:
    """How many lines of a session's history stood on the page, hidden; nobody has to say it."""
    return forms.IntegerField(
        min_value=0, max_value=1_000_000, required=False, widget=forms.HiddenInput
    )


class MarkForm(OnceForm):
    """What became of a session; the state stands in the button that was pressed."""

    state = forms.ChoiceField(choices=[(state, state) for state in STATES])
    why = forms.ChoiceField(label=_("Why they did not come"), required=False)
    seen = seen_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Not said")), *reason_words.missed()]
        self.fields["why"].choices = choices  # type: ignore[attr-defined]  # a choice field


class UndoForm(OnceForm):
    """That the last act is taken back, of those that stood on the page."""

    seen = seen_field()


class PayForm(OnceForm):
    """How a session was paid."""

    how = forms.ChoiceField(label=_("How was it paid"), choices=HOW, widget=forms.RadioSelect)
    seen = seen_field()


class GiveBackForm(PayForm):
    """How what was paid for a session that fell through is given back."""

    how = forms.ChoiceField(label=_("How is it given back"), choices=HOW, widget=forms.RadioSelect)


class CancelForm(OnceForm):
    """That a session is off, and whether it is the clinic that cannot give it."""

    why = forms.ChoiceField(label=_("Why"))
    our_doing = forms.BooleanField(
        label=_("The clinic cannot give this session: no fee"), required=False
    )
    quiet = forms.BooleanField(label=_("The client knows: send no message"), required=False)
    seen = seen_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = reason_words.cancelled()  # type: ignore[attr-defined]

    def looked_again(self, seen: int) -> None:
        """Shown again with who was first, it stands beside the session as it is now.

        It goes on from there; else whoever has read of the conflict would meet it for ever.
        """
        if "seen" in self.errors:
            self.data = {**self.data.dict(), "seen": seen}  # type: ignore[attr-defined]
