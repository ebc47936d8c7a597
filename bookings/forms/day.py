"""A therapist's own forms: time off, and booking where a rule says no."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.desk_free import ServiceForm
from bookings.forms.taking import digest
from bookings.models import Location
from clinic.foundation.errors import Invalid
from clinic.foundation.forms.once import OnceForm
from protocols.core import walls
from protocols.forms.parts import Told, day_field, time_field

REASON = 300
CHANGED = gettext_lazy("Something is new since you looked. Read it, then send it once more.")
Said = tuple[str, str, str]  # rule, effect, sentence


class TimeOffForm(OnceForm, Told):
    """From when to when, on the wall of one's studio."""

    told = {"start": "from_day", "end": "until_day"}  # noqa: RUF012 - as its parent's

    from_day = day_field(gettext_lazy("First day"))
    from_time = time_field(gettext_lazy("From what time"))
    until_day = day_field(gettext_lazy("Last day"))
    until_time = time_field(gettext_lazy("Until what time"))

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Both ends as instants, once valid."""
        data = self.cleaned_data
        begin = datetime.combine(data["from_day"], data["from_time"])
        end = datetime.combine(data["until_day"], data["until_time"])
        return walls.instant_of(begin, zone), walls.instant_of(end, zone)


class BlockedForm(ServiceForm):
    """The session that a rule may stand against: asked by GET, nothing in it is about health."""

    location = forms.ChoiceField(label=gettext_lazy("Studio"))
    day = day_field(gettext_lazy("Day"))
    time = time_field(gettext_lazy("Start"))

    def __init__(self, *args: Any, studios: list[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("location", [(s.code, s.name) for s in studios])
        self._zones = {s.code: s.zone for s in studios}

    def start(self) -> datetime:
        """The start as an instant, once valid."""
        data = self.cleaned_data
        local = datetime.combine(data["day"], data["time"])
        return walls.instant_of(local, self._zones[data["location"]])


class WaiveForm(OnceForm, Told):
    """The rules to waive, and why; what cannot be waived is no choice.

    `said` is what the page tells of the time (rule, effect, sentence): it counts as accepted by
    who sends this, so it `tells` whether it was sent from a page with other words.
    """

    told = {"waivers": "waive"}  # noqa: RUF012 - as its parent's

    waive = forms.MultipleChoiceField(
        label=gettext_lazy("Waive for this booking"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Kept sealed with the booking."),
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, rules: list[tuple[str, str]], said: Iterable[Said]
    ) -> None:
        self.shown = digest(said)
        super().__init__(data, initial={"seen": self.shown})
        self.fields["waive"].choices = rules  # type: ignore[attr-defined]  # a choice field
        if not rules:
            del self.fields["waive"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        if isinstance(self.data, QueryDict):
            told = self.data.copy()
            told["seen"] = self.shown  # sent from the next page, which tells what is new
            self.data = told
        return self.cleaned_data

    def tells(self, said: Iterable[Said]) -> None:
        """Raises `Invalid` unless the form was sent from a page with these words."""
        if digest(said) != self.cleaned_data["seen"]:
            raise Invalid("changed", str(CHANGED))

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if self.cleaned_data.get("waive") and not reason:
            raise forms.ValidationError(_("Say why the rule is waived."))
        return reason
