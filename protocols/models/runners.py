"""What a client says of themself as a runner."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from clinic.foundation.models import Client
from protocols.core.runners import MOST_QUIET_DAYS, PREFERENCES


@pghistory.track()
class RunnerProfile(models.Model):
    """One a client. `pre_event_preference` is "" (no wish), deep, light, over the clothes or no touch."""

    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="runner")
    birth_year = models.PositiveSmallIntegerField(null=True)
    recreational = models.BooleanField(default=False)
    load_rising = models.BooleanField(default=False)
    quiet_days = models.PositiveSmallIntegerField(default=0)
    pre_event_preference = models.CharField(max_length=10, blank=True)
    guardian_name = models.CharField(max_length=200, blank=True)
    guardian_phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(birth_year=None)
                | models.Q(birth_year__gte=1900, birth_year__lte=2200),
                name="runner_birth_year_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_days__lte=MOST_QUIET_DAYS), name="runner_quiet_days_to_ten"
            ),
            models.CheckConstraint(
                condition=models.Q(pre_event_preference__in=("", *PREFERENCES)),
                name="runner_preference_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"runner {self.client_id}"
