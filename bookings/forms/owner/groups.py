"""A group of clients and its terms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.core.groups import GroupEntry
from bookings.core.menu import MOST_CHANGE_HOURS
from bookings.forms.owner.places import POSITION


class GroupForm(forms.Form):
    """What is left empty is as each service has it."""

    name = forms.CharField(
        label=_("Name"), help_text=_("Such as a club, a sponsor, or the staff."), max_length=120
    )
    change_hours = forms.IntegerField(
        label=_("Hours until which a change is free"),
        help_text=_("Counted back from the start. Empty: as the service has it."),
        min_value=0,
        max_value=MOST_CHANGE_HOURS,
        required=False,
    )
    late_fee_percent = forms.IntegerField(
        label=_("Fee after that, in %"),
        help_text=_("Of the price; for no-shows too. Empty: as the service has it."),
        min_value=0,
        max_value=100,
        required=False,
    )
    position = forms.IntegerField(
        label=_("Place in the list"), help_text=POSITION, min_value=0, max_value=1000, initial=0
    )

    def entry(self) -> GroupEntry:
        """What was typed, for the action."""
        return GroupEntry(**self.cleaned_data)
