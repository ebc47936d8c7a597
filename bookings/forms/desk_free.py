"""What a caller wants to know free times for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bookings.core.money import told
from bookings.models import Location, Service, Therapist
from bookings.queries import services
from bookings.queries.desk_free import DAY, MOST_WEEKS, When
from bookings.queries.services import Order
from protocols.forms.choices import WORDS
from protocols.forms.parts import Told, day_field, time_field


class ServiceForm(Told):
    """A service with its length in one choice, and a depth."""

    told = {"minutes": "service", "group_size": "service"}  # noqa: RUF012 - as its parent's
    staff = True  # who orders

    service = forms.ChoiceField(label=gettext_lazy("Service"))
    depth = forms.ChoiceField(label=gettext_lazy("Depth"), required=False)

    def __init__(self, *args: Any, menu: list[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._menu = {service.code: service for service in menu}
        depths = ("light", "moderate", "deep")
        self._choose("service", [_line(s, *length) for s in menu for length in s.lengths])
        self._choose("depth", [("", _("As usual")), *((d, str(WORDS[d])) for d in depths)])

    def order(self) -> Order:
        """The order, once valid; without a depth the service's first. Raises `Invalid`."""
        code, _colon, minutes = self.cleaned_data["service"].partition(":")
        service = self._menu[code]
        return services.order(
            service,
            minutes=int(minutes),
            depth=self.cleaned_data["depth"] or service.depths[0],
            group_size=service.group_least,
            staff=self.staff,
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


class FreeForm(ServiceForm):
    """And where, with any of whom, on which days, between which hours, for how many weeks; for whom.

    It stands in the address; `client` is a code, `whom` what is typed to find one.
    """

    told = {**ServiceForm.told, "from": "day"}  # noqa: RUF012 - as its parent's

    location = forms.ChoiceField(label=gettext_lazy("Studio"), required=False)
    day = day_field(gettext_lazy("From"), required=False)
    weeks = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On which days"),
        help_text=gettext_lazy("No day chosen: any of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    therapists = forms.MultipleChoiceField(
        label=gettext_lazy("With any of"),
        help_text=gettext_lazy("Nobody chosen: anybody."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    begin = time_field(gettext_lazy("Not before"), required=False)
    end = time_field(gettext_lazy("Over by"), required=False)
    whom = forms.CharField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy(
            "A few letters of a name, number or address: then times are judged."
        ),
        max_length=200,
        required=False,
    )
    client = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, studios: list[Location], therapists: list[Therapist], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("location", [("", _("Any")), *((s.code, s.name) for s in studios)])
        self._choose("therapists", [(t.code, str(t)) for t in therapists])
        self._choose("days", [(str(day), str(name)) for day, name in WEEKDAYS_ABBR.items()])
        self._choose("weeks", [(str(n), _weeks(n)) for n in range(1, MOST_WEEKS + 1)])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        begin, end = told.get("begin"), told.get("end")
        if begin and end and begin >= end:
            self.add_error("end", _("It is before the other one."))
        return told

    def wanted(self) -> dict[str, Any]:
        """What `desk_free.found` wants to know beside the order, once valid."""
        told = self.cleaned_data
        begin, end = (at and at.hour * 60 + at.minute for at in (told["begin"], told["end"]))
        days = frozenset(int(day) for day in told["days"])
        return {
            "first": told["day"],
            "weeks": int(told["weeks"] or 1),
            "location": told["location"],
            "therapists": told["therapists"],
            "when": When(days, begin or 0, DAY if end is None else end),
        }


def asked_day(text: str) -> date | None:
    """The day of an address, or None for none and for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None


def _weeks(number: int) -> str:
    return ngettext("%(n)d week", "%(n)d weeks", number) % {"n": number}


def _line(service: Service, minutes: int, price: int) -> tuple[str, str]:
    name = _("%(service)s · %(minutes)d min · %(price)s") % {
        "service": service.name,
        "minutes": minutes,
        "price": told(price, service.currency),
    }
    return f"{service.code}:{minutes}", name
