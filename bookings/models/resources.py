"""What can be taken only once at a time: therapists and rooms, in one table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Resource(models.Model):
    """A therapist or a room, as something to lock and to occupy."""

    class Kind(models.TextChoices):
        THERAPIST = "therapist"
        ROOM = "room"

    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["therapist", "room"]), name="resource_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
