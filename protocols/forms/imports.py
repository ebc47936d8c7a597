"""The forms of imports: a file, and the short answers that a runner gives to what was in it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.forms.once import OnceForm
from protocols.core.facts import PRIORITIES, WORKOUT_KINDS
from protocols.core.plans.shape import MOST_BYTES, MOST_TITLE
from protocols.forms import choices
from protocols.forms.parts import Told

KINDS = choices.of(kind for kind in WORKOUT_KINDS if kind != "unknown")
NO = "no"


class UploadForm(Told):
    """One file. What it is, is seen from its content: a name may say anything."""

    # No list of endings to choose among: a phone that does not know one hides such files.
    file = forms.FileField(
        label=_("Your file"),
        allow_empty_file=True,
        help_text=_(
            ".ics, .csv or .json of a plan or calendar, .fit or .tcx of a race that you ran;"
            " at most %(megabytes)d MB and 5,000 events."
        )
        % {"megabytes": MOST_BYTES // 1024 // 1024},
    )

    def sent(self) -> bytes:
        """What was sent: a byte more than is allowed tells that it is too much."""
        data: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return data

    def name(self) -> str:
        return str(self.cleaned_data["file"].name)


class AnswerForm(OnceForm):
    """A race it is, of so much worth, or none."""

    answer = forms.ChoiceField(choices=[(each, each) for each in (*PRIORITIES, NO)])


class GoneForm(OnceForm):
    """It is still on, or it goes."""

    answer = forms.ChoiceField(choices=[("stay", "stay"), ("remove", "remove")])


class DifferForm(OnceForm):
    """The runner's word holds, or that of the source."""

    answer = forms.ChoiceField(choices=[("mine", "mine"), ("theirs", "theirs")])


class TitleForm(OnceForm):
    """What workouts of one title are."""

    title = forms.CharField(max_length=MOST_TITLE, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose")), *KINDS])


class ForgetForm(OnceForm):
    """Whether what came from a source goes with it."""

    things = forms.BooleanField(
        label=_("Take out what came from it and is still to come"),
        help_text=_("What you changed yourself stays."),
        required=False,
    )
