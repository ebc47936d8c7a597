"""A hidden token in a form, so that a form sent twice does its thing once."""

from __future__ import annotations

from django import forms

from clinic.foundation.codes import new_secret


class OnceForm(forms.Form):
    """A form whose every showing has a token of its own; `idempotency.once(key=form.key, …)`.

    Shown again with faults it keeps its token: nothing was done under it yet.
    """

    once = forms.CharField(max_length=100, widget=forms.HiddenInput, initial=new_secret)

    @property
    def key(self) -> str:
        """The key of this showing, apart from those that programs choose."""
        return f"form:{self.cleaned_data['once']}"
