"""What is chosen on the way to a time. All of it stands in the address, so that back loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from bookings.core import money, needs
from bookings.models import Appointment, Service
from bookings.queries import services
from bookings.queries.services import Order, ordered
from bookings.queries.setup import Setup
from clinic.foundation.errors import Invalid
from protocols.core import extras
from protocols.forms import choices

LONGER = _("Ten minutes more than usual, or the next length up: a slower warm-up suits you.")
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Choice:
    """One look at times. "" and None are what was left open; `day` is the one shown unfolded."""

    first: date
    service: str = ""
    minutes: int = 0
    depth: str = ""
    location: str = ""
    therapist: str = ""
    group_size: int = 1
    need: str = ""
    day: date | None = None

    def query(self, **changes: Any) -> str:
        """The choice as the address holds it."""
        told = replace(self, **changes)
        pairs = {
            "service": told.service,
            "minutes": told.minutes or "",
            "depth": told.depth,
            "location": told.location,
            "therapist": told.therapist,
            "group_size": told.group_size if told.group_size > 1 else "",
            "need": told.need,
            "from": told.first.isoformat(),
            "day": told.day.isoformat() if told.day else "",
        }
        return urlencode({name: value for name, value in pairs.items() if value})


class TimesForm(forms.Form):
    """Length, depth, guests, studio, therapist. What is missing is filled in, and what is wrong said.

    `first` and `last` bound the days; a day out of them is brought in. With `moving` only the
    therapist is left to choose: the rest is as booked. A masters runner is offered some more time.
    """

    minutes = forms.TypedChoiceField(label=_("Length"), coerce=int)
    depth = forms.ChoiceField(label=_("Depth"))
    group_size = forms.IntegerField(label=_("Guests"), required=False)
    location = forms.CharField(label=_("Studio"), required=False, max_length=16)
    therapist = forms.CharField(label=_("Therapist"), required=False, max_length=16)

    def __init__(
        self,
        data: Mapping[str, Any],
        service: Service,
        *,
        first: date,
        last: date,
        moving: Appointment | None = None,
        masters: bool = False,
    ) -> None:
        given = {name: data.get(name, "") for name in (*self.base_fields, "need", "from", "day")}
        self.service, self.moving, self.bounds = service, moving, (first, last)
        usual = lengths_offered(service, masters=masters)
        super().__init__(_as_booked(given, moving) if moving else _filled(given, service, usual[1]))
        priced = [
            (
                minutes,
                f"{minutes} min · {money.told(price, service.currency)}",
            )
            for minutes, price in service.lengths
        ]
        self.fields["minutes"].choices = priced  # type: ignore[attr-defined]  # a choice field
        self.fields["depth"].choices = choices.of(service.depths)  # type: ignore[attr-defined]
        if not given["minutes"] and usual[1] > usual[0]:
            self.fields["minutes"].help_text = LONGER
        if moving:
            del self.fields["minutes"], self.fields["depth"]
        self.given = given

    def order(self, *, staff: bool) -> Order | None:
        """What is asked for; None once a fault stands beside its field."""
        if not self.is_valid():
            return None
        if self.moving:
            return ordered(self.moving)
        told = self.cleaned_data
        try:
            return services.order(
                self.service,
                minutes=told["minutes"],
                depth=told["depth"],
                group_size=told["group_size"] or self.service.group_least,
                staff=staff,
            )
        except Invalid as fault:
            self.add_error(fault.field if fault.field in self.fields else None, fault.sentence)
            return None

    def choice(self) -> Choice:
        """The choice as it stands, days within their bounds."""
        begin = first_day(self.given, self.bounds)
        day = _day(self.given["day"])
        told = self.cleaned_data if self.is_bound and self.is_valid() else self.data
        return Choice(
            service="" if self.moving else self.service.code,
            minutes=int(told.get("minutes") or 0) if not self.errors else 0,
            depth=str(told.get("depth", "")),
            location=str(told.get("location", "")),
            therapist=str(told.get("therapist", "")),
            group_size=int(told.get("group_size") or 1) if not self.errors else 1,
            need=self.given["need"] if self.given["need"] in needs.NEEDS else "",
            first=begin,
            day=day if day and begin <= day < begin + WEEK else None,
        )

    def hush(self) -> None:
        """Leave out what cannot be chosen while nobody has looked what there is."""
        for name in ("location", "therapist"):
            self.fields[name].widget = forms.HiddenInput()

    def offer(self, setup: Setup) -> None:
        """Turn studio and therapist into selects, once it is known who and what there is."""
        skills, chosen = frozenset(self.service.skills), self.given["therapist"]
        able = [p for p in setup.people if skills <= p.skills or p.code == chosen]
        studios = [(studio.code, studio.name) for studio in setup.studios]
        _select(self, "therapist", [("", _("Anybody")), *((p.code, p.name) for p in able)])
        _select(self, "location", [("", _("Any studio")), *studios])
        if len(able) < 2:
            self.fields.pop("therapist")
        if len(studios) < 2 or self.moving:
            self.fields.pop("location")
        if self.service.group_most < 2 or self.moving:
            self.fields.pop("group_size")


class _Select(forms.Select):
    """Without a template for each option: there are as many as therapists."""

    template_name = "parts/select.html"


def days(service: Service, today: date, *, stranger: bool, staff: bool) -> tuple[date, date]:
    """The first and the last day that somebody may look at."""
    far = services.FAR if staff else service.horizon_days
    return today, today + timedelta(days=min(far, 13) if stranger else far)


def first_day(given: Mapping[str, Any], bounds: tuple[date, date]) -> date:
    """The day that a choice begins with, brought within its bounds."""
    first, last = bounds
    return min(max(_day(given.get("from", "")) or first, first), last)


def lengths_offered(
    service: Service, *, masters: bool, days_left: int | None = None
) -> tuple[int, int]:
    """The length offered unasked to everybody, and to this runner, so many days before a race."""
    lengths = [minutes for minutes, _price in service.lengths]
    everybody = extras.offered(lengths, service.type, masters=False, days_left=days_left)
    return everybody, extras.offered(lengths, service.type, masters=masters, days_left=days_left)


def _filled(given: Mapping[str, Any], service: Service, minutes: int) -> dict[str, Any]:
    grouped = service.group_most > 1
    return {
        **given,
        "minutes": given["minutes"] or minutes,
        "depth": given["depth"] or needs.first_depth(service.type, service.depths),
        "group_size": (grouped and given["group_size"]) or service.group_least,
    }


def _as_booked(given: Mapping[str, Any], row: Appointment) -> dict[str, Any]:
    return {**given, "location": row.location.code, "group_size": row.group_size}


def _select(form: forms.Form, name: str, options: list[tuple[str, Any]]) -> None:
    form.fields[name].widget = _Select(choices=options)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
