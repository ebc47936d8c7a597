"""Races: the clinic's list of them, and those in a runner's own calendar."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.models import Client
from protocols.core.facts import PRIORITIES, STATUSES, TERRAINS
from protocols.core.faults import FIRST, LAST
from protocols.core.races import MOST_MINUTES
from protocols.models.wall import WallTime


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ListedRace(models.Model):
    """A race of the clinic's list, for runners to pick. Owner and front desk keep it."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64)
    local_start = WallTime()
    start_at = models.DateTimeField()
    distance_m = models.PositiveIntegerField(null=True)
    terrain = models.CharField(max_length=10, default="flat")
    url = models.URLField(max_length=500, blank=True)
    cancelled = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(terrain__in=TERRAINS), name="listed_race_terrain_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(start_at__gte=FIRST, start_at__lte=LAST),
                name="listed_race_in_years",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["start_at"], name="listed_race_by_start")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Race(models.Model):
    """A race of one runner. `local_start` in `zone` is what holds; `start_at` is its instant.

    `listed` says where it was picked from. It follows the list's time until its runner edits it.
    While its time is not known (`time_known`) it stands at 08:00.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="races")
    listed = models.ForeignKey(
        ListedRace, null=True, on_delete=models.SET_NULL, related_name="picked"
    )
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64)
    local_start = WallTime()
    start_at = models.DateTimeField()
    time_known = models.BooleanField(default=True)
    finish_at = models.DateTimeField(null=True)
    expected_minutes = models.PositiveSmallIntegerField(null=True)
    distance_m = models.PositiveIntegerField(null=True)
    priority = models.CharField(max_length=1)
    terrain = models.CharField(max_length=10, default="flat")
    status = models.CharField(max_length=10, default="planned")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(priority__in=PRIORITIES), name="race_priority_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(terrain__in=TERRAINS), name="race_terrain_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=STATUSES), name="race_status_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(start_at__gte=FIRST, start_at__lte=LAST)
                & (models.Q(finish_at=None) | models.Q(finish_at__lte=LAST)),
                name="race_in_years",
            ),
            models.CheckConstraint(
                condition=models.Q(finish_at=None) | models.Q(finish_at__gt=models.F("start_at")),
                name="race_finish_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(finish_at__isnull=False)
                | (models.Q(expected_minutes__isnull=False) & ~models.Q(status="dnf")),
                name="race_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(expected_minutes=None)
                | models.Q(expected_minutes__gte=1, expected_minutes__lte=MOST_MINUTES),
                name="race_minutes_in_range",
            ),
            models.UniqueConstraint(
                fields=["client", "listed"],
                condition=models.Q(listed__isnull=False),
                name="race_picked_once",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["client", "start_at"], name="race_by_start")]

    def __str__(self) -> str:
        return self.name
