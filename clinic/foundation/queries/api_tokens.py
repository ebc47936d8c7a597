"""Finding the token that a program sent."""

from __future__ import annotations

from clinic.foundation.codes import digest
from clinic.foundation.models import ApiToken


def find(secret: str) -> ApiToken | None:
    """The live token of an active account, its user with it: one query. Else None."""
    live = ApiToken.objects.filter(digest=digest(secret), ended_at=None, user__is_active=True)
    return live.select_related("user").first()
