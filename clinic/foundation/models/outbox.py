"""The outbox: what must happen after a change, written in the same transaction as the change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.models.clients import Client


class OutboxRow(models.Model):
    """One errand: a topic, whom it is about, when it is due. `facts` holds codes, never texts."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DROPPED = "dropped"  # nobody wanted it any more
        ASIDE = "aside"  # failed too often; waits for a person

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="errands")
    facts = models.JSONField(default=dict)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "key"], name="outbox_once_a_key"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-urgent", "due_at"],
                condition=models.Q(state="waiting"),
                name="outbox_waiting_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
