"""What became of a race: finished, not started, or stopped on the way; and what stopped its runner."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from protocols.core import walls
from protocols.core.races import MOST_MINUTES, first_guess
from protocols.forms import choices, parts
from protocols.forms.parts import Told
from protocols.models import Race

OUTCOMES: list[choices.Choice] = [
    ("finished", _("I finished")),
    ("dnf", _("I stopped on the way")),
    ("dns", _("I did not start")),
]
STOPPED: list[choices.Choice] = [
    ("injury", _("Something hurts, or I am injured")),
    ("ill", _("I was ill, or felt ill")),
    ("neither", _("Neither of these")),
]
SHORT = timedelta(minutes=30)  # left before that it was training, and no race


def _figure(label: Any, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, widget=widget
    )


class ResultForm(Told):
    """One outcome, with the time that belongs to it."""

    told: ClassVar[Mapping[str, str]] = {"finish": "hours"}
    start = parts.time_field(
        _("When did it start?"),
        required=False,
        help_text=_("By the clock there. Left empty it is reckoned from 08:00."),
    )
    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which of these it was.")},
    )
    hours = _figure(_("Hours"), MOST_MINUTES // 60 - 1)
    minutes = _figure(_("Minutes"), 59)
    seconds = _figure(_("Seconds"), 59)
    ran_hours = _figure(_("Hours"), MOST_MINUTES // 60 - 1)
    ran_minutes = _figure(_("Minutes"), 59)

    def __init__(self, data: Any = None, *, race: Race, now: datetime, **more: Any) -> None:
        super().__init__(data, **more)
        self.race, self.now = race, now
        if race.time_known:
            del self.fields["start"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        beside = {"finished": "hours", "dnf": "ran_hours"}.get(data.get("outcome", ""))
        if beside is None or self.errors:
            return data
        took = self._took(data)
        if not took:
            self.add_error(beside, _now("Say how long it was."))
        elif self._start(data) + took > self.now:
            self.add_error(beside, _now("That would end later than now."))
        return data

    def changes(self) -> dict[str, Any]:
        """The fields of the race to write anew, once valid."""
        outcome = self.cleaned_data["outcome"]
        took = self._took(self.cleaned_data)
        expected = self.race.expected_minutes
        if outcome == "dns":
            guess = expected or first_guess(self.race.distance_m, self.race.terrain)
            return {"status": outcome, "finish_at": None, "expected_minutes": guess}
        start = self._start(self.cleaned_data)
        told: dict[str, Any] = {"status": outcome, "finish_at": start + took}
        if self.cleaned_data.get("start"):
            told |= {"local_start": self._wall(self.cleaned_data["start"]), "time_known": True}
        return told

    def _wall(self, start: time) -> datetime:
        return datetime.combine(self.race.local_start, start)

    def _start(self, data: Mapping[str, Any]) -> datetime:
        """The start as it is known, or as it is typed in with the result."""
        typed = data.get("start")
        if typed is None:
            return self.race.start_at
        return walls.instant_of(self._wall(typed), self.race.zone)

    def _took(self, data: Mapping[str, Any]) -> timedelta:
        if data["outcome"] == "finished":
            names = {"hours": "hours", "minutes": "minutes", "seconds": "seconds"}
        else:
            names = {"hours": "ran_hours", "minutes": "ran_minutes"}
        return timedelta(**{unit: data.get(name) or 0 for unit, name in names.items()})


class StoppedForm(forms.Form):
    """What stopped a runner: what is asked next depends on it."""

    why = forms.ChoiceField(
        label=_("What stopped you?"),
        choices=STOPPED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the one that comes nearest.")},
    )


def typed_result(race: Race) -> dict[str, Any]:
    """What the form shows at first: the time that was expected, or what is known already."""
    took = race.finish_at and race.finish_at - race.start_at
    if race.status == "dnf" and took:
        hours, minutes = divmod(took // timedelta(minutes=1), 60)
        return {"outcome": "dnf", "ran_hours": hours, "ran_minutes": minutes}
    seconds = took // timedelta(seconds=1) if took else (race.expected_minutes or 0) * 60
    whole, rest = divmod(seconds, 60)
    hours, minutes = divmod(whole, 60)
    outcome = race.status if race.status in ("finished", "dns") else "finished"
    return {"outcome": outcome, "hours": hours, "minutes": minutes, "seconds": rest}
