"""Which days and which studio a report is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.core.reports import MOST_DAYS, Period, period
from bookings.models import Location
from protocols.forms.parts import day_field

USUAL = "weeks4"
PERIODS = [
    ("week", gettext_lazy("This week")),
    ("weeks4", gettext_lazy("The last four weeks")),
    ("month", gettext_lazy("This month")),
    ("own", gettext_lazy("From one day to another")),
]


class StudioForm(forms.Form):
    """One studio or all of them."""

    location = forms.ChoiceField(label=gettext_lazy("Studio"), required=False)

    def __init__(self, *args: Any, studios: Sequence[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *((s.code, s.name) for s in studios)]
        self.fields["location"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if len(studios) < 2:
            del self.fields["location"]

    @property
    def where(self) -> str:
        """The code of the studio; "" for all, and for what is none."""
        return str(self.cleaned_data.get("location", "")) if self.is_valid() else ""


class PeriodForm(StudioForm):
    """And the days: some that are often asked for, or any up to 400."""

    period = forms.ChoiceField(label=gettext_lazy("Days"), choices=PERIODS, required=False)
    first = day_field(gettext_lazy("From"), required=False)
    last = day_field(gettext_lazy("To"), required=False)
    field_order = ("period", "first", "last", "location")

    def clean(self) -> dict[str, Any]:
        """With days of one's own both must be there, in order, and not too far apart."""
        data = super().clean() or self.cleaned_data
        if data.get("period") == "own" and not self.errors:
            first, last = data.get("first"), data.get("last")
            if not first or not last:
                self.add_error("last" if first else "first", _("Choose both days."))
            elif last < first:
                self.add_error("last", _("The last day comes after the first."))
            elif (last - first).days >= MOST_DAYS:
                self.add_error("last", _("At most %d days.") % MOST_DAYS)
        return data

    def days(self, today: date) -> Period:
        """The days asked for; the last four weeks for a form with faults, and for an empty one."""
        if not self.is_valid():
            return period(USUAL, today)
        data = self.cleaned_data
        if data["period"] == "own":
            return Period(data["first"], data["last"])
        return period(data["period"] or USUAL, today)
