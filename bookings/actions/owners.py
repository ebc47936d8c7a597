"""What every action of the owner's begins with: may they, and does what they typed make sense."""

from __future__ import annotations

from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.foundation.errors import Invalid, Refused
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role
from protocols.actions import saying
from protocols.core.faults import Fault

T = TypeVar("T")
SENTENCES: dict[str, str | Promise] = {
    "span": gettext_lazy(
        "Each span begins on its day and ends after it began, a day later at most."
    ),
    "overlap": gettext_lazy("Two spans overlap."),
    "tag": gettext_lazy("A code is letters and digits, such as hot_stone; at most 40 of them."),
    "chair": gettext_lazy("A chair massage is one of the other services."),
    "never_deep": gettext_lazy("Other services are never deep."),
    "minutes": gettext_lazy("Lengths are 5 to 1440 minutes, in steps of five."),
    "price": gettext_lazy("This price is not possible."),
    "twice": gettext_lazy("Each length stands once."),
    "currency": gettext_lazy("Three capital letters, such as EUR."),
    "notice": gettext_lazy("The notice is shorter than the days that it can be booked ahead."),
    "too_short": gettext_lazy("The longest visit is too short for the smallest group."),
}


def owner_only(by: User) -> None:
    """Refuse everybody but the owner. Raises `Refused`."""
    if Role.OWNER not in roles_of(by):
        raise Refused("refused", _("Only the owner can do this."))


def stands(found: T | Fault) -> T:
    """What a core settled. Raises `Invalid` where it found a fault instead."""
    if isinstance(found, Fault) and found.code in SENTENCES:
        raise Invalid(found.code, str(SENTENCES[found.code]), field=found.field)
    return saying.stands(found)
