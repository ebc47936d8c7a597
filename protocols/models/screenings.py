"""Answers to the red flags. Rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User


class Screening(models.Model):
    """One set of answers: sealed JSON, {"codes": [...], "asked": [...]}.

    `codes` hold, of those `asked` (left out: of all). `whole`: every flag that expires in days was
    asked. `given_by` is None for whoever held a one-time link. How long each code holds is said in
    `core.intake.held`.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="screenings")
    answers = EncryptedText()
    answered_at = models.DateTimeField()
    whole = models.BooleanField(default=True)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    SEALED: ClassVar[tuple[str, ...]] = ("answers",)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["client", "-answered_at"], name="screening_newest")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="screening_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"answers {self.code}"
