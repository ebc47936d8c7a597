"""Studios, their hours and closures, and their rooms."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from bookings.models.resources import Resource
from clinic.foundation.codes import new_code


@pghistory.track()
class Location(models.Model):
    """A studio. `hours` are its opening hours: [[weekday from Monday = 0, from, until], …].

    From and until are minutes of the wall clock in `zone`; until may reach into the next day, up
    to 2880.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64)
    address = models.CharField(max_length=300, blank=True)
    directions = models.CharField(max_length=600, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Closure(models.Model):
    """Days with other hours than usual: [] is closed, else [[from, until], …] of the wall clock."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="closures")
    name = models.CharField(max_length=120)
    first_day = models.DateField()
    last_day = models.DateField()
    hours = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["first_day", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="closure_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Room(models.Model):
    """A room of a studio: its tables, and what else it has (`bars` for Ashiatsu, …)."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, related_name="room")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=120)
    tables = models.PositiveSmallIntegerField(default=1)
    features = ArrayField(models.CharField(max_length=40), default=list)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(tables__gte=1), name="room_has_a_table"),
        ]

    def __str__(self) -> str:
        return self.name
