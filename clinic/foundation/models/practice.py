"""The clinic's own settings: one row."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models


@pghistory.track()
class Practice(models.Model):
    """What the owner decides for the whole clinic."""

    name = models.CharField(max_length=120, default="Legwork")
    zone = models.CharField(max_length=64, default="Europe/Berlin")
    region = models.CharField(max_length=2, default="DE")  # of telephone numbers without +
    currency = models.CharField(max_length=3, default="EUR")
    treats_months = models.PositiveSmallIntegerField(default=12)
    clients_read_notes = models.BooleanField(default=False)  # signed ones, in their export
    # A time that became free is offered to so many at once, for so many minutes.
    offer_at_once = models.PositiveSmallIntegerField(default=1)
    offer_minutes = models.PositiveSmallIntegerField(default=30)
    # Minutes of the client's wall clock between which nothing is sent that can wait.
    quiet_from = models.PositiveSmallIntegerField(default=21 * 60)
    quiet_until = models.PositiveSmallIntegerField(default=8 * 60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(pk=1), name="practice_is_one_row"),
            models.CheckConstraint(
                condition=models.Q(quiet_from__lt=1440, quiet_until__lt=1440),
                name="practice_quiet_within_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(offer_at_once__range=(1, 10), offer_minutes__range=(5, 1440)),
                name="practice_offers_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.name
