"""The clinic's own settings."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.core.phones import REGIONS, calling_code
from clinic.foundation.forms.contact import zone_choices


def region_choices() -> list[tuple[str, str]]:
    """Regions of telephone numbers, by their two letters, with what is dialled first."""
    return [(region, f"{region} (+{calling_code(region)})") for region in sorted(REGIONS)]


class WallField(forms.TimeField):
    """A time of the clock on the wall, in and out as minutes since midnight."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

    def prepare_value(self, value: Any) -> Any:
        """Minutes as a time; what was typed stays as it was typed."""
        return time(*divmod(value, 60)) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Minutes since midnight; seconds do not count."""
        at: time | None = super().clean(value)
        return None if at is None else at.hour * 60 + at.minute


class PracticeForm(forms.Form):
    """What holds for the whole clinic."""

    name = forms.CharField(
        label=_("Name of the clinic"),
        help_text=_("As it stands in mails and on receipts."),
        max_length=120,
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Of the clinic as a whole; each place has its own."),
        choices=zone_choices,
    )
    region = forms.ChoiceField(
        label=_("Telephone numbers without + are of"), choices=region_choices
    )
    currency = forms.CharField(
        label=_("Currency"), help_text=_("Three letters, such as EUR."), min_length=3, max_length=3
    )
    treats_months = forms.IntegerField(
        label=_("Months for which a therapist reads a client's record"),
        help_text=_("Counted from the last session that they had together."),
        min_value=1,
        max_value=120,
    )
    clients_read_notes = forms.BooleanField(
        label=_("Clients read the notes about them"),
        help_text=_(
            "Notes that a therapist has signed, with what was added later, are then part of the "
            "record that a client takes along. Drafts never are."
        ),
        required=False,
    )
    offer_at_once = forms.IntegerField(
        label=_("A time that became free is offered to so many at once"),
        help_text=_("Of those on the waitlist. One is calm; more is quicker: the first yes wins."),
        min_value=1,
        max_value=10,
    )
    offer_minutes = forms.IntegerField(
        label=_("Minutes for which it is held for them"),
        help_text=_("After that it is offered to the next, and free to be booked by anybody."),
        min_value=5,
        max_value=1440,
    )
    quiet_from = WallField(label=_("From"))
    quiet_until = WallField(label=_("Until"))

    def clean_currency(self) -> str:
        """Small letters are meant as capitals."""
        return str(self.cleaned_data["currency"]).upper()
