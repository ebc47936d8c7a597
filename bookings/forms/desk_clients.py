"""Clients at the desk: three fields to begin with, and how to reach them."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.forms.contact import zone_choices
from clinic.foundation.forms.once import OnceForm

_PHONE = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})


class NewClientForm(OnceForm):
    """Whoever calls, or stands at the desk."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("As you would dial it, or with + and the country first."),
        max_length=40,
        required=False,
        widget=_PHONE,
    )
    email = forms.CharField(
        label=_("E-mail address"),
        help_text=_("For reminders. It opens no login."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class DeskContactForm(forms.Form):
    """How to reach a client. The address of a login is its owner's business: `login` shuts it."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False, widget=_PHONE)
    by_sms = forms.BooleanField(
        label=_("Remind them by SMS"),
        help_text=_("If they agree: two hours before a session, in place of the mail."),
        required=False,
    )
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)

    def __init__(self, *args: object, login: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own
        if login:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("It belongs to a login: its owner changes it.")
