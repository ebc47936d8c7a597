"""A runner's injuries: when is on file, what is sealed."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client


@pghistory.track()
class Injury(models.Model):
    """One injury. `details` is sealed JSON: kind, side, diagnosed_by, what. Open without `to_day`."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="injuries")
    details = EncryptedText()
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    SEALED: ClassVar[tuple[str, ...]] = ("details",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_day=None) | models.Q(to_day__gte=models.F("from_day")),
                name="injury_ends_after_it_began",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "-from_day"], name="injury_by_day")]

    def __str__(self) -> str:
        return f"injury {self.code}"
