"""Studios: what they are, when they are open, and their special days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bookings.actions.owners import owner_only, stands
from bookings.core.places import ClosureEntry, LocationEntry, settled_closure, settled_location
from bookings.core.weeks import settled_week
from bookings.models import Closure, Location
from bookings.queries import uses
from clinic.foundation import audit
from clinic.foundation.actions.addresses import phone
from clinic.foundation.errors import Conflict, NotFound
from clinic.foundation.models import User
from clinic.foundation.queries.people import practice

COLUMNS = tuple(f.name for f in fields(LocationEntry))
CLOSURE = tuple(f.name for f in fields(ClosureEntry))


@transaction.atomic
def add(*, by: User, entry: LocationEntry, hours: Iterable[Sequence[int]] = ()) -> Location:
    """A new studio with its opening hours. Owner. Raises `Refused`, `Invalid`."""
    owner_only(by)
    told, week = _entry(entry), stands(settled_week(hours))
    with audit.acting(by, "add studio"):
        return Location.objects.create(**told, hours=[list(row) for row in week])


@transaction.atomic
def change(*, by: User, location: Location, entry: LocationEntry, now: datetime) -> Location:
    """Write a studio anew. Its zone stays while appointments are to come there (`Conflict`)."""
    owner_only(by)
    held = _locked(location)
    told = _entry(entry)
    if told["zone"] != held.zone and uses.coming(held, now).exists():
        sentence = _("The zone stays as it is while sessions are booked here: their times are its.")
        raise Conflict("booked", sentence, field="zone")
    for name in COLUMNS:
        setattr(held, name, told[name])
    with audit.acting(by, "change studio"):
        held.save(update_fields=COLUMNS)
    return held


@transaction.atomic
def keep_hours(*, by: User, location: Location, hours: Iterable[Sequence[int]]) -> None:
    """Opening hours anew: [[weekday from Monday = 0, from, until], …]. What is booked stays."""
    owner_only(by)
    held = _locked(location)
    held.hours = [list(row) for row in stands(settled_week(hours))]
    with audit.acting(by, "keep opening hours"):
        held.save(update_fields=["hours"])


@transaction.atomic
def add_closure(*, by: User, location: Location, entry: ClosureEntry) -> Closure:
    """Days on which a studio is closed, or open at other hours. What is booked stays.

    Raises `Conflict` where other special days are kept already.
    """
    owner_only(by)
    held = _locked(location)
    told = stands(settled_closure(entry))
    _apart(held, told)
    with audit.acting(by, "add closure"):
        return Closure.objects.create(location=held, **asdict(told))


@transaction.atomic
def change_closure(*, by: User, closure: Closure, entry: ClosureEntry) -> None:
    """Write special days anew."""
    owner_only(by)
    location = _locked(closure.location)
    held = _still(closure)
    told = stands(settled_closure(entry))
    _apart(location, told, but=held)
    for name in CLOSURE:
        setattr(held, name, getattr(told, name))
    with audit.acting(by, "change closure"):
        held.save(update_fields=CLOSURE)


@transaction.atomic
def remove_closure(*, by: User, closure: Closure) -> None:
    """Back to the usual hours on those days."""
    owner_only(by)
    _locked(closure.location)
    with audit.acting(by, "remove closure"):
        _still(closure).delete()


@transaction.atomic
def add_closures(*, by: User, location: Location, entries: Iterable[ClosureEntry]) -> int:
    """Several at once, such as a year's public holidays; says how many are new.

    Days on which something is kept already are passed over.
    """
    owner_only(by)
    added = 0
    for entry in entries:
        if not _same_days(location, entry).exists():
            add_closure(by=by, location=location, entry=entry)
            added += 1
    return added


def _entry(entry: LocationEntry) -> dict[str, object]:
    told = asdict(stands(settled_location(entry)))
    return told | {"phone": phone(entry.phone, practice().region)}


def _same_days(location: Location, entry: ClosureEntry) -> QuerySet[Closure]:
    return Closure.objects.filter(
        location=location, last_day__gte=entry.first_day, first_day__lte=entry.last_day
    )


def _apart(location: Location, entry: ClosureEntry, but: Closure | None = None) -> None:
    others = _same_days(location, entry)
    other = (others.exclude(pk=but.pk) if but else others).first()
    if other is not None:
        sentence = _("Some of these days are kept as %(name)s already.") % {"name": other.name}
        raise Conflict("overlap", sentence, field="first_day")


def _locked(location: Location) -> Location:
    return Location.objects.select_for_update().get(pk=location.pk)


def _still(closure: Closure) -> Closure:
    held = Closure.objects.select_for_update().filter(pk=closure.pk).first()
    if held is None:
        raise NotFound("not_found", _("There are no such days."))
    return held
