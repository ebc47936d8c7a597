"""How to reach a client."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.core import zones


def zone_choices() -> list[tuple[str, object]]:
    """Time zones by continent, for a select."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in zones.names():
        continent, _slash, place = name.partition("/")
        groups.setdefault(continent, []).append((name, place.replace("_", " ") or name))
    return [
        (continent, named) if len(named) > 1 else named[0] for continent, named in groups.items()
    ]


class ContactForm(forms.Form):
    """What a client may change of it; the e-mail address belongs to the login."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        help_text=_("As you would dial it, or with + and the country first."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    by_sms = forms.BooleanField(
        label=_("Remind me by SMS"),
        help_text=_("Two hours before a session, in place of the mail. It needs your number."),
        required=False,
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("Times that are yours, such as races, are shown in it."),
        choices=zone_choices,
    )
