"""What the desk offers to whom of those that wait, and what it says yes to for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.calendar import REASON
from bookings.forms.taking import digest
from bookings.models import Location, Therapist
from bookings.queries.waitlist_order import Freed
from clinic.foundation.forms.once import OnceForm
from protocols.core import walls
from protocols.forms.parts import day_field, time_field


class CareForm(OnceForm):
    """What was on the page of what is to be minded goes along as `against`."""

    against = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, said: Iterable[Iterable[str]], **kwargs: Any) -> None:
        told = list(said)
        self.now_against = digest(told) if told else ""
        super().__init__(data, initial={"against": self.now_against}, **kwargs)

    def reads(self) -> bool:
        """Whether it is the same now; else it is to be read once more."""
        if self.cleaned_data.get("against", "") == self.now_against:
            return True
        self.add_error(None, _("What speaks against it has changed. Read it once more."))
        shown = cast("QueryDict", self.data).copy()
        shown["against"] = self.now_against
        self.data = shown
        return False


class OfferForm(CareForm):
    """Who of those that wait is to be offered a time, whatever the order says.

    `careful` is what is to be minded by the code of whom: for them a reason is needed.
    """

    entries = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=gettext_lazy("Why offer it all the same?"),
        help_text=gettext_lazy(
            "Needed for whom it wants care. Kept sealed; the therapist reads it once it is booked."
        ),
        max_length=REASON,
        error_messages={"required": gettext_lazy("Say why it is offered all the same.")},
    )
    use_required_attribute = False  # the reason is needed only with a tick

    def __init__(
        self, *args: Any, codes: list[str], careful: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, said=careful.items(), **kwargs)
        self.careful = careful
        self.fields["entries"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        self.fields["entries"].error_messages["required"] = _("Tick who is to be offered it.")
        if not careful:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if self.careful.keys().isdisjoint(told.get("entries", ())):
            told.pop("reason", None)
            self.errors.pop("reason", None)
        else:
            self.reads()
        return told


class YesForm(CareForm):
    """The desk says yes to an offer for somebody on the telephone."""

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        self.reads()
        return told


class FreedForm(forms.Form):
    """A free stretch in an address: studio, therapist, day, and two times of its wall."""

    location = forms.ChoiceField(label=gettext_lazy("Studio"))
    therapist = forms.ChoiceField(label=gettext_lazy("Therapist"))
    day = day_field(gettext_lazy("Day"))
    begin = time_field(gettext_lazy("Free from"))
    end = time_field(gettext_lazy("until"))

    def __init__(
        self, *args: Any, studios: list[Location], people: list[Therapist], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._studios = {each.code: each for each in studios}
        self._people = {each.code: each for each in people}
        where, whom = self.fields["location"], self.fields["therapist"]
        where.choices = [(s.code, s.name) for s in studios]  # type: ignore[attr-defined]
        whom.choices = [(t.code, str(t)) for t in people]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        begin, end = told.get("begin"), told.get("end")
        if begin and end and begin >= end:
            self.add_error("end", _("It is before the other one."))
        return told

    @property
    def studio(self) -> Location:
        """Where, once valid."""
        return self._studios[self.cleaned_data["location"]]

    @property
    def person(self) -> Therapist:
        """With whom, once valid."""
        return self._people[self.cleaned_data["therapist"]]

    def freed(self) -> Freed:
        """The stretch as instants, once valid."""
        told, zone = self.cleaned_data, self.studio.zone
        begin, end = (
            walls.instant_of(datetime.combine(told["day"], told[name]), zone)
            for name in ("begin", "end")
        )
        return Freed(self.studio.code, self.person.code, begin, end)
