"""The forms of a runner's profile, injuries and red flags."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.foundation.forms.once import OnceForm
from protocols.core.defaults import SCREENING
from protocols.core.runners import MOST_QUIET_DAYS, InjuryEntry, ProfileEntry
from protocols.forms import choices
from protocols.forms.parts import Told, day_field, text_field
from protocols.models import RunnerProfile

PREFERENCES: list[choices.Choice] = [
    ("", _("No wish")),
    ("light", _("Light strokes")),
    ("deep", _("Some deep work")),
    ("clothed", _("Compression over the clothes")),
    ("none", _("No touch")),
]
SIDES: list[choices.Choice] = [
    ("", _("Neither, or the middle")),
    ("left", _("Left")),
    ("right", _("Right")),
    ("both", _("Both")),
]
# The red flags as a person meets them: what stops a session first.
GROUPS: list[tuple[str, str | Promise, tuple[str, ...]]] = [
    (
        "urgent",
        _("Now, or in the last days"),
        ("chest_pain", "dark_urine_or_collapse", "calf_clot_signs", "fever", "focal_bone_pain"),
    ),
    (
        "skin",
        _("Skin and operations"),
        ("skin_infection", "open_wound", "recent_surgery"),
    ),
    (
        "muscles",
        _("Muscles, tendons, nerves"),
        ("acute_strain", "contusion", "boggy_swelling", "hot_tendon", "numbness_below_knee"),
    ),
    (
        "general",
        _("Medicines and general"),
        (
            "anticoagulant",
            "medication_change",
            "uncontrolled_blood_pressure",
            "pregnancy",
            "short_sleep",
        ),
    ),
]


class ProfileForm(OnceForm, Told):
    """What the clinic should know of a runner to judge times well."""

    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        help_text=_("From 40 on, deep sessions get a longer pause. Under 18 a guardian is named."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    recreational = forms.BooleanField(label=_("I run for fun, without a plan"), required=False)
    load_rising = forms.BooleanField(
        label=_("I run more, or harder, than a month ago"), required=False
    )
    quiet_days = forms.IntegerField(
        label=_("Quiet days before a race"),
        min_value=0,
        max_value=MOST_QUIET_DAYS,
        initial=0,
        help_text=_("On these days, and on race day until the start, nothing is offered to you."),
    )
    pre_event_preference = forms.ChoiceField(
        label=_("Before a race I like"), choices=PREFERENCES, required=False
    )
    guardian_name = text_field(_("Guardian"), required=False, help_text=_("For runners under 18."))
    guardian_phone = forms.CharField(
        label=_("Guardian's telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    def entry(self) -> ProfileEntry:
        said = {name: value for name, value in self.cleaned_data.items() if name != "once"}
        return ProfileEntry(**said)


class InjuryForm(Told):
    """What hurts, where, since when."""

    kind = forms.ChoiceField(label=_("What it is"), choices=choices.INJURIES[1:])
    side = forms.ChoiceField(label=_("Side"), choices=SIDES, required=False)
    what = text_field(
        _("In your words"),
        required=False,
        help_text=_("Kept sealed. You and who treats you can read it."),
    )
    diagnosed_by = forms.ChoiceField(
        label=_("Who said so"), choices=choices.DIAGNOSERS, required=False
    )
    from_day = day_field(_("Since"))

    def details(self) -> InjuryEntry:
        data = self.cleaned_data
        return InjuryEntry(data["kind"], data["side"], data["diagnosed_by"], data["what"])


class NewInjuryForm(OnceForm, InjuryForm):
    """The same for one that is noted."""


class CloseForm(Told):
    """Since when an injury is over."""

    to_day = day_field(_("Over since"))


class CheckForm(forms.Form):
    """The red flags: ticks in groups. Either one is ticked, or *none of these* was pressed."""

    none = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = dict(choices.SCREENING)
        for name, label, codes in GROUPS:
            self.fields[name] = forms.MultipleChoiceField(
                label=str(label),
                required=False,
                choices=[(code, words[code]) for code in codes],
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ticked = bool(self._ticked(data))
        if not self.errors and data.get("none") and ticked:
            raise forms.ValidationError(
                _("Something is ticked. Send what is ticked, or take the ticks away.")
            )
        if not self.errors and not data.get("none") and not ticked:
            raise forms.ValidationError(_("Tick what is so, or say that none of these is."))
        return data

    def codes(self) -> list[str]:
        """The codes that hold, once valid."""
        ticked = self._ticked(self.cleaned_data)
        return [code for code in SCREENING if code in ticked]

    def _ticked(self, data: dict[str, Any]) -> set[str]:
        return {code for name, _label, _codes in GROUPS for code in data.get(name, ())}


def first_day(said: str, today: date) -> date:
    """The day that an address names, if it is one and not after today; else today."""
    try:
        return min(date.fromisoformat(said), today)
    except ValueError:
        return today


def typed_profile(profile: RunnerProfile) -> dict[str, Any]:
    """What the form shows at first."""
    return {name: getattr(profile, name) for name in asdict(ProfileEntry())}


def typed_injury(details: InjuryEntry) -> dict[str, Any]:
    return asdict(details)
