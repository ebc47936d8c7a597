"""Therapists: what they can, where and when they work. Time off is `times_off`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.actions.owners import owner_only, stands
from bookings.core.hands import TherapistEntry, settled_therapist
from bookings.core.weeks import settled_day, settled_week
from bookings.models import Location, Resource, Shift, ShiftDay, Therapist
from clinic.foundation import audit
from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role
from protocols.core.faults import Fault, outside_days

COLUMNS = tuple(f.name for f in fields(TherapistEntry))


@transaction.atomic
def add(*, by: User, user: User, entry: TherapistEntry) -> Therapist:
    """Somebody who has the role as somebody who can be booked. Owner.

    Raises `Refused`, `Invalid` for whoever lacks the role, `Conflict` for a therapist already.
    """
    owner_only(by)
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if Role.THERAPIST not in roles_of(user):
        sentence = _("Give this person the role of a therapist first.")
        raise Invalid("invalid", sentence, field="person")
    if Therapist.objects.filter(user=user).exists():
        raise Conflict("twice", _("This person is a therapist here already."), field="person")
    told = _columns(entry)
    with audit.acting(by, "add therapist"):
        resource = Resource.objects.create(kind=Resource.Kind.THERAPIST)
        return Therapist.objects.create(user=user, resource=resource, **told)


@transaction.atomic
def change(*, by: User, therapist: Therapist, entry: TherapistEntry) -> Therapist:
    """Write a therapist anew. Sessions that are booked stay, whatever the new limits say."""
    owner_only(by)
    held = _locked(therapist)
    for name, value in _columns(entry).items():
        setattr(held, name, value)
    with audit.acting(by, "change therapist"):
        held.save(update_fields=COLUMNS)
    return held


@transaction.atomic
def keep_hours(
    *, by: User, therapist: Therapist, location: Location, hours: Iterable[Sequence[int]]
) -> None:
    """The ordinary week at one studio, as `Location.hours`; none: they do not work there."""
    owner_only(by)
    held = _locked(therapist)
    week = [list(row) for row in stands(settled_week(hours))]
    with audit.acting(by, "keep shifts"):
        if week:
            Shift.objects.update_or_create(
                therapist=held, location=location, defaults={"hours": week}
            )
        else:
            Shift.objects.filter(therapist=held, location=location).delete()


@transaction.atomic
def keep_day(
    *,
    by: User,
    therapist: Therapist,
    location: Location,
    day: date,
    hours: Iterable[Sequence[int]],
) -> ShiftDay:
    """Other hours on one day at one studio, in place of the week's; [] is not at work there.

    It counts only at a studio where they have an ordinary week. Raises `Invalid` without one.
    """
    owner_only(by)
    held = _locked(therapist)
    if wrong := outside_days(day):
        stands(Fault("day", wrong))
    if not Shift.objects.filter(therapist=held, location=location).exists():
        sentence = _("Give an ordinary week at this studio first.")
        raise Invalid("invalid", sentence, field="studio")
    spans = [list(span) for span in stands(settled_day(hours))]
    with audit.acting(by, "keep shift day"):
        kept, _fresh = ShiftDay.objects.update_or_create(
            therapist=held, location=location, day=day, defaults={"hours": spans}
        )
    return kept


@transaction.atomic
def drop_day(*, by: User, shift_day: ShiftDay) -> None:
    """Back to the ordinary week on that day."""
    owner_only(by)
    _locked(shift_day.therapist)
    held = ShiftDay.objects.filter(pk=shift_day.pk).first()
    if held is None:
        raise NotFound("not_found", _("There is no such day."))
    with audit.acting(by, "drop shift day"):
        held.delete()


def _columns(entry: TherapistEntry) -> dict[str, object]:
    told = asdict(stands(settled_therapist(entry)))
    return told | {name: list(told[name]) for name in ("languages", "skills")}


def _locked(therapist: Therapist) -> Therapist:
    return Therapist.objects.select_for_update(of=("self",)).get(pk=therapist.pk)
