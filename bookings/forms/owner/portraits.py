"""A photograph, as it is sent."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.core.portraits import MOST_BYTES


class PhotoForm(forms.Form):
    """One file. Whether it is a picture is seen by the action, from its content."""

    photo = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP, at most 4 MB. A square is cut from its middle."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def sent(self) -> bytes:
        """What was sent, for the action: a byte more than allowed tells it that it is too much."""
        data: bytes = self.cleaned_data["photo"].read(MOST_BYTES + 1)
        return data
