"""Training sessions in a runner's calendar."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.models import Client
from protocols.core.facts import WORKOUT_KINDS
from protocols.core.faults import FIRST, LAST
from protocols.core.workouts import MOST_MINUTES


class Workout(models.Model):
    """A workout with a start, or on a day without times. `zone` is where its runner reads it."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="workouts")
    start_at = models.DateTimeField(null=True)
    day = models.DateField(null=True)
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=60)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(start_at=None, day__isnull=False)
                | models.Q(start_at__isnull=False, day=None),
                name="workout_has_start_or_day",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                name="workout_minutes_in_range",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=WORKOUT_KINDS), name="workout_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(start_at=None)
                | models.Q(start_at__gte=FIRST, start_at__lte=LAST),
                name="workout_start_in_years",
            ),
            models.CheckConstraint(
                condition=models.Q(day=None)
                | models.Q(day__gte=FIRST.date(), day__lte=LAST.date()),
                name="workout_day_in_years",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["client", "start_at"], name="workout_by_start"),
            models.Index(fields=["client", "day"], name="workout_by_day"),
        ]

    def __str__(self) -> str:
        return self.title or self.kind
