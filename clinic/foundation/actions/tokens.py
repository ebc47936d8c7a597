"""Issuing and spending one-time links."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from clinic.foundation.codes import digest, new_secret
from clinic.foundation.errors import NotFound
from clinic.foundation.models import OneTimeToken


def issue(*, purpose: str, about: str, lives: timedelta, now: datetime) -> str:
    """A new link's secret; only its digest is kept."""
    secret = new_secret()
    OneTimeToken.objects.create(
        digest=digest(secret), purpose=purpose, about=about, issued_at=now, expires_at=now + lives
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
