"""What the calendar sends: JSON, read by forms like everything else that comes from outside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.forms.taking import YEARS
from clinic.foundation.errors import Invalid
from clinic.foundation.forms.once import OnceForm
from clinic.foundation.http import NO_TEXT
from protocols.core import walls
from protocols.forms.parts import day_field

REASON = 500
MOST_DAYS = 14
_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_CODE: dict[str, Any] = {"max_length": 32, "required": False}


def body(content: bytes) -> dict[str, Any]:
    """The fields of a JSON body, as a form would send them: numbers and yes or no as words.

    Raises `Invalid` for what is none, holds a list or an object, or what is no text.
    """
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not all(map(_plain, told.values())):
        raise Invalid("invalid", _("This is not what the calendar sends."))
    return {name: _word(value) for name, value in told.items()}


def _plain(value: Any) -> bool:
    """Whether a field can hold it."""
    return not isinstance(value, list | dict) and not NO_TEXT.search(str(value))


def _word(value: Any) -> str | None:
    """A value as a form has it; its fields know nothing else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def moment(local: datetime, zone: str) -> datetime:
    """The instant of a time on a studio's wall; of an hour shown twice the first.

    Raises `Invalid` for a time that the clock skips.
    """
    found = walls.instant_of(local, zone)
    if walls.wall_of(found, zone) != local:
        sentence = _("The clocks go forward then: this time does not exist on that day.")
        raise Invalid("gap", sentence, field="start")
    return found


class WallField(forms.CharField):
    """A time on a studio's wall, to the minute: 2026-11-24T14:30."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        try:
            if not _WALL.fullmatch(text):
                raise ValueError
            local = datetime.fromisoformat(text)
        except ValueError:
            raise forms.ValidationError(_("Choose a day and a time.")) from None
        if local.year not in YEARS:
            raise forms.ValidationError(_("Choose a day of this century."))
        return local


class Sent(forms.Form):
    """A form over a JSON body; its first fault is the answer."""

    def told(self) -> Mapping[str, Any]:
        """What was sent, once it is valid. Raises `Invalid` with the field at fault."""
        if self.is_valid():
            return self.cleaned_data
        field, (fault, *_more) = next(iter(self.errors.items()))
        raise Invalid("invalid", str(fault), field=None if field == "__all__" else field)


class ActForm(Sent, OnceForm):
    """What is done to one session: under a key of its own, by somebody who saw it like that."""

    seen = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)


class CautionForm(ActForm):
    """A caution is accepted with its reason, which is kept sealed with the session."""

    accept_caution = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=REASON, required=False)

    def clean_reason(self) -> str:
        reason = str(self.cleaned_data["reason"]).strip()
        if self.cleaned_data.get("accept_caution") and not reason:
            raise forms.ValidationError(_("Say why it is done all the same."))
        return reason


class MoveForm(CautionForm):
    """To another start, therapist or room; without these with whom, and in any room that suits."""

    start = WallField()
    therapist = forms.CharField(**_CODE)
    room = forms.CharField(**_CODE)
    tell = forms.ChoiceField(
        choices=[(how, how) for how in ("at once", "soon", "not")], required=False
    )


class ResizeForm(CautionForm):
    """To another length."""

    minutes = forms.IntegerField(min_value=1, max_value=1440)


class SwapForm(CautionForm):
    """With another session."""

    seen_with = forms.IntegerField(min_value=0, max_value=1_000_000, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["with"] = forms.CharField(max_length=32)


class OrderForm(Sent):
    """The session that is looked at: one that is booked, by its code, or a wish for one."""

    code = forms.CharField(**_CODE)
    client = forms.CharField(**_CODE)
    service = forms.CharField(**_CODE)
    minutes = forms.IntegerField(min_value=1, max_value=1440, required=False)
    depth = forms.CharField(max_length=20, required=False)
    group_size = forms.IntegerField(min_value=1, max_value=1000, required=False)
    location = forms.CharField(**_CODE)


class FitForm(OrderForm):
    """And the days in which it may be dropped."""

    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["from"] = day_field(gettext_lazy("From"))


class WaiverForm(OrderForm, OnceForm):
    """And when, and by whom, so that they may waive what blocks it."""

    start = WallField()
    therapist = forms.CharField(max_length=32)
