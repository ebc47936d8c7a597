"""Consent: versions of its text, and who signed which."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User


class ConsentText(models.Model):
    """One published version of the text; the highest number is in force. None ever changes."""

    number = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="consent_text_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"consent text {self.number}"


class Consent(models.Model):
    """One signature under one text. Only its withdrawal is ever written later, once.

    `signature` is sealed JSON: {"how": "typed", "name": …} or {"how": "drawn", "name": …,
    "strokes": [[[x, y], …], …]}. `given_by` is None for whoever held a one-time link.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    signature = EncryptedText()
    signed_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    SEALED: ClassVar[tuple[str, ...]] = ("signature",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None)
                | models.Q(withdrawn_at__gte=models.F("signed_at")),
                name="consent_withdrawn_after_signed",
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(withdrawn_at=None),
                name="consent_in_force_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "-signed_at"], name="consent_newest")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="consent_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="consent_frozen", exclude=["withdrawn_at"]),
            pgtrigger.Protect(
                name="withdrawal_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.code}"
