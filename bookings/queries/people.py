"""Therapists, for their owner: those out of use among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from bookings.models import Appointment, Service, Shift, ShiftDay, Therapist, TimeOff
from bookings.queries.day_off import words_of
from bookings.queries.uses import coming
from clinic.foundation.errors import NotFound
from clinic.foundation.models import User
from clinic.foundation.roles import Role

T = TypeVar("T")


@dataclass(frozen=True)
class Off:
    """A time off that has not ended, when it is in words, and the sessions that are booked in it all
    the same.
    """

    row: TimeOff
    words: str
    sessions: list[Appointment]


def therapists() -> QuerySet[Therapist]:
    """Every therapist with their shifts and `photo_digest`: two queries. Those in use first."""
    rows = _with_shifts(Therapist.objects.all())
    return rows.order_by("-active", "position", "pk")


def therapist(code: str) -> Therapist:
    """One therapist with their shifts and `photo_digest`. Raises `NotFound`."""
    return _there(_with_shifts(Therapist.objects.filter(code=code)).first())


def giving() -> QuerySet[Therapist]:
    """Those in use whose login is open and has the role: whom `queries.setup` offers times of."""
    held = therapists().filter(active=True, user__is_active=True)
    return held.filter(user__grants__role=Role.THERAPIST, user__grants__ended_at=None)


def candidates() -> QuerySet[User]:
    """Who has the role of a therapist and cannot be booked yet."""
    held = User.objects.filter(grants__role=Role.THERAPIST, grants__ended_at=None, is_active=True)
    return held.filter(therapist=None).order_by("name", "pk").distinct()


def candidate(code: str) -> User:
    """One of them. Raises `NotFound`."""
    return _there(candidates().filter(code=code).first())


def days(therapist: Therapist, today: date) -> QuerySet[ShiftDay]:
    """Their days with other hours, from today on."""
    return therapist.shift_days.filter(day__gte=today).select_related("location")


def day(code: str) -> ShiftDay:
    """One of them with its therapist. Raises `NotFound`."""
    rows = ShiftDay.objects.select_related("therapist__user", "location")
    return _there(rows.filter(code=code).first())


def times_off(therapist: Therapist, now: datetime, zone: str) -> list[Off]:
    """Their times off that have not ended, on the wall of a zone, with what is booked in them."""
    rows = list(therapist.times_off.filter(state="granted", end_at__gt=now))
    booked = list(coming(therapist, now)) if rows else []
    return [
        Off(
            row=row,
            words=words_of(row, zone),
            sessions=[a for a in booked if a.start_at < row.end_at and a.end_at > row.start_at],
        )
        for row in rows
    ]


def time_off(code: str) -> TimeOff:
    """One time off with its therapist. Raises `NotFound`."""
    rows = TimeOff.objects.select_related("therapist__user").filter(code=code, state="granted")
    return _there(rows.first())


def skills() -> set[str]:
    """Every skill that somebody has or a service asks for."""
    rows = [
        *Therapist.objects.values_list("skills", flat=True),
        *Service.objects.values_list("skills", flat=True),
    ]
    return {code for row in rows for code in row}


def _with_shifts(rows: QuerySet[Therapist]) -> QuerySet[Therapist]:
    shifts = Shift.objects.select_related("location").order_by("location__position", "pk")
    told = rows.annotate(photo_digest=F("photo__digest")).select_related("user")
    return told.prefetch_related(Prefetch("shifts", queryset=shifts))


def _there(row: T | None) -> T:
    if row is None:
        raise NotFound("not_found", _("There is nothing under this address."))
    return row
