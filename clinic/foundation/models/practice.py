"""The clinic's own settings: one row."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models


@pghistory.track()
class Practice(models.Model):
    """What the owner decides for the whole clinic."""

    name = models.CharField(max_length=120, default="Legwork")
    zone = models.CharField(max_length=64, default="Europe/Berlin")
    region = models.CharField(max_length=2, default="DE")  # of telephone numbers without +
    currency = models.CharField(max_length=3, default="EUR")
    treats_months = models.PositiveSmallIntegerField(default=12)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="practice_is_one_row")
        ]

    def __str__(self) -> str:
        return self.name
