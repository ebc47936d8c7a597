"""What a client is asked after a session, after the next runs, and after a race."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protocols.core.checkins import RACE, RUNS, SESSION, WORST

NUMBERS = [(number, str(number)) for number in range(WORST + 1)]
FELT = [("better", _("Better")), ("same", _("As before")), ("worse", _("Worse"))]
STAIRS = [
    ("easy", _("Easily")),
    ("stiff", _("Stiffly")),
    ("hard", _("Only with the rail")),
]
NO, YES = "no", "yes"
CHOOSE = {"required": _("Choose one.")}
TAP = {"required": _("Tap a number.")}


class SessionForm(forms.Form):
    """Sore and bruised: the number that is tapped sends it."""

    bruised = forms.BooleanField(label=_("I have a bruise from it"), required=False)
    sore = forms.TypedChoiceField(
        label=_("How sore are you from it?"), choices=NUMBERS, coerce=int, error_messages=TAP
    )

    def answers(self) -> dict[str, Any]:
        """As `protocols.core.checkins` takes them, once valid."""
        return dict(self.cleaned_data)


class RunsForm(forms.Form):
    felt = forms.ChoiceField(
        label=_("Compared with the runs before it, they felt"),
        choices=FELT,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    words = forms.CharField(
        label=_("In a few words"),
        help_text=_("What felt different, and where."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def answers(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RaceForm(forms.Form):
    signs = forms.ChoiceField(
        label=_("Since the finish: very dark urine, a collapse, confusion or pain in the chest?"),
        choices=[(NO, _("None of these")), (YES, _("Yes, one of them"))],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    stairs = forms.ChoiceField(
        label=_("How do you go down stairs?"),
        choices=STAIRS,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    sore = forms.TypedChoiceField(
        label=_("How sore are you?"),
        choices=NUMBERS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=TAP,
    )

    def answers(self) -> dict[str, Any]:
        return {**self.cleaned_data, "signs": self.cleaned_data["signs"] == YES}


FORMS: dict[str, type[SessionForm] | type[RunsForm] | type[RaceForm]] = {
    SESSION: SessionForm,
    RUNS: RunsForm,
    RACE: RaceForm,
}
