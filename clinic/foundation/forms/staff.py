"""Inviting people of the clinic, and their roles."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.foundation.roles import Role

ROLES = (
    (Role.THERAPIST.value, _("Therapist: treats, and reads the records of whom they treat")),
    (Role.DESK.value, _("Front desk: books for clients and keeps their contact data")),
    (Role.OWNER.value, _("Owner: keeps people, places, services and settings too")),
)


class RolesForm(forms.Form):
    """Which staff roles somebody has; none is an answer too."""

    roles = forms.MultipleChoiceField(
        label=_("What they may do"),
        choices=ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def chosen(self) -> frozenset[Role]:
        """The roles that were ticked."""
        return frozenset(Role(name) for name in self.cleaned_data["roles"])


class InviteForm(RolesForm):
    """Whom to invite, where to write, and as what."""

    field_order = ("name", "email", "roles")
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class AccessForm(forms.Form):
    """Shut a login out, or let it in again."""

    do = forms.ChoiceField(
        choices=[("disable", ""), ("enable", "")], widget=forms.HiddenInput, required=True
    )
