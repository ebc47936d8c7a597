"""Studios, rooms and special days."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.core.places import ClosureEntry, LocationEntry, RoomEntry
from bookings.forms.owner import tags
from bookings.forms.owner.rows import DayField, WeekField
from bookings.forms.owner.words import FEATURE_WORDS, tag_choices
from clinic.foundation.forms.contact import zone_choices

POSITION = _("Small numbers stand first in lists.")


class LocationForm(forms.Form):
    """What a studio is, and how one finds it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    directions = forms.CharField(
        label=_("How to find the door"),
        help_text=_("Clients read it before they come: the floor, the bell, the bicycle stand."),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Opening hours and sessions here go by this clock."),
        choices=zone_choices,
    )
    position = forms.IntegerField(
        label=_("Place in the list"), help_text=POSITION, min_value=0, max_value=1000, initial=0
    )

    def entry(self) -> LocationEntry:
        """What was typed, for the action."""
        return LocationEntry(**self.cleaned_data)


class HoursForm(forms.Form):
    """Opening hours, or those of a therapist at one studio."""

    hours = WeekField(
        label=_("Hours of an ordinary week"),
        help_text=_(
            "A day without times is closed. If it closes after midnight, type that time: from 22:00"
            " until 02:00."
        ),
    )


class ClosureForm(forms.Form):
    """Days with other hours than usual."""

    name = forms.CharField(
        label=_("What they are called"),
        help_text=_("Such as Christmas, or works in the stairway."),
        max_length=120,
    )
    first_day = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("The same day, if it is one only."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hours = DayField(
        label=_("Open on these days"),
        help_text=_("Leave the times empty if the studio is closed."),
    )

    def entry(self) -> ClosureEntry:
        """What was typed, for the action; without a last day it is one day."""
        told = self.cleaned_data
        last = told["last_day"] or told["first_day"]
        return ClosureEntry(told["name"], told["first_day"], last, tuple(told["hours"]))


class RoomForm(forms.Form):
    """A room and what is in it."""

    name = forms.CharField(label=_("Name"), max_length=120)
    tables = forms.IntegerField(
        label=_("Tables"),
        help_text=_("Two for couples in one room."),
        min_value=1,
        max_value=20,
        initial=1,
    )
    features = tags.ticks(_("What it has"), _("A service that needs one of these is booked here."))
    features_others = tags.others(_("And what else"))

    def __init__(self, *args: Any, used: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        tags.offer(self, "features", tag_choices(FEATURE_WORDS, used))

    def entry(self) -> RoomEntry:
        """What was typed, for the action."""
        told = self.cleaned_data
        return RoomEntry(told["name"], told["tables"], tags.chosen(self, "features"))


class YearForm(forms.Form):
    """Which public holidays to look up."""

    country = forms.ChoiceField(label=_("Country"))
    year = forms.IntegerField(label=_("Year"), min_value=1970, max_value=2100)
    part = forms.ChoiceField(label=_("Part of the country"), required=False)

    def __init__(
        self,
        *args: Any,
        countries: list[tuple[str, str]],
        parts: list[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        for name, choices in (("country", countries), ("part", [("", _("All of it")), *parts])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if not parts:
            del self.fields["part"]


class HolidaysForm(forms.Form):
    """Which of the days found the studio is closed on."""

    days = forms.MultipleChoiceField(
        label=_("Closed on"), widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        tags.offer(self, "days", choices)
