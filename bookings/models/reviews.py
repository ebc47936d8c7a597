"""What was done about a booking that waits for a therapist. Rows are only ever added."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from bookings.models.appointments import Appointment
from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User


class ReviewLine(models.Model):
    """One step of a review, in order; `details` is sealed JSON as `core.reviewing` writes it.

    *accepted* (the flags that were looked at), *changed*, *asked* and *answered* (a question to the
    client and their words), *cleared* (one flag, the reason, whether a doctor said so), *waived*
    (timing rules, the reason), *raised* (flags that the client said anew: nothing covers them any
    more), *declined*. `by` is None for a client behind a one-time link.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted"
        CHANGED = "changed"
        ASKED = "asked"
        ANSWERED = "answered"
        CLEARED = "cleared"
        WAIVED = "waived"
        RAISED = "raised"
        DECLINED = "declined"

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="review_lines"
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="review_lines")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    details = EncryptedText()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    SEALED: ClassVar[tuple[str, ...]] = ("details",)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="review_line_stays", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
