"""Filling a database to measure with: as booking would have left it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from bookings.actions.load_people import FRESH, REGULAR, RUNNER, address, client_name
from bookings.core.load import Plan, Size
from bookings.management import load
from bookings.management.bench import naive
from bookings.models import Appointment, Occupancy, Service, Therapist
from bookings.queries import services
from bookings.queries.search import Ask, search
from clinic.foundation.models import Client, OutboxRow
from clinic.foundation.queries import access, api_tokens
from protocols.models import Race, Workout
from tests.clinic import make

pytestmark = pytest.mark.django_db
SMALL = Size(therapists=3, days=2, per_day=4, rooms=3, clients=2)


@pytest.fixture(scope="module")
def sown(django_db_setup: None, django_db_blocker: Any) -> Iterator[Plan]:
    """A small clinic. All tests that ask for it share it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load.sow(SMALL, 1, make.NOW)
        transaction.set_rollback(True)


def test_every_session_takes_its_therapist_and_its_room(sown: Plan) -> None:
    coming = Appointment.objects.filter(state="confirmed")
    roomed = sum(sitting.room is not None for sitting in sown.sittings)
    taken = Occupancy.objects.filter(appointment__in=coming)

    assert coming.count() == len(sown.sittings) == 3 * 2 * 4
    assert taken.filter(resource__kind="therapist").count() == len(sown.sittings)
    assert taken.filter(resource__kind="room").count() == roomed < len(sown.sittings)


def test_the_runner_has_a_calendar_and_the_regular_a_year_more(sown: Plan) -> None:
    there = {name: Client.objects.get(user__email=address(name)) for name in (RUNNER, REGULAR)}

    for client in there.values():
        assert Race.objects.filter(client=client).count() == 6
        assert Workout.objects.filter(client=client).count() == 120
    assert {name: client.appointments.count() for name, client in there.items()} == {
        RUNNER: 0,
        REGULAR: 52,
    }


@pytest.mark.parametrize("name", [RUNNER, REGULAR, FRESH, client_name(0), client_name(1)])
def test_each_login_has_the_token_that_its_seed_says(sown: Plan, name: str) -> None:
    token = api_tokens.find(load.secret(1, name))
    assert token is not None
    assert token.user.email == address(name)


def test_a_past_session_s_verdict_opens_as_a_booking_s_would(sown: Plan) -> None:
    row = Appointment.objects.filter(state="done").select_related("client")[0]
    (texts,) = access.open_unseen(row.client, [row])

    assert '"verdict"' in texts["judged"]


def test_nobody_is_written_to_about_them(sown: Plan) -> None:
    assert not OutboxRow.objects.exists()


def test_the_search_finds_what_the_plan_left_free(sown: Plan) -> None:
    hour = services.order(
        Service.objects.get(active=True), minutes=60, depth="light", group_size=1, staff=False
    )
    found = search(Ask(hour, sown.first, SMALL.days), now=make.NOW)
    keys = list(Therapist.objects.order_by("position").values_list("resource_id", flat=True))

    assert {(offer.start, offer.slot.workers[0]) for offer in found.open} == {
        (naive.moment(sown, start), keys[number])
        for start, able in naive.free(sown, range(SMALL.days)).items()
        for number in able
    }
