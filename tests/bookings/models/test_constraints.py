"""What the tables themselves refuse, whoever writes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from bookings.actions import booking
from bookings.models import (
    Appointment,
    Closure,
    Location,
    Occupancy,
    Resource,
    Room,
    Service,
    Shift,
    Therapist,
    Wishes,
)
from tests.bookings import studio
from tests.bookings.studio import NOW, at, wanted
from tests.clinic import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> Appointment:
    studio.clinic()
    mara = make.client()
    return booking.book(by=make.login_of(mara), wanted=wanted(mara, at(1, 14)), now=NOW)


def refused(constraint: str, doing: Any, /, *args: Any, **told: Any) -> None:
    """The constraint of that name stops it."""
    with pytest.raises(IntegrityError, match=constraint):
        _at_once(doing, *args, **told)


@transaction.atomic
def _at_once(doing: Any, /, *args: Any, **told: Any) -> None:
    doing(*args, **told)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("appointment_state_known", {"state": "asleep"}),
        ("appointment_lasts", {"end_at": at(1, 14)}),
        ("only_a_hold_expires", {"expires_at": NOW}),
        ("appointment_paid_how_known", {"paid_how": "shells"}),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(
    row: Appointment, name: str, told: dict[str, Any]
) -> None:
    refused(name, Appointment.objects.update, **told)


def occupy(row: Appointment, begin: Any, end: Any, **other: Any) -> None:
    taken = Occupancy.objects.filter(appointment=row)[0].resource
    during = DateTimeTZRange(begin, end, other.pop("bounds", "[)"))
    off = studio.off(Therapist.objects.get(), at(20, 9), at(20, 10))
    Occupancy.objects.create(resource=taken, time_off=off, during=during, **other)


@pytest.mark.parametrize(("begin", "end"), [(13, 15), (14, 15), (10, 20)])
def test_a_resource_is_taken_once(row: Appointment, begin: int, end: int) -> None:
    refused("resource_taken_once", occupy, row, at(1, begin), at(1, end))


def test_what_only_touches_or_takes_nothing_is_let_in(row: Appointment) -> None:
    occupy(row, at(1, 15, 15), at(1, 16))
    occupy(row, at(1, 14), at(1, 15), live=False)


@pytest.mark.parametrize(
    ("begin", "end"), [(at(3, 9), at(3, 9)), (None, at(1, 9)), (at(9, 9), None)]
)
def test_what_is_taken_has_two_ends(row: Appointment, begin: Any, end: Any) -> None:
    refused("occupancy_has_two_ends|resource_taken_once", occupy, row, begin, end)


def test_an_occupancy_has_one_cause_and_is_once_an_appointment(row: Appointment) -> None:
    first = Occupancy.objects.filter(appointment=row)[0]
    during = DateTimeTZRange(at(8, 9), at(8, 10))
    create = Occupancy.objects.create
    refused("occupancy_has_one_cause", create, resource=first.resource, during=during)
    refused(
        "occupancy_once_an_appointment",
        create,
        resource=first.resource,
        appointment=row,
        during=during,
    )


def test_receipts_have_a_number_each(row: Appointment) -> None:
    Appointment.objects.update(receipt=1)
    mara = row.client
    booking.book(by=make.login_of(mara), wanted=wanted(mara, at(8, 14)), now=NOW)
    refused("receipt", Appointment.objects.update, receipt=1)


def test_two_ranges_that_meet_in_a_swap_may_wait_till_its_end(row: Appointment) -> None:
    """Deferred, the constraint lets two sessions change places; it is asked before the end."""
    otto = make.client("otto")
    other = booking.book(by=make.login_of(otto), wanted=wanted(otto, at(1, 17)), now=NOW)
    first, second = (Occupancy.objects.filter(appointment=a) for a in (row, other))
    (here,), (there,) = (set(x.values_list("during", flat=True)) for x in (first, second))

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS resource_taken_once DEFERRED")
        first.update(during=there)
        second.update(during=here)
        cursor.execute("SET CONSTRAINTS resource_taken_once IMMEDIATE")

    refused("resource_taken_once", first.update, during=here)


def test_services_rooms_and_weeks_that_cannot_be_are_refused(row: Appointment) -> None:
    services, rooms = Service.objects.all(), Room.objects.all()
    refused("service_type_known", services.update, type="made up")
    refused("service_has_a_therapist", services.update, therapists=0)
    refused("service_group_in_order", services.update, group_least=3, group_most=2)
    refused("service_fee_is_a_share", services.update, late_fee_percent=101)
    refused("room_has_a_table", rooms.update, tables=0)
    refused("resource_kind_known", Resource.objects.create, kind="sofa")
    refused("therapist_gender_known", Therapist.objects.update, gender="yes")
    refused("wishes_gender_known", Wishes.objects.create, client=row.client, gender="yes")
    shift = Shift.objects.get()
    refused(
        "shift_once_a_place",
        Shift.objects.create,
        therapist=shift.therapist,
        location=shift.location,
    )


def test_days_and_times_off_are_in_order(row: Appointment) -> None:
    day = NOW.date()
    refused(
        "closure_days_in_order",
        Closure.objects.create,
        location=Location.objects.get(),
        name="x",
        first_day=day,
        last_day=day - timedelta(days=1),
    )
    ana = Therapist.objects.get()
    refused(
        "time_off_lasts",
        ana.times_off.create,
        start_at=at(9, 9),
        end_at=at(9, 9),
        made_at=NOW,
    )
