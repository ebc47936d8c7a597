"""Whom a client would rather see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import Therapist, Wishes

GENDERS = [
    ("", gettext_lazy("No wish")),
    ("woman", gettext_lazy("A woman")),
    ("man", gettext_lazy("A man")),
]


class WishesForm(forms.Form):
    """Both wishes; none is one too."""

    therapist = forms.ChoiceField(label=gettext_lazy("Therapist"), required=False)
    gender = forms.ChoiceField(
        label=gettext_lazy("Rather treated by"), choices=GENDERS, required=False
    )

    def __init__(self, *args: Any, therapists: Iterable[Therapist], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.code, str(one)) for one in therapists]
        self.fields["therapist"].choices = [("", _("No wish")), *named]  # type: ignore[attr-defined]


def typed_wishes(wishes: Wishes) -> dict[str, str]:
    """What the form shows at first."""
    return {
        "therapist": wishes.therapist.code if wishes.therapist else "",
        "gender": wishes.gender,
    }
