"""Issuing and spending one-time links."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from clinic.foundation.codes import digest
from clinic.foundation.errors import NotFound
from clinic.foundation.models import OneTimeToken


def issue_for(*, errand: str, purpose: str, about: str, until: datetime, now: datetime) -> str:
    """The link of one errand, by the errand's code: issued again it is the same one, spent or not.

    The secret follows from the clinic's key and the code, so that a mail sent once more after a
    crash holds the same words; the table alone cannot tell it. `until` lies after `now`.
    """
    told = f"{purpose} {about} {errand}"
    drawn = salted_hmac("clinic.links", told, algorithm="sha256").digest()
    secret = urlsafe_b64encode(drawn).decode().rstrip("=")
    named = {"purpose": purpose, "about": about, "issued_at": now}
    OneTimeToken.objects.update_or_create(
        digest=digest(secret),
        defaults={"expires_at": until},  # a mail that had to wait holds a link that still works
        create_defaults={**named, "expires_at": until},
    )
    return secret


def spend(*, secret: str, purpose: str, now: datetime) -> str:
    """Use a link up and say what it is about. Of two at once one wins. Raises `NotFound`."""
    live = OneTimeToken.objects.filter(
        digest=digest(secret), purpose=purpose, spent_at=None, expires_at__gt=now
    )
    about = live.values_list("about", flat=True).first()
    if about is None or not live.update(spent_at=now):
        raise NotFound("link_spent", _("This link has been used or is too old. Ask for a new one."))
    return about


def forget(*, now: datetime) -> int:
    """Delete links whose time is over, used or not; says how many."""
    return OneTimeToken.objects.filter(expires_at__lte=now).delete()[0]
