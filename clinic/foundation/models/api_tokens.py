"""Tokens with which programs act as their user."""

from __future__ import annotations

import pghistory
from django.db import models

from clinic.foundation.models.users import User


@pghistory.track(exclude=["last_used_at"])
class ApiToken(models.Model):
    """One token. Only its digest is kept: 256 random bits need no slow hash."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"token of {self.user_id} made {self.made_at}"
