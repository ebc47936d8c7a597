"""Calls that must not happen twice: what came of them, never what was said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clinic.foundation.models.users import User


class IdempotentCall(models.Model):
    """One successful writing call under a key that its caller chose: status and code, no words."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    call = models.CharField(max_length=200)
    body = models.CharField(
        max_length=64
    )  # a keyed digest: without SECRET_KEY nobody can guess at it
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="call_once_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.call} -> {self.status}"
