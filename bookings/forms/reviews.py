"""What a therapist does about a review, each its own small form; and the client's answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.actions.review_questions import ANSWER, QUESTION
from bookings.actions.reviewing import REASON
from bookings.core.reviewing import DOCTOR, Open
from bookings.forms.desk_free import ServiceForm
from clinic.foundation.forms.once import OnceForm

UNANSWERED = "unanswered"
SAYS = [
    ("call", gettext_lazy("Your therapist will ring you and tell you more.")),
    ("later", gettext_lazy("We would be glad to see you at another time.")),
    ("talk", gettext_lazy("Please ring us: we would like to talk it over with you.")),
]


def reason_field(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=gettext_lazy("Kept sealed with the booking."),
        max_length=REASON,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AcceptForm(OnceForm):
    """What stood on the page when it was accepted goes along: what is newer is looked at first."""

    prefix = "accept"
    seen = forms.CharField(max_length=600, required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, shown: Open | None = None) -> None:
        told = [*shown.codes, *([UNANSWERED] if shown.unanswered else [])] if shown else []
        super().__init__(data, initial={"seen": " ".join(told)})

    @property
    def codes(self) -> set[str]:
        """The flags that were seen."""
        return set(self.cleaned_data["seen"].split()) - {UNANSWERED}

    @property
    def unanswered(self) -> bool:
        """Whether it was seen that there are no answers."""
        return UNANSWERED in self.cleaned_data["seen"].split()


class TryForm(ServiceForm):
    """Another type, depth or length: asked by GET, the verdict comes back."""

    prefix = "try"


class ChangeForm(OnceForm, ServiceForm):
    """The same, sent from beside its verdict."""

    prefix = "change"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("service", "depth"):
            self.fields[name].widget = forms.HiddenInput()


class AskForm(OnceForm):
    """A question to the client."""

    prefix = "ask"
    question = forms.CharField(
        label=gettext_lazy("Your question"),
        help_text=gettext_lazy(
            "Whoever opens the mail’s link reads it. Ask, and write nothing that you found."
        ),
        max_length=QUESTION,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ClearForm(OnceForm):
    """One flag, cleared for this visit; some take a doctor's word."""

    prefix = "clear"
    code = forms.ChoiceField(label=gettext_lazy("Flag"))
    reason = reason_field(gettext_lazy("Why"))
    doctor = forms.BooleanField(label=gettext_lazy("A doctor has said so"), required=False)

    def __init__(self, data: QueryDict | None = None, *, flags: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        self.fields["code"].choices = flags  # type: ignore[attr-defined]  # a choice field
        if len(flags) == 1:
            self.fields["code"].initial = flags[0][0]
        takes = [str(word) for code, word in flags if code in DOCTOR]
        if takes:
            told = {"flags": ", ".join(takes)}
            self.fields["doctor"].help_text = _("This is needed for: %(flags)s.") % told
        else:
            del self.fields["doctor"]


class WaiveForm(OnceForm):
    """Timing rules that block it and can be waived."""

    prefix = "waive"
    waive = forms.MultipleChoiceField(
        label=gettext_lazy("Waive for this booking"), widget=forms.CheckboxSelectMultiple
    )
    reason = reason_field(gettext_lazy("Why"))

    def __init__(self, data: QueryDict | None = None, *, rules: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["waive"].choices = list(rules)  # type: ignore[attr-defined]


class DeclineForm(OnceForm):
    """That it is not given: what the client is told, and why, for the file."""

    prefix = "decline"
    words = forms.ChoiceField(
        label=gettext_lazy("What the mail says"), choices=SAYS, widget=forms.RadioSelect
    )
    alternatives = forms.MultipleChoiceField(
        label=gettext_lazy("Times to offer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = reason_field(gettext_lazy("Why, for the file"))

    def __init__(
        self, data: QueryDict | None = None, *, others: Iterable[tuple[datetime, str]]
    ) -> None:
        super().__init__(data)
        choices = [(f"{start.astimezone(UTC):%Y-%m-%dT%H:%M}", word) for start, word in others]
        self.fields["alternatives"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["alternatives"]

    def starts(self) -> list[datetime]:
        """The times that were ticked, once valid."""
        told = self.cleaned_data.get("alternatives", [])
        return [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in told]


class AnswerForm(OnceForm):
    """The client's answer."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Only who treats you reads it."),
        max_length=ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
