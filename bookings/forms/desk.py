"""What the desk says of a session: what became of it, how it was paid, that it is off."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.core.lifecycle import STATES
from clinic.foundation.forms.once import OnceForm

HOW = [
    ("card", _("Card")),
    ("cash", _("Cash")),
    ("transfer", _("Bank transfer")),
    ("voucher", _("Voucher")),
]


class MarkForm(OnceForm):
    """What became of a session; the state stands in the button that was pressed."""

    state = forms.ChoiceField(choices=[(state, state) for state in STATES])


class PayForm(OnceForm):
    """How a session was paid."""

    how = forms.ChoiceField(label=_("How was it paid"), choices=HOW, widget=forms.RadioSelect)


class CancelForm(OnceForm):
    """That a session is off, and whether it is the clinic that cannot give it."""

    our_doing = forms.BooleanField(
        label=_("The clinic cannot give this session: no fee"), required=False
    )
