"""Waiting for a time: what, where, with whom, when."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.desk_free import ServiceForm
from bookings.models import Location, Service, Therapist, WaitlistEntry
from bookings.queries import services
from bookings.queries.services import Order
from clinic.foundation.forms.once import OnceForm
from protocols.forms.parts import day_field, time_field

DAY = 24 * 60
USUAL = timedelta(days=28)
PARTS = {
    "any": (0, DAY),
    "morning": (0, 12 * 60),
    "noon": (11 * 60, 15 * 60),
    "evening": (16 * 60, DAY),
}
EXACT = "exact"
HOURS = [
    ("any", gettext_lazy("Any time")),
    ("morning", gettext_lazy("Morning, until 12:00")),
    ("noon", gettext_lazy("Midday, 11:00–15:00")),
    ("evening", gettext_lazy("Evening, from 16:00")),
    (EXACT, gettext_lazy("Between these two times")),
]


class WhatForm(ServiceForm, OnceForm):
    """The service, where and with whom. No tick among the therapists means anybody."""

    location = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    therapists = forms.MultipleChoiceField(
        label=gettext_lazy("With whom"),
        help_text=gettext_lazy("Tick all who suit you. No tick: anybody."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        studios: list[Location],
        people: list[Therapist],
        staff: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff
        self._choose("location", [("", _("Any studio")), *((s.code, s.name) for s in studios)])
        self._choose("therapists", [(t.code, str(t)) for t in people])
        if len(studios) < 2:
            self.fields.pop("location")
        if len(people) < 2:
            self.fields.pop("therapists")

    def shown(self) -> Order | None:
        """The order that the form shows, valid or not yet; None where there is none."""
        code, _colon, minutes = str(self["service"].value() or "").partition(":")
        service = self._menu.get(code)
        lengths = [str(length) for length, _price in service.lengths] if service else []
        if service is None or minutes not in lengths:
            return None
        depth = str(self["depth"].value() or "")
        return services.order(
            service,
            minutes=int(minutes),
            depth=depth if depth in service.depths else service.depths[0],
            group_size=service.group_least,
            staff=self.staff,
        )

    def where(self) -> dict[str, Any]:
        """The studio's code ("": any) and the therapists' codes ((): anybody), once valid."""
        told = self.cleaned_data
        return {
            "location": told.get("location", ""),
            "therapists": tuple(told.get("therapists", ())),
        }


class WaitForm(WhatForm):
    """And on which days, at which hours, until when."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("On which days"),
        help_text=gettext_lazy("No day chosen: any of them."),
        choices=[(str(day), name) for day, name in WEEKDAYS_ABBR.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hours = forms.ChoiceField(
        label=gettext_lazy("At which time of the day"), choices=HOURS, widget=forms.RadioSelect
    )
    begin = time_field(gettext_lazy("From"), required=False)
    end = time_field(gettext_lazy("Until"), required=False)
    first_day = day_field(gettext_lazy("From which day"))
    last_day = day_field(gettext_lazy("Until which day"))

    told = {  # noqa: RUF012 - as its parent's
        **ServiceForm.told,
        "from_minute": "begin",
        "until_minute": "end",
    }

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("hours") == EXACT:
            self._exact(told.get("begin"), told.get("end"))
        first, last = told.get("first_day"), told.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It is before the first day."))
        return told

    def _exact(self, begin: time | None, end: time | None) -> None:
        if begin is None and "begin" not in self.errors:
            self.add_error("begin", _("Say from when."))
        if end is None and "end" not in self.errors:
            self.add_error("end", _("Say until when."))
        if begin and end and begin >= end:
            self.add_error("end", _("It is before the other one."))

    def when(self) -> dict[str, Any]:
        """Days, minutes of the wall clock, first and last day, once valid."""
        told = self.cleaned_data
        begin, end = PARTS.get(told["hours"], (0, DAY))
        if told["hours"] == EXACT:
            begin, end = (at.hour * 60 + at.minute for at in (told["begin"], told["end"]))
        return {
            "days": tuple(sorted(map(int, told["days"]))),
            "from_minute": begin,
            "until_minute": end,
            "first_day": told["first_day"],
            "last_day": told["last_day"],
        }


def typed(row: WaitlistEntry) -> dict[str, Any]:
    """What the form shows of somebody who waits already."""
    span = (row.from_minute, row.until_minute)
    part = next((name for name, held in PARTS.items() if held == span), EXACT)
    shown = {"begin": _time(row.from_minute), "end": _time(row.until_minute)}
    return {
        "service": f"{row.service.code}:{row.minutes}",
        "depth": row.depth,
        "location": row.location.code if row.location else "",
        "therapists": row.therapists,
        "days": [str(day) for day in row.days],
        "hours": part,
        "first_day": row.first_day,
        "last_day": row.last_day,
        **(shown if part == EXACT else {}),
    }


def at_first(
    today: date, asked: dict[str, str], menu: list[Service], kind: str = ""
) -> dict[str, Any]:
    """What the form shows at first: what they came from, four weeks, any time.

    `asked` is the address: `service` (code), `minutes`, `depth`, `location`, `therapist`; without a
    service it is the first of the type `kind`.
    """
    found = {service.code: service for service in menu}.get(asked.get("service", ""))
    found = found or next((service for service in menu if service.type == kind), None)
    told: dict[str, Any] = {"hours": "any", "first_day": today, "last_day": today + USUAL}
    if found:
        lengths = [minutes for minutes, _price in found.lengths]
        wished = asked.get("minutes", "")
        minutes = int(wished) if wished in map(str, lengths) else lengths[0]
        told |= {"service": f"{found.code}:{minutes}", "depth": asked.get("depth", "")}
    if asked.get("therapist"):
        told["therapists"] = [asked["therapist"]]
    return told | {"location": asked.get("location", "")}


def _time(minute: int) -> time:
    """A minute of the day; a day's end is shown as its last minute."""
    return time(*divmod(min(minute, DAY - 1), 60))
