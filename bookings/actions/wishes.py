"""Keeping whom a client would rather see: wishes rank times, they hide none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.models import Therapist, Wishes
from bookings.queries import standing
from clinic.foundation import audit
from clinic.foundation.errors import Invalid
from clinic.foundation.models import Client, User


@transaction.atomic
def keep(*, by: User, client: Client, therapist: str, gender: str, now: datetime) -> Wishes:
    """Keep both wishes; "" is none. For the client, the desk, and who treats them.

    `therapist` is a code. Raises `NotFound` for everybody else, `Invalid` with the field.
    """
    standing.must(by, client, now)
    wished = Therapist.objects.filter(code=therapist, active=True).first() if therapist else None
    if therapist and wished is None:
        raise Invalid("invalid", _("This therapist is not here any more."), field="therapist")
    if gender and gender not in Therapist.Gender.values:
        raise Invalid("invalid", _("Choose one of the list."), field="gender")
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    with audit.acting(by, "keep wishes"):
        kept, _fresh = Wishes.objects.update_or_create(
            client=client, defaults={"therapist": wished, "gender": gender}
        )
    return kept
