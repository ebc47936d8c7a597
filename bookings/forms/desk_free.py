"""What a caller wants to know free times for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.core.money import told
from bookings.models import Location, Service, Therapist
from bookings.queries import services
from bookings.queries.services import Order
from protocols.forms.choices import WORDS
from protocols.forms.parts import Told, day_field


class ServiceForm(Told):
    """A service with its length in one choice, and a depth."""

    told = {"minutes": "service", "group_size": "service"}  # noqa: RUF012 - as its parent's

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
            staff=True,
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


class FreeForm(ServiceForm):
    """And where, with whom, from when on."""

    location = forms.ChoiceField(label=gettext_lazy("Studio"), required=False)
    therapist = forms.ChoiceField(label=gettext_lazy("Therapist"), required=False)
    day = day_field(gettext_lazy("From"), required=False)

    def __init__(
        self, *args: Any, studios: list[Location], therapists: list[Therapist], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("location", [("", _("Any")), *((s.code, s.name) for s in studios)])
        self._choose("therapist", [("", _("Anybody")), *((t.code, str(t)) for t in therapists)])

    def where(self) -> dict[str, Any]:
        """Studio, therapist and first day (None: today), once valid."""
        data = self.cleaned_data
        return {k: data[k] for k in ("location", "therapist")} | {"first": data["day"]}


def asked_day(text: str) -> date | None:
    """The day of an address, or None for none and for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2200 else None


def _line(service: Service, minutes: int, price: int) -> tuple[str, str]:
    name = _("%(service)s · %(minutes)d min · %(price)s") % {
        "service": service.name,
        "minutes": minutes,
        "price": told(price, service.currency),
    }
    return f"{service.code}:{minutes}", name
