"""Fields that several forms of a runner's pages share, and how a fault of an action finds its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from clinic.foundation.core.zones import names
from clinic.foundation.errors import Conflict, Invalid
from protocols.core.faults import FIRST, LAST

T = TypeVar("T")


class Told(forms.Form):
    """A form that can say what an action found wrong. `told`: the action's field -> the form's."""

    told: ClassVar[Mapping[str, str]] = {}

    def tried(self, do: Callable[[], T]) -> T | None:
        """What `do` answers, or None once its fault stands beside its field."""
        try:
            return do()
        except (Invalid, Conflict) as fault:
            name = self.told.get(fault.field or "", fault.field)
            self.add_error(name if name in self.fields else None, fault.sentence)
            return None


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        validators=[MinValueValidator(FIRST.date()), MaxValueValidator(LAST.date())],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


def time_field(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **more)


def zone_field(label: Any, **more: Any) -> forms.ChoiceField:
    """Any zone that people know by a place."""
    return forms.ChoiceField(label=label, choices=_zones, **more)


def text_field(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, **more)


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in names()]
