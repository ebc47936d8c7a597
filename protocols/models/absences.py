"""Stretches without training, or elsewhere: travel, holidays, illness, injury as a plan marks it."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Absence(models.Model):
    """Whole days of the clock in `zone`, the last one among them.

    `details` is sealed JSON: kind and title, since they can tell of an illness. `away`: the runner
    is elsewhere, and no session can be given.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="absences")
    from_day = models.DateField()
    to_day = models.DateField()
    zone = models.CharField(max_length=64)
    away = models.BooleanField(default=False)
    details = EncryptedText()

    SEALED: ClassVar[tuple[str, ...]] = ("details",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_day__gte=models.F("from_day")),
                name="absence_ends_after_it_began",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "to_day"], name="absence_by_end")]

    def __str__(self) -> str:
        return f"absence {self.code}"
