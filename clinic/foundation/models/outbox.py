"""The outbox: what must happen after a change, written in the same transaction as the change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.models.clients import Client


class OutboxRow(models.Model):
    """One errand or message: a topic, whom it is about, when it is due.

    `channel` is what a message leaves by ("mail", "sms"); "" is an errand within the database.
    `about` is the code of the thing that it speaks of. `facts` holds codes, never texts. `tries`
    counts how often work on it began, without those that a broken channel stopped.

    `claimed_until` is the end of a worker's claim and the token of it; of a row that was let go it
    says when. `last_error` is a kind and never a text: "Refused 550", "For now 451" (refused, for
    now), "Channel TimeoutError", "Unsure TimeoutError" (it may have left), "Nobody" (no address),
    "Other way" (another row tells it), "Let go", "Died" (its workers), or the name of an exception.
    """

    UNSURE = "Unsure"

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        DROPPED = "dropped"  # nobody wanted it any more
        ASIDE = "aside"  # failed too often; waits for a person

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="errands")
    channel = models.CharField(max_length=10, blank=True)
    about = models.CharField(max_length=16, blank=True)
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
            models.Index(
                fields=["about"], condition=~models.Q(about=""), name="outbox_by_what_it_is_about"
            ),
            models.Index(
                fields=["channel"],
                condition=models.Q(state__in=["waiting", "aside"]),
                name="outbox_open_by_channel",
            ),
            models.Index(
                fields=["-ended_at"],
                condition=models.Q(state__in=["done", "dropped"]),
                name="outbox_over_newest_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"

    @property
    def may_have_left(self) -> bool:
        """Whether an earlier try may have got through, though nobody noted that it did."""
        return self.state != self.State.DONE and self.last_error.startswith(self.UNSURE)


class Channel(models.Model):
    """A way out (mail, sms) and whether it is open: the breaker that spares messages their tries."""

    name = models.CharField(max_length=10, unique=True)
    down_since = models.DateTimeField(null=True)
    probed_at = models.DateTimeField(null=True)  # one message a tick asks whether it answers again
    worked_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """When a background process was last alive: "beat", "worker"."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
