"""The waitlist: who waits for what, what became free, and to whom it was offered."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from bookings.models.places import Location
from bookings.models.services import Service
from bookings.models.therapists import Therapist
from clinic.foundation.codes import new_code
from clinic.foundation.fields import EncryptedText
from clinic.foundation.models import Client, User
from protocols.models import Race


@pghistory.track()
class WaitlistEntry(models.Model):
    """A client who waits for a time. Empty lists and null places mean any.

    `days` are weekdays from Monday = 0; `from_minute` to `until_minute` are of the studio's wall
    clock, in which a session lies whole. Days count from `first_day` to `last_day`. Who waits *for
    a race* names no hours: the rules say when it is useful; a race that is gone ends the waiting.
    `first_at`: the desk put them first.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="waiting")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    depth = models.CharField(max_length=10)
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    therapists = ArrayField(models.CharField(max_length=16), default=list)  # codes
    days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    from_minute = models.PositiveSmallIntegerField(default=0)
    until_minute = models.PositiveSmallIntegerField(default=1440)
    first_day = models.DateField()
    last_day = models.DateField()
    for_race = models.BooleanField(default=False)
    race = models.ForeignKey(Race, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, default="waiting")
    first_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["last_day"],
                name="waitlist_waiting",
                condition=models.Q(state="waiting"),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "booked", "left"]),
                name="waitlist_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="waitlist_days_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    until_minute__gt=models.F("from_minute"), until_minute__lte=1440
                ),
                name="waitlist_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} waits for {self.service}"


class Opening(models.Model):
    """A time that became free and is held, until `until`, for those it is offered to.

    `begin_at` and `end_at` are what is held, buffers included; *taken* by the first who said yes,
    *closed* by the desk; open past `until` it has lapsed, and nobody needs to write that down.
    `turn` counts from 1: what was not taken is offered to the next.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    therapist = models.ForeignKey(Therapist, on_delete=models.PROTECT, related_name="+")
    begin_at = models.DateTimeField()
    end_at = models.DateTimeField()
    turn = models.PositiveSmallIntegerField(default=1)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(end_at__gt=models.F("begin_at")), name="offered_opening_lasts"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "taken", "closed"]),
                name="opening_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.therapist} free at {self.begin_at:%Y-%m-%d %H:%M}"


class WaitlistOffer(models.Model):
    """An opening offered to one who waits: their start in it, their place in the order.

    `answer` is "" until they *took* or *declined* it. `reason` is there where the rules ask for care:
    why the desk offers it all the same.
    """

    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="waitlist_offers")
    entry = models.ForeignKey(WaitlistEntry, on_delete=models.PROTECT, related_name="offers")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="offers")
    start_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    appointment = models.OneToOneField(
        "bookings.Appointment", null=True, on_delete=models.PROTECT, related_name="waited"
    )
    reason = EncryptedText(null=True)

    SEALED: ClassVar[tuple[str, ...]] = ("reason",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "opening"], name="offered_once"),
            models.CheckConstraint(
                condition=models.Q(answer__in=["", "took", "declined"]),
                name="waitlist_answer_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opening} offered to {self.entry.client}"

    @property
    def careful(self) -> bool:
        """Whether it wanted care when it was offered: what to mind is read before it is taken."""
        return self.reason is not None
