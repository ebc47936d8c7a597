"""Which group a client belongs to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.models import ClientGroup
from bookings.queries.groups import Choice


class BelongForm(forms.Form):
    """One group or none."""

    group = forms.ChoiceField(
        label=gettext_lazy("Group"),
        help_text=gettext_lazy("Its terms go into what is booked from now on."),
        required=False,
    )

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"group": choice.code}, **kwargs})
        named = [(one.code, _shown(one)) for one in choice.groups]
        self.fields["group"].choices = [("", _("No group")), *named]  # type: ignore[attr-defined]


def _shown(group: ClientGroup) -> str:
    return group.name if group.active else _("%(name)s (out of use)") % {"name": group.name}
