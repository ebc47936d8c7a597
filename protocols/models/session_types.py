"""The session types the clinic gives."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SessionType(models.Model):
    """Goal, what to do, limits and how to finish; `words` by language as the core's literal has them."""

    code = models.CharField(max_length=16, unique=True)
    letter = models.CharField(max_length=1, unique=True)
    position = models.PositiveSmallIntegerField(unique=True)
    depths = ArrayField(models.CharField(max_length=10))
    minutes_least = models.PositiveSmallIntegerField()
    minutes_most = models.PositiveSmallIntegerField()
    passes_least = models.PositiveSmallIntegerField(null=True)
    passes_most = models.PositiveSmallIntegerField(null=True)
    hold_seconds = models.PositiveSmallIntegerField(null=True)
    source = ArrayField(models.CharField(max_length=10))
    words = models.JSONField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(minutes_least__lte=models.F("minutes_most")),
                name="session_type_minutes_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code
