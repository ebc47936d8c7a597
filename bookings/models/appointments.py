"""Appointments, what they occupy, and every line of their history."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from bookings.core.lifecycle import STATES
from bookings.models.bundles import Bundle
from bookings.models.places import Location
from bookings.models.resources import Resource
from bookings.models.services import Service
from bookings.models.therapists import TimeOff
from bookings.models.waitlist import Opening
from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User


@pghistory.track()
class Appointment(models.Model):
    """One session of one client, from hold to done.

    The moment is kept twice: `start_at` in UTC, and `local_start` (2026-12-06T14:30) with `zone`,
    so that a later change of that zone's rules keeps the time on the wall. `judged` seals what the
    engine was told and what it said, with the waivers: any booking can be judged again.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(max_length=16)
    expires_at = models.DateTimeField(null=True)  # of a hold
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    local_start = models.CharField(max_length=16)
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=16)
    depth = models.CharField(max_length=10)
    kind = models.CharField(max_length=40)
    group_size = models.PositiveSmallIntegerField(default=1)
    venue = models.CharField(max_length=300, blank=True)  # of a visit away from our rooms
    buffer_before = models.PositiveSmallIntegerField()
    buffer_after = models.PositiveSmallIntegerField()
    price = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    change_hours = models.PositiveSmallIntegerField()  # as the service's when it was booked
    late_fee_percent = models.PositiveSmallIntegerField()
    fee = models.PositiveIntegerField(default=0)  # of a late cancellation or a no-show
    note = EncryptedText(null=True)
    judged = EncryptedText(null=True)
    rules_version = models.PositiveIntegerField()
    booked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_how = models.CharField(max_length=10, blank=True)
    receipt = models.PositiveIntegerField(null=True, unique=True)
    bundle = models.ForeignKey(
        Bundle, null=True, on_delete=models.PROTECT, related_name="appointments"
    )

    SEALED: ClassVar[tuple[str, ...]] = ("note", "judged")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["client", "start_at"], name="appointment_by_client"),
            models.Index(fields=["start_at"], name="appointment_by_start"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="appointment_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(end_at__gt=models.F("start_at")), name="appointment_lasts"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at=None) | models.Q(state="held"),
                name="only_a_hold_expires",
            ),
            models.CheckConstraint(
                condition=models.Q(paid_how__in=["", "cash", "card", "transfer", "voucher"]),
                name="appointment_paid_how_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} at {self.local_start}"


class Occupancy(models.Model):
    """What one resource is taken for, buffers included. Rows that are not `live` take nothing."""

    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="occupancies")
    appointment = models.ForeignKey(
        Appointment, null=True, on_delete=models.PROTECT, related_name="occupancies"
    )
    time_off = models.ForeignKey(
        TimeOff, null=True, on_delete=models.PROTECT, related_name="occupancies"
    )
    opening = models.ForeignKey(
        Opening, null=True, on_delete=models.PROTECT, related_name="occupancies"
    )
    during = DateTimeRangeField()
    live = models.BooleanField(default=True)
    expires_at = models.DateTimeField(null=True)  # as its hold, or its offer

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="resource_taken_once",
                expressions=[
                    ("resource", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=models.Q(live=True),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            models.CheckConstraint(
                # Empty and unbounded ranges pass by an exclusion constraint.
                condition=models.Q(
                    during__isempty=False, during__lower_inf=False, during__upper_inf=False
                ),
                name="occupancy_has_two_ends",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(appointment__isnull=False, time_off=None, opening=None)
                    | models.Q(appointment=None, time_off__isnull=False, opening=None)
                    | models.Q(appointment=None, time_off=None, opening__isnull=False)
                ),
                name="occupancy_has_one_cause",
            ),
            models.UniqueConstraint(
                fields=["appointment", "resource"], name="occupancy_once_an_appointment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.during}"


class HistoryLine(models.Model):
    """One thing that happened to an appointment. `before` is what an undo restores: codes only."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="history")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    did = models.CharField(max_length=20)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.did} at {self.at:%Y-%m-%d %H:%M}"
