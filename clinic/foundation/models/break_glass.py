"""An owner's way into a record in an emergency: for an hour, with a reason, told to the client."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models.clients import Client
from clinic.foundation.models.users import User


class BreakGlass(models.Model):
    """One such opening. `reason` is sealed, since it may speak of health; the client reads it."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="openings")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="openings")
    reason = EncryptedText()
    at = models.DateTimeField()
    until = models.DateTimeField()

    SEALED: ClassVar[tuple[str, ...]] = ("reason",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")), name="opening_lasts"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["client", "by", "-until"], name="opening_newest")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="opening_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"opening {self.code}"
