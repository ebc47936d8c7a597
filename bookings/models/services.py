"""What can be booked, and on which terms."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from clinic.foundation.codes import new_code

TYPES = ("pre_event", "post_event", "general", "injury", "none")


@pghistory.track()
class Service(models.Model):
    """A line of the menu. `lengths` are [[minutes, price in minor units], …].

    `kind` is the service as the timing rules know it (swedish, facial, chair_massage, …). Buffers
    and notice are minutes, `horizon_days` is how far ahead it is booked, `change_hours` until when
    a client moves or cancels without a fee; `late_fee_percent` of the price is the fee after that.
    Away from our rooms (`off_site`) a visit serves `group_least` to `group_most` guests, each for
    `guest_minutes`.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=600, blank=True)
    preparation = models.CharField(max_length=600, blank=True)
    kind = models.CharField(max_length=40)
    type = models.CharField(max_length=16)
    depths = ArrayField(models.CharField(max_length=10))
    lengths = models.JSONField()
    currency = models.CharField(max_length=3, default="EUR")
    buffer_before = models.PositiveSmallIntegerField(default=0)
    buffer_after = models.PositiveSmallIntegerField(default=15)
    notice_minutes = models.PositiveIntegerField(default=120)
    horizon_days = models.PositiveSmallIntegerField(default=90)
    change_hours = models.PositiveSmallIntegerField(default=24)
    late_fee_percent = models.PositiveSmallIntegerField(default=50)
    skills = ArrayField(models.CharField(max_length=40), default=list)
    features = ArrayField(models.CharField(max_length=40), default=list)
    therapists = models.PositiveSmallIntegerField(default=1)
    off_site = models.BooleanField(default=False)
    group_least = models.PositiveSmallIntegerField(default=1)
    group_most = models.PositiveSmallIntegerField(default=1)
    guest_minutes = models.PositiveSmallIntegerField(default=0)
    online = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(type__in=TYPES), name="service_type_known"),
            models.CheckConstraint(
                condition=models.Q(therapists__gte=1), name="service_has_a_therapist"
            ),
            models.CheckConstraint(
                condition=models.Q(group_least__gte=1, group_most__gte=models.F("group_least")),
                name="service_group_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(late_fee_percent__lte=100), name="service_fee_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name
