"""`manage.py seed_load`: into an empty database only, and never in production."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bookings.actions.load_people import RUNNER
from bookings.core.load import Size
from bookings.management import load
from clinic.foundation.errors import Conflict
from clinic.foundation.models import Client, User
from tests.bookings import studio
from tests.clinic import make

pytestmark = pytest.mark.django_db
SMALL = Size(therapists=3, days=2, per_day=4, rooms=3, clients=2)


def test_more_days_take_no_more_queries() -> None:
    taken = []
    for days in (1, 3):
        with transaction.atomic(), CaptureQueriesContext(connection) as seen:
            load.sow(replace(SMALL, days=days), 1, make.NOW)
            taken.append(len(seen))
            transaction.set_rollback(True)
    assert taken[0] == taken[1]


def test_where_a_clinic_is_none_is_written() -> None:
    studio.location()

    with pytest.raises(Conflict):
        load.sow(SMALL, 1, make.NOW)
    with pytest.raises(CommandError, match="already"):
        call_command("seed_load", therapists=1, stdout=StringIO())
    assert not User.objects.exists()


def test_a_client_without_a_studio_is_reason_enough() -> None:
    make.client("mara")
    with pytest.raises(Conflict):
        load.sow(SMALL, 1, make.NOW)


def test_production_gets_no_logins_that_anybody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, production=True))
    with pytest.raises(CommandError, match="not in production"):
        call_command("seed_load", stdout=StringIO())
    assert not Client.objects.exists()


def test_outside_production_the_same_command_fills_and_tells() -> None:
    sizes = {"therapists": 2, "days": 1, "per_day": 2, "rooms": 2, "clients": 1}
    call_command("seed_load", stdout=(said := StringIO()), **sizes)

    assert "4 sessions" in said.getvalue()
    assert load.secret(1, RUNNER) in said.getvalue()


@pytest.mark.parametrize("sizes", [{"per_day": 10}, {"rooms": 0}, {"clients": -1}])
def test_a_size_that_cannot_be_is_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="At least one"):
        call_command("seed_load", stdout=StringIO(), **sizes)
