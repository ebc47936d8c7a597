"""Several sessions at once: a series of one client, a party at one time, and taking the rest off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.core.series import LEAST_TIMES, MOST_TIMES, MOST_WEEKS
from bookings.forms.calendar import moment
from bookings.forms.desk_free import ServiceForm
from bookings.models import Location, Therapist
from bookings.queries import reason_words
from clinic.foundation.forms.once import OnceForm
from protocols.forms.parts import day_field, time_field

REASON = 500


class StartForm(ServiceForm):
    """A service, a studio, a day and a time on its wall."""

    told = {**ServiceForm.told, "start": "time"}  # noqa: RUF012 - as its parent's

    location = forms.ChoiceField(label=gettext_lazy("Studio"))
    day = day_field(gettext_lazy("Day"))
    time = time_field(gettext_lazy("Start"))

    def __init__(self, *args: Any, studios: list[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("location", [(s.code, s.name) for s in studios])
        self._zones = {s.code: s.zone for s in studios}

    @property
    def zone(self) -> str:
        """The zone of the studio, once valid."""
        return self._zones[self.cleaned_data["location"]]

    def at(self) -> datetime:
        """The start on the wall, once valid."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])

    def start(self) -> datetime:
        """The start as an instant, once valid. Raises `Invalid` for none of the clock's."""
        return moment(self.at(), self.zone)


class SeriesForm(StartForm):
    """And with whom, every how many weeks, how often."""

    therapist = forms.ChoiceField(label=gettext_lazy("Therapist"), required=False)
    every = forms.IntegerField(
        label=gettext_lazy("Every how many weeks"), min_value=1, max_value=MOST_WEEKS, initial=2
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many times"),
        min_value=LEAST_TIMES,
        max_value=MOST_TIMES,
        initial=4,
    )
    field_order = ("service", "depth", "location", "therapist", "day", "time", "every", "times")

    def __init__(self, *args: Any, therapists: list[Therapist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("therapist", [("", _("Anybody")), *((t.code, str(t)) for t in therapists)])


class BookSeriesForm(OnceForm):
    """All of it or what is possible; the dates whose caution was accepted, and why."""

    how = forms.ChoiceField(choices=[("all", ""), ("possible", "")])
    accept = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why it is right all the same"), required=False, max_length=REASON
    )

    def __init__(self, *args: Any, cautions: list[datetime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(f"{at:%Y-%m-%dT%H:%M}", "") for at in cautions]
        self.fields["accept"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("accept") and not told.get("reason", "").strip():
            self.add_error("reason", _("Say why, for the dates that want care."))
        return told

    def accepted(self) -> frozenset[datetime]:
        """The dates whose caution was accepted, once valid."""
        return frozenset(map(datetime.fromisoformat, self.cleaned_data["accept"]))


class RestForm(OnceForm):
    """All that are to come are off: why, and whether their client hears of it."""

    why = forms.ChoiceField(label=gettext_lazy("Why"))
    told = forms.BooleanField(label=gettext_lazy("Send the messages"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = reason_words.cancelled()  # type: ignore[attr-defined]  # a choice field
