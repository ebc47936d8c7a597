"""Keeping races: who may, what stands afterwards, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import races
from protocols.models import ListedRace, Race
from tests.clinic import make
from tests.clinic.threads import together
from tests.protocols import rows
from tests.protocols.conftest import Treating

pytestmark = pytest.mark.django_db
NOW = make.NOW
Doing = Callable[[User, Client, Race], Any]
DOINGS: dict[str, Doing] = {
    "add": lambda by, client, race: races.add(by=by, client=client, race=rows.CITY, now=NOW),
    "change": lambda by, client, race: races.change(
        by=by, race=race, changes={"priority": "A"}, now=NOW
    ),
    "remove": lambda by, client, race: races.remove(by=by, race=race, now=NOW),
    "pick": lambda by, client, race: races.pick_listed(
        by=by, client=client, listed=rows.listed(), now=NOW
    ),
}


@pytest.fixture
def mara() -> Client:
    return make.client()


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_another_client_and_another_therapist_keep_nothing(
    mara: Client, doing: str, role: Role
) -> None:
    race = rows.race(mara)
    with pytest.raises(NotFound):
        DOINGS[doing](make.user("vera", role), mara, race)
    assert list(Race.objects.values_list("priority", flat=True)) == ["B"]


@pytest.mark.parametrize("doing", DOINGS)
def test_with_the_gate_left_open_another_client_would_keep_it(
    mara: Client, doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = rows.race(mara)
    monkeypatch.setattr(races, "may_edit", lambda by, client, now: True)
    DOINGS[doing](make.user("vera", Role.CLIENT), mara, race)
    assert list(Race.objects.values_list("priority", flat=True)) != ["B"]


@pytest.mark.parametrize("doing", DOINGS)
def test_the_desk_and_who_treats_the_client_keep_their_races(
    mara: Client, doing: str, treating: Treating
) -> None:
    ana = make.user("ana", Role.THERAPIST)
    treating(ana, mara)
    for by in (ana, make.user("jo", Role.DESK)):
        DOINGS[doing](by, mara, rows.race(mara))


def test_a_race_stands_as_it_was_put_down(mara: Client) -> None:
    race = Race.objects.get(pk=rows.race(mara, name=" City\t10K ").pk)
    assert (race.name, race.client, race.status) == ("City 10K", mara, "planned")
    assert race.start_at == datetime(2026, 12, 6, 9, tzinfo=UTC)


def test_a_change_writes_what_it_names_and_leaves_the_rest(mara: Client) -> None:
    race = rows.race(mara, place="Berlin")
    changes = {"local_start": datetime(2026, 12, 6, 11)}
    races.change(by=make.login_of(mara), race=race, changes=changes, now=NOW)
    race.refresh_from_db()
    assert (race.start_at.hour, race.place, race.priority) == (10, "Berlin", "B")


def test_a_change_is_made_to_what_stands_by_now(mara: Client) -> None:
    race, by = rows.race(mara), make.login_of(mara)
    seen_before = Race.objects.get(pk=race.pk)
    races.change(by=by, race=race, changes={"priority": "A"}, now=NOW)
    races.change(by=by, race=seen_before, changes={"place": "Berlin"}, now=NOW)
    race.refresh_from_db()
    assert (race.priority, race.place) == ("A", "Berlin")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "name"), ({"zone": "Berlin"}, "zone"), ({"status": "dnf"}, "finish")],
)
def test_what_cannot_stand_is_refused_with_its_field(
    mara: Client, change: dict[str, Any], field: str
) -> None:
    race = rows.race(mara)
    with pytest.raises(Invalid) as fault:
        races.change(by=make.login_of(mara), race=race, changes=change, now=NOW)
    assert (fault.value.field, bool(fault.value.sentence)) == (field, True)


@pytest.mark.parametrize("doing", ["change", "remove"])
def test_a_race_that_is_gone_meanwhile_is_not_there(mara: Client, doing: str) -> None:
    race = rows.race(mara)
    Race.objects.all().delete()
    with pytest.raises(NotFound):
        DOINGS[doing](make.login_of(mara), mara, race)


def test_a_picked_race_has_a_first_guess_of_its_time(mara: Client) -> None:
    race = rows.picked(mara, rows.listed())
    assert (race.expected_minutes, race.priority, race.place) == (275, "B", "Boston")
    assert race.start_at == datetime(2027, 4, 19, 13, 30, tzinfo=UTC)


def test_picking_twice_leaves_one_race(mara: Client) -> None:
    listed = rows.listed()
    assert rows.picked(mara, listed) == rows.picked(mara, listed)
    assert Race.objects.count() == 1


def test_a_race_that_was_called_off_is_not_picked(mara: Client) -> None:
    with pytest.raises(Conflict):
        rows.picked(mara, rows.listed(cancelled=True))


def test_a_race_that_left_the_list_is_not_picked(mara: Client) -> None:
    listed = rows.listed()
    ListedRace.objects.all().delete()
    with pytest.raises(NotFound):
        rows.picked(mara, listed)


def test_more_races_than_a_calendar_holds_are_refused(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(races, "MOST_RACES", 1)
    rows.race(mara)
    with pytest.raises(Conflict):
        rows.race(mara)


def _two_at_once(client: Client) -> int:
    add = partial(races.add, by=make.login_of(client), client=client, race=rows.CITY, now=NOW)
    together(add, add, add, add)
    return Race.objects.count()


@pytest.mark.django_db(transaction=True)
def test_of_four_who_add_the_last_race_at_once_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "MOST_RACES", 1)
    assert _two_at_once(make.client()) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_clients_lock_more_would_be_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "MOST_RACES", 1)
    monkeypatch.setattr(races, "lock_for_more", lambda client, model, most: None)
    assert _two_at_once(make.client()) > 1


@pytest.mark.django_db(transaction=True)
def test_a_race_picked_four_times_at_once_stands_once() -> None:
    mara, listed = make.client(), rows.listed()
    answers = together(*[partial(rows.picked, mara, listed)] * 4)
    assert Race.objects.count() == 1
    assert {answer.pk for answer in answers} == {Race.objects.get().pk}


def test_a_finish_is_kept_with_the_race(mara: Client) -> None:
    race = rows.race(mara)
    took = {"status": "finished", "finish_at": race.start_at + timedelta(minutes=58)}
    races.change(by=make.login_of(mara), race=race, changes=took, now=NOW)
    again = replace(rows.CITY, expected_minutes=None, finish_at=race.start_at + timedelta(hours=1))
    assert races.add(by=make.login_of(mara), client=mara, race=again, now=NOW).finish_at
