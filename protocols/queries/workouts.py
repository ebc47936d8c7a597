"""A runner's training."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from clinic.foundation.models import Client, User
from protocols.core import walls
from protocols.models import Workout
from protocols.queries.whose import may_edit, nothing


def of_client(client: Client) -> QuerySet[Any]:
    """All workouts of a client, each with `at`: its start, or the beginning of its day in UTC."""
    at = Coalesce(F("start_at"), Cast("day", DateTimeField()))
    return Workout.objects.filter(client=client).annotate(at=at)


def between(client: Client, first: date, days: int, zone: str) -> list[Workout]:
    """The workouts of so many local days, in order: one query."""
    begin, end = walls.days_between(first, days, zone)
    timed = Q(start_at__gte=begin, start_at__lt=end)
    dated = Q(day__gte=first, day__lt=first + timedelta(days=days))
    return list(of_client(client).filter(timed | dated).order_by("at", "code"))


def one(by: User, code: str, now: datetime) -> Workout:
    """The workout of that code, with its client, for those who may edit it; else `NotFound`."""
    workout = Workout.objects.filter(code=code).select_related("client").first()
    if workout is None or not may_edit(by, workout.client, now):
        raise nothing()
    return workout
