"""The desk asks a therapist to waive the rules that block a time."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bookings.models.appointments import Appointment
from bookings.models.places import Location
from bookings.models.services import Service
from bookings.models.therapists import Therapist
from clinic.foundation.codes import new_code
from clinic.foundation.models import Client, User


class WaiverRequest(models.Model):
    """A session that the desk would book, or move, if its therapist waived what blocks it.

    It says nothing of why it is blocked: the therapist sees that when they look. Nothing is held
    for it. Past its start an open one is over. Of a new session that several give together `team`
    are the codes of all of them; what is moved keeps its people.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="waiver_requests")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    depth = models.CharField(max_length=10)
    group_size = models.PositiveSmallIntegerField(default=1)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="+")
    team = ArrayField(models.CharField(max_length=16), default=list, db_default=[])
    start_at = models.DateTimeField()
    moving = models.ForeignKey(Appointment, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "granted", "declined", "withdrawn"]),
                name="waiver_request_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} at {self.start_at:%Y-%m-%d %H:%M}"
