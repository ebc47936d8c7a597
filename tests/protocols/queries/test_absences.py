"""Days away or unwell as they are read: by whom, with which looks, in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from clinic.foundation.actions import vault
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, Look, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.queries import absences
from tests.clinic import make
from tests.protocols import away

pytestmark = pytest.mark.django_db
NOW = make.NOW
TODAY = NOW.date()
WHY = "Preparing your session"


@pytest.fixture
def mara() -> Client:
    return make.client()


@pytest.fixture
def ana(mara: Client, treating: Callable[[User, Client], None]) -> User:
    ana = make.user("ana", Role.THERAPIST)
    treating(ana, mara)
    return ana


def test_what_is_not_over_is_apart_from_what_is(mara: Client) -> None:
    ends = TODAY + timedelta(days=2), TODAY, TODAY - timedelta(days=1)
    for end in ends:
        away.absence(mara, away.COLD, to_day=end, from_day=end - timedelta(days=1))
    coming, over = absences.of_client(make.login_of(mara), mara, WHY, NOW)
    assert [told.row.to_day for told in coming] == [ends[1], ends[0]]
    assert [(told.row.to_day, told.said.title) for told in over] == [(ends[2], "a cold")]
    assert [told.begun for told in coming] == [True, False]


def test_each_that_is_opened_leaves_a_look(mara: Client, ana: User) -> None:
    codes = {away.absence(mara).code, away.absence(mara, away.COLD).code}
    absences.near(ana, mara, WHY, NOW)
    looks = Look.objects.all()
    assert {look.record for look in looks} == {f"Absence:{code}" for code in codes}
    assert {(look.by, look.why) for look in looks} == {(ana, WHY)}


def test_were_no_look_written_they_would_be_read_unseen(
    mara: Client, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    away.absence(mara)
    monkeypatch.setattr(Look.objects, "bulk_create", lambda _: None)
    assert absences.near(ana, mara, WHY, NOW)
    assert not Look.objects.exists()


@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER, Role.THERAPIST, Role.CLIENT])
def test_nobody_else_reads_them(mara: Client, role: Role) -> None:
    row, other = away.absence(mara), make.user("jo", role)
    for reads in (
        lambda: absences.of_client(other, mara, WHY, NOW),
        lambda: absences.near(other, mara, WHY, NOW),
        lambda: absences.one(other, row.code, NOW),
    ):
        with pytest.raises(NotFound):
            reads()
    assert not Look.objects.exists()


def test_with_the_gate_left_open_the_desk_would_read_them(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    away.absence(mara, away.COLD)
    monkeypatch.setattr(access, "_readable", lambda by, some, now: {one.pk for one in some})
    (told,) = absences.near(make.user("jo", Role.DESK), mara, WHY, NOW)
    assert told.said.title == "a cold"


def test_where_one_client_of_several_is_not_theirs_nothing_opens(mara: Client, ana: User) -> None:
    things = [away.absence(mara), away.absence(make.client("vera"))]
    with pytest.raises(NotFound):
        access.read_each(ana, things, WHY, now=NOW)
    assert not Look.objects.exists()


def test_an_erased_client_has_nothing_to_open(mara: Client, ana: User) -> None:
    away.absence(mara)
    vault.erase_key(client=mara)
    with pytest.raises(NotFound):
        absences.near(ana, mara, WHY, NOW)


@pytest.mark.parametrize(
    ("first", "last", "there"),
    [
        (TODAY - timedelta(days=70), TODAY - timedelta(days=60), True),
        (TODAY - timedelta(days=70), TODAY - timedelta(days=61), False),
        (TODAY + timedelta(days=30), TODAY + timedelta(days=40), True),
        (TODAY + timedelta(days=31), TODAY + timedelta(days=40), False),
    ],
)
def test_a_therapist_is_told_of_sixty_days_back_and_thirty_ahead(
    mara: Client, ana: User, first: date, last: date, there: bool
) -> None:
    away.absence(mara, from_day=first, to_day=last)
    assert bool(absences.near(ana, mara, WHY, NOW)) is there


@pytest.mark.parametrize("many", [1, 3])
def test_the_queries_are_the_same_however_many_there_are(
    mara: Client, ana: User, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        away.absence(mara)
    by = make.login_of(mara)
    with django_assert_num_queries(6):
        absences.of_client(by, mara, WHY, NOW)


def test_the_desk_is_told_days_out_of_town_and_no_more(mara: Client) -> None:
    away.absence(mara, away.COLD)
    away.absence(mara)
    away.absence(mara, from_day=date(2026, 10, 1), to_day=date(2026, 10, 2))
    assert absences.away_days(mara, NOW) == [(date(2026, 12, 3), date(2026, 12, 10))]
