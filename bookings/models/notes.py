"""The therapist's note of a visit, words added to it later, and phrases for writing it."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from bookings.models.appointments import Appointment
from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User

FROZEN = pgtrigger.Update | pgtrigger.Delete


class VisitNote(models.Model):
    """One note a visit (SOAP): a draft until it is signed, then frozen.

    `content` is sealed JSON as `core.notes` writes it. `rev` grows with every save: who saves on
    another one than they read is asked first. `began_by` wrote first, `saved_by` last.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    appointment = models.OneToOneField(
        Appointment, on_delete=models.PROTECT, related_name="visit_note"
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="visit_notes")
    content = EncryptedText()
    rev = models.PositiveIntegerField(default=1)
    began_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)

    SEALED: ClassVar[tuple[str, ...]] = ("content",)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(signed_at=None, signed_by=None)
                | models.Q(signed_at__isnull=False, signed_by__isnull=False),
                name="note_signed_by_somebody",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "-saved_at"], name="note_by_client")]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="signed_note_stays",
                operation=FROZEN,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"note {self.code}"


class Addendum(models.Model):
    """Words added to a signed note; `words` is sealed."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    note = models.ForeignKey(VisitNote, on_delete=models.PROTECT, related_name="addenda")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="addenda")
    words = EncryptedText()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    SEALED: ClassVar[tuple[str, ...]] = ("words",)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        triggers: ClassVar = [pgtrigger.Protect(name="addendum_stays", operation=FROZEN)]

    def __str__(self) -> str:
        return f"addendum {self.code}"


class Phrase(models.Model):
    """A therapist's own text block: `short` and a space become `words`. It is about nobody."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="phrases")
    short = models.CharField(max_length=20)
    words = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["short"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "short"], name="phrase_once"),
        ]

    def __str__(self) -> str:
        return self.short


class NoteTemplate(models.Model):
    """What a therapist's note of one session type begins with: words by part. It is about nobody."""

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="note_templates")
    type = models.CharField(max_length=16)
    words = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "type"], name="note_template_once"),
        ]

    def __str__(self) -> str:
        return f"template for {self.type}"
