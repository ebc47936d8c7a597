"""Appointments that were booked together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.models import User


class Bundle(models.Model):
    """What ties appointments to each other: a *series* of one client, or a *party* at one time.

    `every_weeks` is from one of a series to the next; the clock on the wall stays the same.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    kind = models.CharField(max_length=10)
    every_weeks = models.PositiveSmallIntegerField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="series", every_weeks__gte=1)
                | models.Q(kind="party", every_weeks=None),
                name="bundle_is_series_or_party",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
