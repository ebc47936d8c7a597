"""The read gate for records of several clients at once, and for an owner in an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from clinic.foundation import handed
from clinic.foundation.actions import vault
from clinic.foundation.errors import NotFound
from clinic.foundation.models import BreakGlass, Client, Look, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
WHY = "the day"
HOUR = timedelta(hours=1)


@pytest.fixture
def ana(monkeypatch: pytest.MonkeyPatch) -> User:
    """A therapist who treats whoever is there."""
    monkeypatch.setattr(handed.given, "treated", lambda by, clients, since: set(clients))
    return make.user("ana", Role.THERAPIST)


def records(number: int) -> list[Client]:
    return [make.client(f"runner{place}", note=f"words {place}") for place in range(number)]


def opening(by: User, client: Client, at: datetime = NOW) -> BreakGlass:
    made = BreakGlass(client=client, by=by, at=at, until=at + HOUR)
    made.reason = vault.seal_text(client, BreakGlass, "reason", made.code, "an accident")
    made.save()
    return made


@pytest.mark.parametrize("number", [1, 3])
def test_several_clients_take_as_many_queries_as_one(
    ana: User, number: int, django_assert_num_queries: Any
) -> None:
    some = records(number)
    # roles twice, the clinic's settings, the looks within their transaction, the keys
    with django_assert_num_queries(7):
        told = access.read_each(ana, some, WHY, now=NOW)
    assert [each["health_note"] for each in told] == [f"words {n}" for n in range(number)]
    assert Look.objects.count() == number


def test_each_look_stands_with_its_own_client(ana: User) -> None:
    some = records(2)
    access.read_each(ana, some, WHY, now=NOW)
    assert [Look.objects.filter(client=one).count() for one in some] == [1, 1]


def test_one_stranger_among_them_keeps_all_of_them_shut(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, stranger = records(2)
    monkeypatch.setattr(handed.given, "treated", lambda by, clients, since: {known.pk})
    with pytest.raises(NotFound):
        access.read_each(ana, [known, stranger], WHY, now=NOW)
    assert not Look.objects.exists()


def test_one_erased_client_among_them_shows_nothing(ana: User) -> None:
    some = records(2)
    vault.erase_key(client=some[1])
    with pytest.raises(NotFound):
        access.read_each(ana, some, WHY, now=NOW)


def test_an_owner_reads_for_the_hour_of_an_opening() -> None:
    (record,), ines = records(1), make.user("ines", Role.OWNER)
    opening(ines, record)
    assert access.read_health(ines, record, WHY, now=NOW + HOUR - timedelta(seconds=1))
    with pytest.raises(NotFound):
        access.read_health(ines, record, WHY, now=NOW + HOUR)


@pytest.mark.parametrize("role", [Role.DESK, Role.THERAPIST, Role.CLIENT])
def test_an_opening_serves_nobody_who_is_no_owner(role: Role) -> None:
    (record,), other = records(1), make.user("jo", role)
    opening(other, record)
    with pytest.raises(NotFound):
        access.read_health(other, record, WHY, now=NOW)


def test_an_opening_opens_no_other_record_and_serves_no_other_owner() -> None:
    (record, other), ines = records(2), make.user("ines", Role.OWNER)
    opening(ines, record)
    for by, asked in ((ines, other), (make.user("ivo", Role.OWNER), record)):
        with pytest.raises(NotFound):
            access.read_health(by, asked, WHY, now=NOW)
