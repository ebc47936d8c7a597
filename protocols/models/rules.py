"""Published timing rules: versions that never change, each with its rows."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from clinic.foundation.models import User

FROZEN = pgtrigger.Update | pgtrigger.Delete


class RuleVersion(models.Model):
    """One published version. Number 1 is the defaults; the highest number is in force."""

    number = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200)
    phases = models.JSONField()

    class Meta:
        triggers: ClassVar = [pgtrigger.Protect(name="version_stays", operation=FROZEN)]

    def __str__(self) -> str:
        return f"version {self.number}"


class TimingRule(models.Model):
    """One rule of one version; the columns are the fields of `core.rules.Rule`."""

    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    types = ArrayField(models.CharField(max_length=16))
    depths = ArrayField(models.CharField(max_length=10))
    bands = models.JSONField()
    limits = models.JSONField()
    only = models.JSONField()
    small = models.BooleanField()
    waivable = models.BooleanField()
    health = models.BooleanField()
    on = models.BooleanField()
    source = ArrayField(models.CharField(max_length=10))
    source_class = models.CharField(max_length=10)
    words = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="rule_once_a_version"),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="rule_stays", operation=FROZEN)]

    def __str__(self) -> str:
        return f"{self.code} of {self.version}"
