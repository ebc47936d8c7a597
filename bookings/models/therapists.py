"""Therapists: who they are, where and when they work, and what their hands can bear."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.lookups import LessThanOrEqual

from bookings.models.places import Location
from bookings.models.resources import Resource
from clinic.foundation.codes import new_code
from clinic.foundation.models import User


@pghistory.track()
class Therapist(models.Model):
    """A therapist. Limits are a local day's; without one it is null.

    After `pause_after` minutes of sessions in a row there is a pause of `pause_minutes`;
    `travel_minutes` lie between sessions in two studios.
    """

    class Gender(models.TextChoices):
        WOMAN = "woman"
        MAN = "man"
        OTHER = "other"

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="therapist")
    resource = models.OneToOneField(Resource, on_delete=models.PROTECT, related_name="therapist")
    about = models.CharField(max_length=600, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    gender = models.CharField(max_length=10, choices=Gender.choices, blank=True)
    skills = ArrayField(models.CharField(max_length=40), default=list)
    most_minutes = models.PositiveSmallIntegerField(null=True)
    most_deep = models.PositiveSmallIntegerField(null=True)
    pause_after = models.PositiveSmallIntegerField(null=True)
    pause_minutes = models.PositiveSmallIntegerField(default=30)
    travel_minutes = models.PositiveSmallIntegerField(default=45)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(gender__in=["", "woman", "man", "other"]),
                name="therapist_gender_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["picture"],
)
class TherapistPhoto(models.Model):
    """A therapist's photograph as it is served: a square WebP, nothing of the file that was sent.

    `digest` names the picture in its address, so that an address always shows the same one. The
    audit keeps digest and time: a photograph that was taken away is gone.
    """

    therapist = models.OneToOneField(Therapist, on_delete=models.PROTECT, related_name="photo")
    picture = models.BinaryField(max_length=40_000)
    digest = models.CharField(max_length=64)  # SHA-256 of the picture, in hex
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    models.Func(
                        models.F("picture"),
                        function="octet_length",
                        output_field=models.IntegerField(),
                    ),
                    40_000,
                ),
                name="therapist_photo_is_small",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} ({self.digest[:8]})"


@pghistory.track()
class Shift(models.Model):
    """When a therapist works at a studio in an ordinary week: hours as those of `Location`."""

    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="shifts")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="shifts")
    hours = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["therapist", "location"], name="shift_once_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} at {self.location}"


@pghistory.track()
class ShiftDay(models.Model):
    """One day on which a therapist works other hours at a studio: [[from, until], …]; [] is none."""

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="shift_days")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="shift_days")
    day = models.DateField()
    hours = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["day", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["therapist", "location", "day"], name="shift_day_once_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} on {self.day}"


@pghistory.track()
class TimeOff(models.Model):
    """A stretch in which a therapist takes no new session, once it is granted.

    They ask for it and the desk answers, with a word of its own if it likes (`answer`); the desk can
    grant it at once. Why it is wanted is nobody's business here. *ended*: taken back, by them or by
    the desk, before or after the answer.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="times_off")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="granted", db_default="granted")
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        ordering: ClassVar = ["start_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(end_at__gt=models.F("start_at")), name="time_off_lasts"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "granted", "refused", "ended"]),
                name="time_off_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} off from {self.start_at:%Y-%m-%d %H:%M}"
