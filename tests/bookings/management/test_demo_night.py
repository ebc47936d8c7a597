"""The demo made in the small hours of a Sunday, with fewer weeks: it lacks nothing either."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from bookings.core.lifecycle import STATES, state_at
from bookings.management.commands.demo import LOGINS, PASSWORD
from bookings.management.demo import making
from bookings.management.demo.making import make
from bookings.models import Appointment, Location, Service
from bookings.queries import appointments
from clinic.foundation.actions import people
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)  # Berlin's clocks go on in a minute, from 01:59


class Nowhere:
    """A table of studios in which nobody finds one."""

    class objects:  # noqa: N801 - as Django's own
        exists = staticmethod(lambda: False)


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One week of the past and one ahead."""
    with (
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(NOW, tick=False),
    ):
        made = {
            role: people.demo_login(email=email, name=name, password=PASSWORD, role=role, now=NOW)
            for role, email, name in LOGINS
        }
        desk, owner = made[Role.DESK], made[Role.OWNER]
        make(owner=owner, desk=desk, now=NOW, weeks=(1, 1))
        yield
        transaction.set_rollback(True)


def test_at_night_too_every_state_is_stored_somewhere() -> None:
    stored = set(Appointment.objects.values_list("state", flat=True))
    assert sorted(set(STATES) - stored) == []


def test_at_night_nobody_is_on_a_table() -> None:
    rows = Appointment.objects.filter(state__in=["arrived", "in_session"])
    now_are = {state_at(r.state, end=r.end_at, expires=None, now=NOW) for r in rows}
    assert now_are == {"done"}


def test_at_night_one_time_is_held_all_the_same() -> None:
    assert Appointment.objects.filter(state="held", expires_at__gt=NOW).count() == 1


def test_at_night_mara_has_two_sessions_behind_her_and_one_ahead() -> None:
    mara = Client.objects.get(user__email="mara@demo.example")
    assert len(appointments.past(mara, NOW)) == 2
    assert len(appointments.coming(mara, NOW)) == 1


def test_a_clinic_that_is_there_already_is_left_as_it_is() -> None:
    before = Location.objects.count(), Service.objects.count(), Appointment.objects.count()
    jo = User.objects.get(email="jo@demo.example")
    ines = User.objects.get(email="ines@demo.example")
    assert make(owner=ines, desk=jo, now=NOW) is None
    assert before == (
        Location.objects.count(),
        Service.objects.count(),
        Appointment.objects.count(),
    )


def test_without_the_guard_it_would_be_made_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    class Begun(Exception):
        """It has begun."""

    def begin(clinic: object) -> None:
        raise Begun

    monkeypatch.setattr(making, "found", begin)
    monkeypatch.setattr(making, "Location", Nowhere)
    someone = User.objects.get(email="ines@demo.example")
    with pytest.raises(Begun):
        make(owner=someone, desk=someone, now=NOW)
