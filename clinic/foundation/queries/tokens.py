"""Looking at a one-time link without spending it: what a GET may do."""

from __future__ import annotations

from datetime import datetime

from clinic.foundation.codes import digest
from clinic.foundation.models import OneTimeToken


def find(secret: str, *, purpose: str, now: datetime) -> str | None:
    """What a live link of this purpose is about, or None: used, too old, foreign and unknown look alike."""
    row = OneTimeToken.objects.filter(
        digest=digest(secret), purpose=purpose, spent_at=None, expires_at__gt=now
    ).first()
    return row.about if row else None
