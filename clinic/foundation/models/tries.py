"""Tries that are counted: at passwords and codes, and at mails asked for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Try(models.Model):
    """One try. `key` is a digest of what it counts against: the table names nobody."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="try_by_key")]

    def __str__(self) -> str:
        return self.key
