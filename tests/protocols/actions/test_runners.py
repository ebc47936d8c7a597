"""Keeping profile, injuries and answers: the desk writes answers down and reads none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from clinic.foundation.errors import Conflict, Invalid, NotFound
from clinic.foundation.models import Client, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions import injuries, runners, screenings
from protocols.core.runners import ProfileEntry
from protocols.models import Injury, RunnerProfile, Screening
from protocols.queries import injuries as reading
from tests.clinic import make
from tests.protocols import rows
from tests.protocols.conftest import Treating

pytestmark = pytest.mark.django_db
NOW = make.NOW
TODAY = NOW.date()
DOINGS: dict[str, Callable[[User, Client, Injury], Any]] = {
    "profile": lambda by, client, row: runners.keep_profile(
        by=by, client=client, profile=ProfileEntry(quiet_days=2), now=NOW
    ),
    "answers": lambda by, client, row: screenings.give(by=by, client=client, codes=[], now=NOW),
    "begin": lambda by, client, row: injuries.begin(
        by=by, client=client, details=rows.STRAIN, from_day=TODAY, now=NOW
    ),
    "change": lambda by, client, row: injuries.change(
        by=by, injury=row, details=rows.STRAIN, from_day=TODAY, now=NOW
    ),
    "close": lambda by, client, row: injuries.close(by=by, injury=row, to_day=TODAY, now=NOW),
}
HEALTH = ("begin", "change", "close")


@pytest.fixture
def mara() -> Client:
    return make.client()


@pytest.mark.parametrize("doing", DOINGS)
@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST])
def test_another_client_and_another_therapist_keep_nothing(
    mara: Client, doing: str, role: Role
) -> None:
    row = rows.injury(mara)
    with pytest.raises(NotFound):
        DOINGS[doing](make.user("vera", role), mara, row)


@pytest.mark.parametrize("doing", DOINGS)
def test_the_client_and_who_treats_them_keep_all_of_it(
    mara: Client, doing: str, treating: Treating
) -> None:
    ana = make.user("ana", Role.THERAPIST)
    treating(ana, mara)
    for by in (ana, make.login_of(mara)):
        DOINGS[doing](by, mara, rows.injury(mara))


@pytest.mark.parametrize("doing", HEALTH)
@pytest.mark.parametrize("role", [Role.DESK, Role.OWNER])
def test_desk_and_owner_keep_no_injury(mara: Client, doing: str, role: Role) -> None:
    row = rows.injury(mara)
    with pytest.raises(NotFound):
        DOINGS[doing](make.user("jo", role), mara, row)


@pytest.mark.parametrize("doing", HEALTH)
def test_with_the_gate_left_open_the_desk_would_keep_an_injury(
    mara: Client, doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = rows.injury(mara)
    monkeypatch.setattr(injuries, "may_read_health", lambda by, client, now: True)
    DOINGS[doing](make.user("jo", Role.DESK), mara, row)


@pytest.mark.parametrize(("module", "doing"), [(runners, "profile"), (screenings, "answers")])
def test_with_the_gate_left_open_another_client_would_answer_for_them(
    mara: Client, module: Any, doing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "may_edit", lambda by, client, now: True)
    DOINGS[doing](make.user("vera", Role.CLIENT), mara, rows.injury(mara))


def test_the_desk_passes_answers_on_and_cannot_read_them(mara: Client) -> None:
    desk = make.user("jo", Role.DESK)
    given = screenings.give(by=desk, client=mara, codes=["fever"], now=NOW)
    assert (given.given_by, given.answered_at) == (desk, NOW)
    with pytest.raises(NotFound):
        access.read_health(desk, given, "on the telephone", now=NOW)


def test_an_answer_that_nobody_asked_for_is_refused(mara: Client) -> None:
    with pytest.raises(Invalid) as fault:
        rows.answers(mara, ["hunger"])
    assert fault.value.field == "codes"
    assert not Screening.objects.exists()


def test_a_profile_is_kept_once_a_client(mara: Client) -> None:
    by = make.login_of(mara)
    for entry in (ProfileEntry(quiet_days=3), ProfileEntry(birth_year=1980)):
        runners.keep_profile(by=by, client=mara, profile=entry, now=NOW)
    profile = RunnerProfile.objects.get()
    assert (profile.birth_year, profile.quiet_days) == (1980, 0)


def test_a_profile_that_cannot_stand_is_refused_with_its_field(mara: Client) -> None:
    entry = ProfileEntry(birth_year=NOW.year + 1)
    with pytest.raises(Invalid) as fault:
        runners.keep_profile(by=make.login_of(mara), client=mara, profile=entry, now=NOW)
    assert fault.value.field == "birth_year"


def test_what_was_said_of_an_injury_is_read_back_anew(mara: Client) -> None:
    row, by = rows.injury(mara), make.login_of(mara)
    other = replace(rows.STRAIN, kind="ligament", what="the knee")
    injuries.change(by=by, injury=row, details=other, from_day=date(2026, 10, 1), now=NOW)
    row.refresh_from_db()
    assert reading.read(by, row, "to see", now=NOW) == other
    assert row.from_day == date(2026, 10, 1)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2026, 10, 31)])
def test_an_injury_closes_neither_ahead_nor_before_it_began(mara: Client, day: date) -> None:
    row = rows.injury(mara)
    with pytest.raises(Invalid) as fault:
        injuries.close(by=make.login_of(mara), injury=row, to_day=day, now=NOW)
    assert fault.value.field == "to_day"


def test_an_injury_that_cannot_stand_is_refused_with_its_field(mara: Client) -> None:
    with pytest.raises(Invalid) as fault:
        rows.injury(mara, kind="broken")
    assert fault.value.field == "kind"


def test_more_injuries_than_a_record_holds_are_refused(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(injuries, "MOST_INJURIES", 1)
    rows.injury(mara)
    with pytest.raises(Conflict):
        rows.injury(mara)


def test_an_injury_that_is_gone_meanwhile_is_not_there(mara: Client) -> None:
    row = rows.injury(mara)
    Injury.objects.all().delete()
    with pytest.raises(NotFound):
        injuries.close(by=make.login_of(mara), injury=row, to_day=TODAY, now=NOW)
