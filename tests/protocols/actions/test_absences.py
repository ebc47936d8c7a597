"""Keeping days away or unwell: what is written, sealed, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.fields import Sealed
from clinic.foundation.models import Client, User
from clinic.foundation.roles import Role
from protocols.actions import absences as actions
from protocols.core.absences import Details
from protocols.models import Absence
from protocols.queries import absences
from tests.clinic import make
from tests.protocols import away

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def mara() -> Client:
    return make.client()


def opened(row: Absence) -> Details:
    return absences.read(make.login_of(row.client), row, "a test", now=NOW)


def test_what_was_said_is_kept_and_its_words_are_sealed(mara: Client) -> None:
    away.absence(mara)
    row = Absence.objects.get()
    assert (row.from_day, row.to_day, row.away) == (date(2026, 12, 3), date(2026, 12, 10), True)
    assert isinstance(row.details, Sealed)
    assert opened(row) == Details("travel", "Boston and back")


def test_a_change_writes_days_and_words_anew(mara: Client) -> None:
    row = away.absence(mara)
    entry = replace(away.COLD, title="the flu")
    changed = actions.change(by=make.login_of(mara), absence=row, entry=entry, now=NOW)
    assert (changed.from_day, changed.away) == (entry.from_day, False)
    assert opened(Absence.objects.get()) == Details("sick", "the flu")


def test_in_town_or_not_is_said_without_touching_the_rest(mara: Client) -> None:
    row = away.absence(mara)
    before = Absence.objects.values_list("details").get()
    actions.say_away(by=make.login_of(mara), absence=row, away=False, now=NOW)
    assert not Absence.objects.get().away
    assert Absence.objects.values_list("details").get() == before


def test_what_is_removed_is_gone_and_cannot_be_removed_twice(mara: Client) -> None:
    row, by = away.absence(mara), make.login_of(mara)
    actions.remove(by=by, absence=Absence.objects.get(), now=NOW)
    assert not Absence.objects.exists()
    with pytest.raises(NotFound):
        actions.remove(by=by, absence=row, now=NOW)


def test_an_end_before_its_beginning_is_refused(mara: Client) -> None:
    with pytest.raises(Invalid) as fault:
        away.absence(mara, to_day=date(2026, 12, 1))
    assert fault.value.field == "to_day"
    assert not Absence.objects.exists()


def test_there_are_no_more_than_the_engine_takes(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_ABSENCES", 1)
    away.absence(mara)
    with pytest.raises(Conflict):
        away.absence(mara)


Do = Callable[[User, Absence], object]
DOINGS: dict[str, Do] = {
    "add": lambda by, row: actions.add(by=by, client=row.client, absence=away.COLD, now=NOW),
    "change": lambda by, row: actions.change(by=by, absence=row, entry=away.COLD, now=NOW),
    "say away": lambda by, row: actions.say_away(by=by, absence=row, away=False, now=NOW),
    "remove": lambda by, row: actions.remove(by=by, absence=row, now=NOW),
}


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER, Role.THERAPIST, Role.CLIENT])
def test_nobody_else_may_keep_them(mara: Client, doing: str, role: Role) -> None:
    row, other = away.absence(mara), make.user("jo", role)
    with pytest.raises(NotFound):
        DOINGS[doing](other, row)
    assert Absence.objects.get().away


@pytest.mark.parametrize("doing", DOINGS)
def test_without_the_guard_anybody_could(
    mara: Client, doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = away.absence(mara)
    monkeypatch.setattr(actions, "may_read_health", lambda *_: True)
    DOINGS[doing](make.user("jo", Role.DESK), row)


def test_who_treats_them_may_keep_them(
    mara: Client, treating: Callable[[User, Client], None]
) -> None:
    ana = make.user("ana", Role.THERAPIST)
    treating(ana, mara)
    actions.add(by=ana, client=mara, absence=away.COLD, now=NOW)
    assert Absence.objects.count() == 1
