"""From an address to a client's things, for a therapist who treats them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from bookings.models import Appointment
from bookings.queries import standing
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, User


def own_client(by: User, code: str, *, now: datetime) -> Client:
    """A client whom `by` treats. Raises `NotFound` for all others, the desk's too."""
    found, stands = standing.client(by, code, now=now)
    if not stands.treats:
        raise nothing()
    return found


def own_appointment(by: User, code: str, *, now: datetime) -> Appointment:
    """An appointment of a client whom `by` treats, their colleague's too. Raises `NotFound`."""
    found, stands = standing.appointment(by, code, now=now)
    if not stands.treats:
        raise nothing()
    return found


def nothing() -> NotFound:
    return NotFound("not_found", _("There is no such record."))
