"""Whom a client would rather see."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from bookings.models.therapists import Therapist
from clinic.foundation.models import Client


class Wishes(models.Model):
    """Preferred therapist and gender: wishes that rank times, never rules that hide them."""

    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="wishes")
    therapist = models.ForeignKey(Therapist, null=True, on_delete=models.SET_NULL, related_name="+")
    gender = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(gender__in=["", "woman", "man", "other"]),
                name="wishes_gender_known",
            ),
        ]

    def __str__(self) -> str:
        return f"wishes of {self.client}"
