"""Whose calendar somebody may change, and what a stranger hears."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clinic.foundation.actions import people
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, Look, Practice, User
from clinic.foundation.queries import access
from clinic.foundation.roles import Role
from protocols.actions import runners as profile_actions
from protocols.core.runners import ProfileEntry
from protocols.queries import injuries, races, runners, screenings, training, whose, workouts
from tests.clinic import make
from tests.protocols import rows
from tests.protocols.conftest import Treating

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def mara() -> Client:
    return make.client()


def answer_of(error: NotFound) -> tuple[str, str, str | None]:
    return error.code, error.sentence, error.field


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CLIENT, False),
        (Role.THERAPIST, False),
        (Role.DESK, True),
        (Role.OWNER, True),
    ],
)
def test_the_desk_and_the_owner_edit_and_others_do_not(mara: Client, role: Role, may: bool) -> None:
    assert whose.may_edit(make.user("jo", role), mara, NOW) is may


def test_the_client_and_who_treats_them_edit(mara: Client, treating: Treating) -> None:
    ana = make.user("ana", Role.THERAPIST)
    treating(ana, mara)
    assert whose.may_edit(ana, mara, NOW)
    assert whose.may_edit(make.login_of(mara), mara, NOW)
    assert not whose.may_edit(ana, make.client("vera"), NOW)


def test_a_disabled_login_edits_nothing_not_even_its_own(mara: Client) -> None:
    people.disable(by=None, user=make.login_of(mara))
    assert not whose.may_edit(User.objects.get(pk=make.login_of(mara).pk), mara, NOW)


def test_without_a_code_it_is_ones_own_calendar(mara: Client) -> None:
    assert whose.client_named(make.login_of(mara), None, NOW) == mara
    with pytest.raises(NotFound):
        whose.client_named(make.user("jo", Role.DESK), None, NOW)


@pytest.mark.parametrize("code", ["nosuchcode42", "\x00", "", "é" * 500])
def test_a_client_that_is_not_theirs_and_none_are_the_same_answer(mara: Client, code: str) -> None:
    vera = make.user("vera", Role.CLIENT)
    with pytest.raises(NotFound) as theirs:
        whose.client_named(vera, mara.code, NOW)
    with pytest.raises(NotFound) as none:
        whose.client_named(vera, code, NOW)
    assert answer_of(theirs.value) == answer_of(none.value)


@pytest.mark.parametrize("kind", ["race", "workout", "injury"])
def test_a_thing_that_is_not_theirs_and_none_are_the_same_answer(mara: Client, kind: str) -> None:
    made: Any = {"race": rows.race, "workout": rows.workout, "injury": rows.injury}[kind](mara)
    ask = {"race": races.one, "workout": workouts.one, "injury": injuries.one}[kind]
    vera = make.user("vera", Role.CLIENT)
    answers = []
    for code in (made.code, "nosuchcode42"):
        with pytest.raises(NotFound) as answer:
            ask(vera, code, NOW)
        answers.append(answer_of(answer.value))
    assert answers[0] == answers[1]
    assert ask(make.login_of(mara), made.code, NOW) == made


def test_with_the_gate_left_open_a_stranger_would_reach_a_race(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    race, vera = rows.race(mara), make.user("vera", Role.CLIENT)
    monkeypatch.setattr(races, "may_edit", lambda by, client, now: True)
    assert races.one(vera, race.code, NOW) == race


def test_the_desk_reaches_races_and_no_injury(mara: Client) -> None:
    desk = make.user("jo", Role.DESK)
    assert races.one(desk, rows.race(mara).code, NOW)
    with pytest.raises(NotFound):
        injuries.one(desk, rows.injury(mara).code, NOW)


def test_with_the_read_gate_left_open_the_desk_would_reach_an_injury(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_readable", lambda by, some, now: {one.pk for one in some})
    assert injuries.one(make.user("jo", Role.DESK), rows.injury(mara).code, NOW)


def test_reading_an_injury_leaves_a_look(mara: Client, treating: Treating) -> None:
    ana = make.user("ana", Role.THERAPIST)
    treating(ana, mara)
    injury = injuries.one(ana, rows.injury(mara).code, NOW)
    assert injuries.read(ana, injury, "before the session", now=NOW) == rows.STRAIN
    assert [look.by for look in Look.objects.filter(client=mara)] == [ana]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("America/New_York", "America/New_York"), ("UTC", "Europe/Berlin"), ("Gone", "Europe/Berlin")],
)
def test_a_client_without_a_zone_reads_the_clinics_clock(
    mara: Client, zone: str, expected: str
) -> None:
    Practice.objects.update_or_create(pk=1, defaults={"zone": "Europe/Berlin"})
    mara.zone = zone
    assert whose.zone_of(mara) == expected


@pytest.mark.parametrize(
    ("year", "guardian", "needs"),
    [(2008, "", True), (2007, "", False), (2008, "Ida", False), (None, "", False)],
)
def test_whoever_may_be_under_age_needs_a_guardian(
    mara: Client, year: int | None, guardian: str, needs: bool
) -> None:
    profile = ProfileEntry(birth_year=year, guardian_name=guardian)
    profile_actions.keep_profile(by=make.login_of(mara), client=mara, profile=profile, now=NOW)
    assert runners.lacks_guardian(runners.profile_of(mara), NOW.date()) is needs


def test_only_an_injury_without_fresh_answers_asks_the_red_flags(mara: Client) -> None:
    assert screenings.must_screen(mara, "injury", NOW)
    assert not screenings.must_screen(mara, "general", NOW)
    rows.answers(mara)
    assert not screenings.must_screen(mara, "injury", NOW)
    assert screenings.must_screen(mara, "injury", NOW + screenings.HOLDS)


@pytest.mark.parametrize(
    ("codes", "stops"),
    [([], False), (["short_sleep", "pregnancy"], False), (["fever"], True), (["chest_pain"], True)],
)
def test_answers_that_need_a_doctor_first_stop_everything(codes: list[str], stops: bool) -> None:
    assert screenings.stops(codes, NOW) is stops


@pytest.mark.parametrize("many", [1, 3])
def test_lists_take_the_same_queries_however_long(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        rows.picked(mara, rows.listed(name=f"Race {number}"))
        rows.race(mara, local_start=datetime(2026, 11, 1, 10))
        rows.workout(mara)
        rows.injury(mara)
    with django_assert_num_queries(2):
        assert len(races.coming(mara, NOW)) == len(races.past(mara, NOW)) == many
    with django_assert_num_queries(3):
        assert len(races.to_pick(NOW, words="race")) == len(races.whole_list(NOW)) == many
        assert len(races.picked_codes(mara)) == many
    with django_assert_num_queries(4):
        fortnight = training.fortnight(mara, date(2026, 11, 23), "Europe/Berlin", NOW)
        assert sum(len(day.workouts) for day in fortnight) == many
        assert len(injuries.of_client(mara)) == many


def test_the_fortnight_puts_each_thing_on_its_local_day(mara: Client) -> None:
    rows.race(mara, local_start=datetime(2026, 11, 24, 23, 30), zone="America/New_York")
    rows.workout(mara, day=date(2026, 11, 23))
    days = training.fortnight(mara, date(2026, 11, 23), "Europe/Berlin", NOW)
    assert [day.day.day for day in days if day.races] == [25]
    assert [day.today for day in days] == [True] + [False] * 13
    assert days[0].workouts[0].effort == "gentle"


def test_words_are_looked_for_in_name_and_place() -> None:
    rows.listed()
    rows.listed(name="City Run", place="Basel")
    found = [
        [race.name for race in races.to_pick(NOW, words=w)] for w in ("boston mar", "basel", "x")
    ]
    assert found == [["Boston Marathon"], ["City Run"], []]


def test_what_is_past_or_called_off_is_not_to_be_picked() -> None:
    rows.listed(cancelled=True)
    rows.listed(local_start=datetime(2026, 11, 1, 9))
    assert races.to_pick(NOW, words="\x00") == []
    assert len(races.whole_list(NOW - timedelta(days=60))) == 2


@pytest.mark.parametrize("kept", [rows.race, rows.workout, rows.injury, rows.answers])
def test_a_record_is_empty_until_something_is_kept(
    mara: Client, kept: Any, django_assert_num_queries: Any
) -> None:
    rows.race(make.client("vera"))
    with django_assert_num_queries(1):
        assert runners.nothing_kept(mara)
    kept(mara)
    assert not runners.nothing_kept(mara)
