"""The demo: its logins, and the small clinic that they find."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client as Browser

from bookings.management.commands.demo import LOGINS, PASSWORD
from bookings.models import Appointment, Location, Room, Service, Therapist
from bookings.queries import services
from bookings.queries.search import Ask, search
from clinic.foundation.models import Client, User
from clinic.foundation.queries.people import roles_of
from clinic.foundation.roles import Role
from protocols.models import ListedRace, Race, Workout

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def run() -> str:
    call_command("demo", stdout=(said := StringIO()))
    return said.getvalue()


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours, as it stands."""
    kept: list[type[models.Model]] = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ("clinic", "protocols", "bookings")
    ]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in kept}


def test_there_is_one_login_for_each_role() -> None:
    printed = run()
    for role, email, _ in LOGINS:
        assert roles_of(User.objects.get(email=email)) == {role}
        assert f"{role.value:<10} {email:<20} {PASSWORD}" in printed


def test_only_these_four_logins_are_printed() -> None:
    assert [line.split()[1] for line in run().splitlines()] == [email for _, email, _ in LOGINS]


def test_a_second_run_changes_nothing() -> None:
    run()
    before = rows()
    run()
    assert rows() == before


def test_a_run_on_another_day_changes_nothing_either() -> None:
    run()
    before = rows()
    with time_machine.travel(NOW + timedelta(days=40), tick=False):
        run()
    assert rows() == before


@pytest.mark.parametrize("email", [email for _, email, _ in LOGINS])
def test_every_printed_login_signs_in(client: Browser, email: str) -> None:
    run()
    client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200


def test_in_production_there_are_no_logins_with_a_known_password(settings: Any) -> None:
    settings.ENV = replace(settings.ENV, production=True)
    with pytest.raises(CommandError, match="not in production"):
        run()
    assert not User.objects.exists()
    assert not Location.objects.exists()


def test_there_are_two_studios_with_rooms_and_people_in_them() -> None:
    run()
    assert Location.objects.count() == 2
    assert Room.objects.count() == 5
    assert Room.objects.filter(features__contains=["bars"]).exists()
    assert Room.objects.filter(tables=2).exists()
    assert Therapist.objects.count() == 4
    assert roles_of(Therapist.objects.get(user__email="ana@demo.example").user) == {Role.THERAPIST}


def test_every_service_of_the_menu_can_be_booked_within_two_weeks() -> None:
    run()
    for service in Service.objects.all():
        order = services.order(
            service,
            minutes=service.lengths[0][0],
            depth=service.depths[0],
            group_size=service.group_least,
            staff=False,
        )
        ask = Ask(order=order, first=NOW.date() + timedelta(days=4), days=14)
        assert search(ask, now=NOW).offers, service.name


def test_mara_has_a_race_in_five_weeks_and_trains_for_it() -> None:
    run()
    mara = Client.objects.get(user__email="mara@demo.example")
    race = Race.objects.get(client=mara)
    assert race.priority == "A"
    assert 28 <= (race.start_at - NOW).days <= 42
    assert ListedRace.objects.count() == 4
    ahead = Workout.objects.filter(client=mara, day__gt=NOW).count()
    assert ahead + Workout.objects.filter(client=mara, start_at__gt=NOW).count() >= 10


def test_mara_has_a_session_that_lies_ahead() -> None:
    run()
    (booked,) = Appointment.objects.filter(client__user__email="mara@demo.example")
    assert booked.state == "confirmed"
    assert booked.start_at > NOW


def test_a_clinic_that_is_there_already_is_left_as_it_is() -> None:
    Location.objects.create(name="Ours", zone="Europe/Berlin")
    run()
    assert Location.objects.get().name == "Ours"
    assert not Service.objects.exists()


@pytest.mark.parametrize("weekday", range(7))
def test_on_any_day_of_the_week_the_demo_stands(weekday: int) -> None:
    with time_machine.travel(NOW + timedelta(days=weekday, hours=14), tick=False):
        run()
    assert Appointment.objects.count() == 1
