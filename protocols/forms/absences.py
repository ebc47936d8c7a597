"""The forms of a runner's days away or unwell."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.forms.once import OnceForm
from protocols.core.absences import ELSEWHERE, AbsenceEntry, Details
from protocols.core.plans.shape import ABSENCES
from protocols.forms import choices
from protocols.forms.parts import Told, day_field, text_field
from protocols.models import Absence

KINDS: list[choices.Choice] = [
    ("travel", _("Travel")),
    ("holiday", _("Holiday")),
    ("sick", _("Unwell")),
    ("injured", _("Injured")),
]


class AbsenceForm(Told):
    """What it is, from which day to which, and whether sessions are possible meanwhile."""

    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS, widget=forms.RadioSelect)
    from_day = day_field(_("From"))
    to_day = day_field(_("To, that day included"))
    away = forms.BooleanField(
        label=_("I am not in town: offer me no sessions on these days"), required=False
    )
    title = text_field(
        _("In your words"),
        required=False,
        help_text=_("Kept sealed. You and who treats you can read it."),
    )

    def entry(self, zone: str) -> AbsenceEntry:
        """What is asked for, by the days of that zone's clock."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "once"}
        return AbsenceEntry(**told, zone=zone)


class NewAbsenceForm(OnceForm, AbsenceForm):
    """The same for one that is typed in."""


class AwayForm(forms.Form):
    """In town or not, by one press."""

    away = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce="yes".__eq__)


def first_absence(kind: str, today: Any) -> dict[str, Any]:
    """What the form shows at first: travel is mostly out of town."""
    known = kind if kind in ABSENCES else KINDS[0][0]
    return {"kind": known, "away": known in ELSEWHERE, "from_day": today, "to_day": today}


def typed_absence(row: Absence, said: Details) -> dict[str, Any]:
    """What the form of one that is kept shows at first."""
    days = {name: getattr(row, name) for name in ("from_day", "to_day", "away")}
    return asdict(said) | days
