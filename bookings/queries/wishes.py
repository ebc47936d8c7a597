"""Whom a client would rather see."""

from __future__ import annotations

from bookings.models import Therapist, Wishes
from clinic.foundation.models import Client


def of_client(client: Client) -> Wishes:
    """The client's wishes, or none yet: one query."""
    held = Wishes.objects.select_related("therapist__user").filter(client=client).first()
    return held or Wishes(client=client)


def therapists() -> list[Therapist]:
    """Whom one may wish for: one query."""
    return list(Therapist.objects.filter(active=True).select_related("user"))
