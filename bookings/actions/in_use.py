"""Taking a studio, room, therapist or service out of use, and back. Nothing booked is touched."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import ngettext

from bookings.actions.owners import owner_only
from bookings.queries.uses import Thing, coming
from clinic.foundation import audit
from clinic.foundation.errors import Conflict
from clinic.foundation.models import User


@transaction.atomic
def keep_active(*, by: User, thing: Thing, active: bool, now: datetime, sure: bool = False) -> None:
    """Offer it in searches, or not any more. Owner.

    With sessions to come it takes somebody who has seen them and is `sure` (else `Conflict`
    *booked*); the sessions stay as they are.
    """
    owner_only(by)
    held = type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    booked = 0 if active or sure else coming(held, now).count()
    if booked:
        sentence = ngettext(
            "%(number)d session is booked. Look at it first.",
            "%(number)d sessions are booked. Look at them first.",
            booked,
        )
        raise Conflict("booked", sentence % {"number": booked})
    held.active = active
    with audit.acting(by, "use again" if active else "take out of use"):
        held.save(update_fields=["active"])
