"""A therapist's own forms: time off, and booking where a rule says no."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.taking import digest
from clinic.foundation.errors import Invalid
from clinic.foundation.forms.once import OnceForm
from protocols.core import walls
from protocols.forms.parts import Told, day_field, time_field

REASON = 300
CHANGED = gettext_lazy("Something is new since you looked. Read it, then send it once more.")
A_DAY = timedelta(days=1)
FROM_MIDNIGHT = gettext_lazy("Empty: from midnight.")
TO_THE_END = gettext_lazy("Empty: to the end of that day.")
Said = tuple[str, str, str]  # rule, effect, sentence


def off_span(
    days: tuple[date, date], times: tuple[time | None, time | None], zone: str
) -> tuple[datetime, datetime]:
    """Both ends of a time off as instants, by the clock of a zone. Without times whole days."""
    (first, last), (begin, end) = days, times
    at = datetime.combine(first, begin or time())
    until = datetime.combine(last, end) if end else datetime.combine(last, time()) + A_DAY
    return walls.instant_of(at, zone), walls.instant_of(until, zone)


class TimeOffForm(OnceForm, Told):
    """From when to when, on the wall of one's studio; without times whole days."""

    told = {"start": "from_day", "end": "until_day"}  # noqa: RUF012 - as its parent's

    from_day = day_field(gettext_lazy("First day"))
    from_time = time_field(gettext_lazy("From what time"), help_text=FROM_MIDNIGHT, required=False)
    until_day = day_field(gettext_lazy("Last day"))
    until_time = time_field(gettext_lazy("Until what time"), help_text=TO_THE_END, required=False)

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """Both ends as instants, once valid."""
        data = self.cleaned_data
        times = data["from_time"], data["until_time"]
        return off_span((data["from_day"], data["until_day"]), times, zone)


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
