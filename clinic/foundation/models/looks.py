"""Who looked at whose health record, and why. Rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from clinic.foundation.models.clients import Client
from clinic.foundation.models.users import User


class Look(models.Model):
    """One look at one record, on file before anything was shown."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="looks")
    record = models.CharField(max_length=80)
    why = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "-at"], name="look_by_client")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(why=""), name="look_has_a_reason")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="look_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.by} at {self.record}"
