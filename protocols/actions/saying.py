"""The faults of a core as errors with a sentence."""

from __future__ import annotations

from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.foundation.errors import Invalid
from protocols.core.faults import Fault

T = TypeVar("T")
SENTENCES: dict[str, str | Promise] = {
    "missing": _("This is needed."),
    "too_long": _("This is too long."),
    "invalid": _("This is not one of the possible values."),
    "zone": _("Choose a time zone by its name, such as Europe/Berlin."),
    "years": _("Choose a day in the years 1970 to 2200."),
    "order": _("The end comes before the beginning."),
    "ahead": _("This day lies ahead."),
    "no_end": _("Say when it ended, or how long it may take."),
    "dnf": _("Say when the runner stopped."),
    "no_start": _("Say when: a day, or a day and a time."),
    "both": _("Give a day, or a start, not both."),
    "characters": _("There is a character in this that no text can hold. Type it anew."),
    "none_alone": _("Something is ticked beside “none of these”. Keep one or the other."),
}


def stands(found: T | Fault) -> T:
    """What a core settled. Raises `Invalid` where it found a fault instead."""
    if isinstance(found, Fault):
        raise Invalid(found.code, str(SENTENCES[found.code]), field=found.field)
    return found
