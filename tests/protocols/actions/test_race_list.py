"""Keeping the clinic's list: owner and desk; a new time reaches whoever picked the race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clinic.foundation.errors import Invalid, NotFound, Refused
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import race_list, races
from protocols.core.races import ListedEntry
from protocols.models import ListedRace, Race
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
NOW = make.NOW
LATER = replace(rows.BOSTON, local_start=datetime(2027, 4, 20, 8))
DOINGS: dict[str, Callable[[User, ListedRace], Any]] = {
    "add": lambda by, row: race_list.add_listed(by=by, race=rows.BOSTON),
    "change": lambda by, row: race_list.change_listed(by=by, listed=row, race=LATER, now=NOW),
    "remove": lambda by, row: race_list.remove_listed(by=by, listed=row),
}


@pytest.fixture
def mara() -> Client:
    return make.client()


@pytest.fixture
def desk() -> User:
    return make.user("jo", Role.DESK)


def moved(desk: User, row: ListedRace, to: ListedEntry = LATER, now: datetime = NOW) -> int:
    return race_list.change_listed(by=desk, listed=row, race=to, now=now)


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_who_is_neither_owner_nor_desk_keeps_no_list(doing: str, role: Role) -> None:
    row = rows.listed()
    with pytest.raises(Refused):
        DOINGS[doing](make.user("vera", role), row)


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER])
def test_owner_and_desk_keep_the_list(doing: str, role: Role) -> None:
    DOINGS[doing](make.user("ines", role), rows.listed())


@pytest.mark.parametrize("doing", DOINGS)
def test_without_the_guard_anybody_would_keep_the_list(
    doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race_list, "_keepers_only", lambda by: None)
    DOINGS[doing](make.user("vera", Role.CLIENT), rows.listed())


def test_a_new_time_reaches_everybody_who_picked_the_race(mara: Client, desk: User) -> None:
    row = rows.listed()
    for client in (mara, make.client("vera")):
        rows.picked(client, row)
    assert moved(desk, row) == 2
    starts = set(Race.objects.values_list("start_at", "local_start"))
    assert starts == {(datetime(2027, 4, 20, 12, tzinfo=UTC), LATER.local_start)}


def test_who_typed_another_time_keeps_it(mara: Client, desk: User) -> None:
    row = rows.listed()
    race = rows.picked(mara, row)
    own = {"local_start": datetime(2027, 4, 19, 10, 15)}
    races.change(by=make.login_of(mara), race=race, changes=own, now=NOW)
    assert moved(desk, row) == 0
    race.refresh_from_db()
    assert race.local_start == own["local_start"]


@pytest.mark.parametrize("change", [{"status": "dns"}, {"finish_at": timedelta(hours=4)}])
def test_a_race_that_is_no_longer_to_come_stays_where_it_was(
    mara: Client, desk: User, change: dict[str, Any]
) -> None:
    row = rows.listed()
    race = rows.picked(mara, row)
    ended = {k: race.start_at + v if k == "finish_at" else v for k, v in change.items()}
    races.change(by=make.login_of(mara), race=race, changes=ended, now=NOW)
    assert moved(desk, row) == 0


def test_a_race_that_has_started_is_not_moved(mara: Client, desk: User) -> None:
    row = rows.listed()
    race = rows.picked(mara, row)
    assert moved(desk, row, now=race.start_at + timedelta(seconds=1)) == 0


def test_a_change_of_its_name_moves_nobody(mara: Client, desk: User) -> None:
    row = rows.listed()
    rows.picked(mara, row)
    assert moved(desk, row, replace(rows.BOSTON, name="Boston 2027")) == 0
    assert ListedRace.objects.get().name == "Boston 2027"


def test_off_the_list_a_race_stays_in_the_calendars(mara: Client, desk: User) -> None:
    row = rows.listed()
    race = rows.picked(mara, row)
    race_list.remove_listed(by=desk, listed=row)
    race.refresh_from_db()
    assert race.listed is None


def test_what_cannot_stand_is_refused_with_its_field(desk: User) -> None:
    with pytest.raises(Invalid) as fault:
        race_list.add_listed(by=desk, race=replace(rows.BOSTON, url="javascript:alert(1)"))
    assert fault.value.field == "url"


@pytest.mark.parametrize("doing", ["change", "remove"])
def test_a_listed_race_that_is_gone_meanwhile_is_not_there(desk: User, doing: str) -> None:
    row = rows.listed()
    ListedRace.objects.all().delete()
    with pytest.raises(NotFound):
        DOINGS[doing](desk, row)
