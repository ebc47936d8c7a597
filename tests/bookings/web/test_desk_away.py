"""What the desk hears of a client's days away: when, and not why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from clinic.foundation.models import Client, Look
from clinic.foundation.roles import Role
from tests.bookings import studio
from tests.bookings.studio import at
from tests.bookings.way import choice, clock  # noqa: F401 - a fixture
from tests.clinic import make
from tests.protocols import away

pytestmark = pytest.mark.django_db


@pytest.fixture
def otto(client: Browser) -> Client:
    """A client who will be away; the browser of the test is the front desk's."""
    studio.clinic()
    client.force_login(make.user("jo", Role.DESK))
    otto = make.client("otto")
    away.absence(otto, kind="sick", title="an operation")
    return otto


def words(answer: Any) -> str:
    return " ".join(answer.text.split())


def test_the_desk_sees_the_days_and_neither_kind_nor_words(client: Browser, otto: Client) -> None:
    page = words(client.get(f"/desk/clients/{otto.code}/book/"))
    assert "Away: Thu 3 Dec – Thu 10 Dec 2026" in page
    assert "Unwell" not in page
    assert "operation" not in page
    assert not Look.objects.exists()


def test_a_client_who_is_in_town_is_not_said_to_be_away(client: Browser, otto: Client) -> None:
    vera = make.client("vera")
    away.absence(vera, away.COLD)
    assert "Away:" not in words(client.get(f"/desk/clients/{vera.code}/book/"))


def test_no_time_is_offered_while_the_client_is_away(client: Browser, otto: Client) -> None:
    asked = choice(**{"from": "2026-12-01"})
    days = client.get(f"/desk/clients/{otto.code}/book/times/?{asked}").context["week"].days
    open_days = {day.day for day in days if any(group.entries for group in day.groups)}
    assert open_days == {date(2026, 12, 1), date(2026, 12, 2)}
    assert at(10, 9).date() == date(2026, 12, 3)
