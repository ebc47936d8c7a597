"""What a runner says after a session or a race. Rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User


class CheckIn(models.Model):
    """One answer: sealed JSON as `core.checkins` writes it.

    `kind`: *session* (soreness, bruising: 36 hours after), *runs* (how the next runs felt), *race*
    (soreness in the days after). `about` is the code of that session or race, `of` when it ended.
    """

    class Kind(models.TextChoices):
        SESSION = "session"
        RUNS = "runs"
        RACE = "race"

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="checkins")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(max_length=16)
    of = models.DateTimeField()
    answers = EncryptedText()
    answered_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    SEALED: ClassVar[tuple[str, ...]] = ("answers",)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["client", "-answered_at"], name="checkin_newest"),
            models.Index(fields=["about"], name="checkin_by_what_it_is_about"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="checkin_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
