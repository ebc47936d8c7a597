"""The read gate: who sees a health record, and that every look is on file first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import DatabaseError, InternalError, transaction

from clinic.foundation import handed
from clinic.foundation.actions import people
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, Look, Practice, User
from clinic.foundation.queries import access, vault
from clinic.foundation.roles import Role
from tests.clinic import make

pytestmark = pytest.mark.django_db
NOW = make.NOW
WHY = "before today's session"


@pytest.fixture
def record() -> Client:
    return make.client(note="a torn calf")


@pytest.fixture
def appointments(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, int], datetime]:
    """What bookings will hand down: (therapist, client) -> their last appointment."""
    kept: dict[tuple[int, int], datetime] = {}

    def treated(by: User, clients: Collection[int], since: datetime) -> set[int]:
        never = datetime.min.replace(tzinfo=since.tzinfo)
        return {pk for pk in clients if kept.get((by.pk, pk), never) >= since}

    monkeypatch.setattr(handed.given, "treated", treated)
    return kept


@pytest.fixture
def ana(record: Client, appointments: dict[tuple[int, int], datetime]) -> User:
    """A therapist who treats the client."""
    therapist = make.user("ana", Role.THERAPIST)
    appointments[therapist.pk, record.pk] = NOW - timedelta(days=3)
    return therapist


def read(by: User, record: Client, now: datetime = NOW) -> str:
    return access.read_health(by, record, WHY, now=now)["health_note"]


def test_the_client_and_their_therapist_read_the_note(record: Client, ana: User) -> None:
    assert read(make.login_of(record), record) == read(ana, record) == "a torn calf"


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST, Role.DESK, Role.OWNER])
def test_nobody_else_reads_it_whatever_their_role(record: Client, role: Role) -> None:
    with pytest.raises(NotFound):
        read(make.user("jo", role), record)


def test_whoever_left_the_staff_reads_it_no_more(record: Client, ana: User) -> None:
    people.end_role(by=None, user=ana, role=Role.THERAPIST, now=NOW)
    with pytest.raises(NotFound):
        read(ana, record)


def test_a_disabled_account_reads_nothing_not_even_its_own(record: Client, ana: User) -> None:
    for user in (ana, make.login_of(record)):
        people.disable(by=None, user=user)
        with pytest.raises(NotFound):
            read(User.objects.get(pk=user.pk), record)


def test_treating_ends_after_the_clinics_months(
    record: Client, ana: User, appointments: dict[tuple[int, int], datetime]
) -> None:
    Practice.objects.create(pk=1, treats_months=6)
    appointments[ana.pk, record.pk] = NOW.replace(month=5)
    assert read(ana, record) == "a torn calf"
    with pytest.raises(NotFound):
        read(ana, record, NOW + timedelta(seconds=1))


def test_with_the_gate_left_open_a_stranger_would_read_it(
    record: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_readable", lambda by, some, now: {one.pk for one in some})
    assert read(make.user("jo"), record) == "a torn calf"


def test_a_look_says_who_when_why_and_at_what(record: Client, ana: User) -> None:
    read(ana, record)
    look = Look.objects.get(client=record)
    assert (look.by, look.at, look.why) == (ana, NOW, WHY)
    assert look.record == f"Client:{record.code}"


def test_a_refused_look_opens_and_logs_nothing(record: Client) -> None:
    with pytest.raises(NotFound):
        read(make.user("jo"), record)
    assert not Look.objects.exists()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many looks were on file each time that a text was opened."""
    counts: list[int] = []
    real = vault.open_several

    def watched(*args: Any) -> list[dict[str, str]]:
        counts.append(Look.objects.count())
        return real(*args)

    monkeypatch.setattr(vault, "open_several", watched)
    return counts


def test_the_look_is_on_file_before_anything_is_opened(
    record: Client, ana: User, opened: list[int]
) -> None:
    read(ana, record)
    assert opened == [1]


def test_did_it_not_log_a_look_would_leave_no_trace(
    record: Client, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Look.objects, "bulk_create", lambda _: None)
    assert read(ana, record) == "a torn calf"
    assert not Look.objects.exists()


@pytest.mark.parametrize("why", ["", "x" * 201])
def test_what_cannot_be_logged_is_not_opened(
    record: Client, ana: User, opened: list[int], why: str
) -> None:
    with pytest.raises(DatabaseError):
        access.read_health(ana, record, why, now=NOW)
    assert opened == []


def test_inside_a_transaction_that_could_take_the_look_back_nothing_is_read(
    record: Client, ana: User, opened: list[int]
) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        read(ana, record)
    assert opened == []


@pytest.mark.parametrize("change", [{"why": "no reason"}, {"at": NOW - timedelta(days=1)}])
def test_a_look_is_never_changed_afterwards(
    record: Client, ana: User, change: dict[str, Any]
) -> None:
    read(ana, record)
    with pytest.raises(InternalError, match="Cannot update or delete"):
        Look.objects.update(**change)


def test_a_look_is_never_deleted(record: Client, ana: User) -> None:
    read(ana, record)
    with pytest.raises(InternalError, match="Cannot update or delete"):
        Look.objects.all().delete()


def test_without_its_trigger_a_look_could_be_deleted(record: Client, ana: User) -> None:
    read(ana, record)
    with pgtrigger.ignore("clinic.Look:look_stays"):
        Look.objects.all().delete()
    assert not Look.objects.exists()


def test_own_looks_are_counted_apart_from_those_of_others(record: Client, ana: User) -> None:
    own = make.login_of(record)
    for by, now in ((own, NOW), (ana, NOW), (own, NOW + timedelta(hours=1))):
        read(by, record, now)
    assert access.own_looks(record) == (2, NOW + timedelta(hours=1))
