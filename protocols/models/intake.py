"""The intake: versions of its form, and what clients answered."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User

FROZEN = pgtrigger.Update | pgtrigger.Delete


class FormVersion(models.Model):
    """One published version of the form. Number 1 is the standard one; the highest is in force.

    `content` as `core.intake.shape.form_json` writes it. A version never changes: it is followed.
    """

    number = models.PositiveIntegerField(unique=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200)
    content = models.JSONField()

    class Meta:
        triggers: ClassVar = [pgtrigger.Protect(name="form_stays", operation=FROZEN)]

    def __str__(self) -> str:
        return f"form {self.number}"


class Intake(models.Model):
    """One sitting over the form: a draft that is saved as its client goes, then frozen.

    `answers` is sealed JSON as `core.intake.drafts` writes it. `sections` are those that it
    answered, known once it is sent in; when, says `submitted_at`: from it follows what has expired.
    `link` is the digest of the one-time link that it was opened by, "" for the client's own login;
    `about` the code of the appointment that it was asked for, if any. A client has one open draft
    for themself and one a link.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="intakes")
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="intakes")
    about = models.CharField(max_length=16, blank=True)
    link = models.CharField(max_length=64, blank=True)
    answers = EncryptedText(null=True)
    rev = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    sections = ArrayField(models.CharField(max_length=20), default=list)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    SEALED: ClassVar[tuple[str, ...]] = ("answers",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["client", "link"],
                condition=models.Q(submitted_at=None),
                name="intake_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at=None) | models.Q(answers__isnull=False),
                name="intake_sent_in_has_answers",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["client", "-submitted_at"],
                condition=models.Q(submitted_at__isnull=False),
                name="intake_newest",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="intake_stays",
                operation=FROZEN,
                condition=pgtrigger.Q(old__submitted_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"intake {self.code}"
