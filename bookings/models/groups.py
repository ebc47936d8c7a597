"""Groups of clients with terms of their own."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models

from clinic.foundation.codes import new_code
from clinic.foundation.models import Client


@pghistory.track()
class ClientGroup(models.Model):
    """A club, a sponsor, the staff: when its members' cancellations are late, and what that costs.

    What is null is as the service has it. An appointment keeps the terms it was booked on.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    name = models.CharField(max_length=120)
    change_hours = models.PositiveSmallIntegerField(null=True)
    late_fee_percent = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(late_fee_percent=None) | models.Q(late_fee_percent__lte=100),
                name="group_fee_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Membership(models.Model):
    """The group that a client belongs to: one at most."""

    client = models.OneToOneField(Client, on_delete=models.PROTECT, related_name="membership")
    group = models.ForeignKey(ClientGroup, on_delete=models.PROTECT, related_name="members")

    def __str__(self) -> str:
        return f"{self.client} in {self.group}"
