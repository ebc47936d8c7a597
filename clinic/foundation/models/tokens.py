"""Links that work once: stored as a digest, for one purpose, until a moment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class OneTimeToken(models.Model):
    """What a mailed link stands for. The secret itself is never stored."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    about = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("issued_at")), name="token_lives_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} about {self.about}"
