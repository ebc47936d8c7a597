"""The calendar that the engine is handed: what the rows say, in one query."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.foundation.actions import vault
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client, Look
from clinic.foundation.queries.prepared import Prepared
from protocols.actions import checkins, injuries, races, runners, workouts
from protocols.core import evaluate, walls
from protocols.core.facts import PRIORITIES, TERRAINS, WORKOUT_KINDS, Calendar
from protocols.core.parsing.case import read_case
from protocols.core.races import RaceEntry
from protocols.core.runners import ProfileEntry
from protocols.core.workouts import WorkoutEntry
from protocols.models import ListedRace, Race, Workout
from protocols.queries import calendars
from protocols.queries.calendars import calendar_json
from tests.clinic import make
from tests.protocols import rows

pytestmark = pytest.mark.django_db
NOW = make.NOW
SESSION = {"type": "general", "depth": "deep", "start": "2026-11-20T10:00:00Z", "minutes": 60}


@pytest.fixture
def mara() -> Client:
    return make.client()


def told(client: Client, **more: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {"sessions": [], "begin": NOW, "end": NOW + timedelta(days=7)}
    return calendar_json(client, zone="Europe/Berlin", **({"now": NOW} | asked | more))


def read(case: dict[str, Any]) -> Calendar:
    candidate = {
        "type": "general",
        "depth": "light",
        "start": "2026-11-30T10:00:00Z",
        "minutes": 60,
    }
    return read_case(case | {"candidate": candidate}).calendar


def test_a_client_who_said_nothing_has_an_empty_calendar(mara: Client) -> None:
    assert told(mara) == {
        "timezone": "Europe/Berlin",
        "runner": {},
        "races": [],
        "workouts": [],
        "sessions": [],
        "away": [],
        "injury": None,
        "screening": [],
    }


def test_everything_a_client_said_stands_in_the_case(mara: Client) -> None:
    rows.race(mara)
    rows.workout(mara)
    rows.injury(mara)
    rows.answers(mara, ["short_sleep"])
    case = told(mara, sessions=[SESSION])
    assert case["races"][0] == {
        "name": "City 10K",
        "start": "2026-12-06T09:00:00Z",
        "finish": None,
        "expected_minutes": 60,
        "priority": "B",
        "terrain": "flat",
        "status": "planned",
    }
    assert case["workouts"] == [{"day": "2026-12-01", "kind": "easy"}]
    assert case["injury"] == {"kind": "strain", "diagnosed_by": "physio"}
    assert (case["screening"], case["sessions"]) == (["short_sleep"], [SESSION])
    assert read(case)


@pytest.mark.parametrize(("year", "masters"), [(1986, True), (1987, False), (None, False)])
def test_forty_by_the_year_of_birth_is_masters(
    mara: Client, year: int | None, masters: bool
) -> None:
    profile = ProfileEntry(birth_year=year, quiet_days=3, load_rising=True)
    runners.keep_profile(by=make.login_of(mara), client=mara, profile=profile, now=NOW)
    assert told(mara)["runner"] == {
        "quiet_days_before_race": 3,
        "recreational": False,
        "load_rising": True,
        "masters": masters,
    }


instants = st.datetimes(datetime(1970, 1, 2), datetime(2200, 12, 29), timezones=st.just(UTC))
near = st.datetimes(datetime(2026, 10, 1), datetime(2027, 1, 31), timezones=st.just(UTC))
zones_ = st.sampled_from(["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "UTC"])
race_entries = st.builds(
    lambda at, zone, **more: RaceEntry(
        zone=zone, start_at=at, local_start=walls.wall_of(at, zone), **more
    ),
    at=near | instants,
    zone=zones_,
    name=st.text(min_size=1, max_size=20).map(lambda text: f"R{text}"),
    priority=st.sampled_from(PRIORITIES),
    terrain=st.sampled_from(TERRAINS),
    expected_minutes=st.integers(1, 600),
    status=st.sampled_from(["planned", "dns", "cancelled"]),
)
timed = st.builds(
    WorkoutEntry,
    kind=st.sampled_from(WORKOUT_KINDS),
    zone=zones_,
    start_at=near,
    minutes=st.integers(1, 1440),
)
dated = st.builds(
    WorkoutEntry,
    kind=st.sampled_from(WORKOUT_KINDS),
    zone=zones_,
    day=st.dates(date(2026, 10, 1), date(2027, 1, 31)),
)


@given(st.lists(race_entries, max_size=4), st.lists(timed | dated, max_size=4))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_engine_reads_just_what_was_put_down(
    mara: Client, entries: list[RaceEntry], plan: list[WorkoutEntry]
) -> None:
    by = make.login_of(mara)
    Race.objects.all().delete()
    Workout.objects.all().delete()
    for entry in entries:
        races.add(by=by, client=mara, race=entry, now=NOW)
    for each in plan:
        workouts.add(by=by, client=mara, workout=each, now=NOW)
    found = read(told(mara))
    assert sorted(
        (r.start, r.finish - r.start, r.priority, r.status) for r in found.races
    ) == sorted(
        (_micro(e.start_at), (e.expected_minutes or 0) * 60_000_000, e.priority, e.status)
        for e in entries
    )
    within = [e for e in plan if _near(e)]
    assert sorted(w.kind for w in found.workouts) == sorted(e.kind for e in within)


def _micro(at: datetime | None) -> int:
    return int(at.timestamp()) * 1_000_000 if at else 0


def _near(entry: WorkoutEntry) -> bool:
    first, last = NOW - timedelta(days=30), NOW + timedelta(days=37)
    if entry.start_at:
        return first <= entry.start_at.replace(microsecond=0) <= last
    return entry.day is not None and first.date() <= entry.day <= last.date()


@pytest.mark.parametrize("many", [1, 3])
def test_one_query_fetches_however_many_rows(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        rows.race(mara)
        rows.workout(mara)
    with django_assert_num_queries(1):
        assert len(told(mara)["races"]) == many


@pytest.mark.parametrize("many", [1, 3])
def test_what_is_sealed_costs_the_same_however_many_rows(
    mara: Client, many: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(many):
        rows.injury(mara)
        rows.answers(mara)
    with django_assert_max_num_queries(2):
        told(mara)


def test_of_another_client_nothing_is_told(mara: Client) -> None:
    vera = make.client("vera")
    rows.race(vera)
    rows.workout(vera)
    rows.injury(vera)
    rows.answers(vera, ["fever"])
    assert told(mara) == told(make.client("nora"))


def test_a_race_to_come_keeps_its_wall_clock_when_its_zone_changed(mara: Client) -> None:
    race = rows.race(mara, finish_at=datetime(2026, 12, 6, 10, tzinfo=UTC))
    hour = timedelta(hours=1)
    Race.objects.update(start_at=race.start_at - hour, finish_at=race.finish_at and race.start_at)
    (found,) = told(mara)["races"]
    assert (found["start"], found["finish"]) == ("2026-12-06T09:00:00Z", "2026-12-06T10:00:00Z")


def test_a_race_that_the_list_calls_off_counts_no_more(mara: Client) -> None:
    race = rows.picked(mara, rows.listed())
    assert told(mara)["races"][0]["status"] == "planned"
    ListedRace.objects.update(cancelled=True)
    assert told(mara)["races"][0]["status"] == "cancelled"
    finish = race.start_at + timedelta(hours=4)
    Race.objects.update(status="finished", finish_at=finish)
    assert told(mara)["races"][0]["status"] == "finished"


def test_of_more_races_than_the_engine_takes_the_nearest_are_told(
    mara: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (1, 6, 12):
        rows.race(mara, name=str(month), local_start=datetime(2026, month, 6, 10))
    monkeypatch.setattr(calendars, "MOST_ITEMS", 2)
    fresh = Prepared(calendars._query, calendars._EVERYTHING._marks)
    monkeypatch.setattr(calendars, "_EVERYTHING", fresh)
    assert [race["name"] for race in told(mara)["races"]] == ["6", "12"]


@pytest.mark.parametrize(
    ("day", "there"),
    [(date(2026, 10, 23), False), (date(2026, 10, 24), True), (date(2026, 12, 30), True)],
)
def test_workouts_of_thirty_days_round_the_time_asked_for_are_told(
    mara: Client, day: date, there: bool
) -> None:
    rows.workout(mara, day=day)
    assert bool(told(mara)["workouts"]) is there


def test_the_open_injury_that_began_last_is_told(mara: Client) -> None:
    rows.injury(mara, date(2026, 11, 2), kind="ligament", diagnosed_by="")
    rows.injury(mara, date(2026, 11, 1))
    closed = rows.injury(mara, date(2026, 11, 10), kind="other")
    injuries.close(by=make.login_of(mara), injury=closed, to_day=NOW.date(), now=NOW)
    assert told(mara)["injury"] == {"kind": "ligament", "diagnosed_by": None}


@pytest.mark.parametrize(
    ("seconds", "held"), [(0, True), (7 * 86_400 - 1, True), (7 * 86_400, False)]
)
def test_answers_hold_for_seven_days_and_not_a_second_more(
    mara: Client, seconds: int, held: bool
) -> None:
    rows.answers(mara, ["fever"], NOW - timedelta(seconds=seconds))
    assert told(mara)["screening"] == (["fever"] if held else [])


@pytest.mark.parametrize(
    ("code", "days"), [("hot_tendon", 7), ("medication_change", 90), ("pregnancy", 365)]
)
def test_each_flag_holds_for_its_own_days(mara: Client, code: str, days: int) -> None:
    rows.answers(mara, [code], NOW - timedelta(days=days) + timedelta(seconds=1))
    assert told(mara)["screening"] == [code]
    assert told(mara, now=NOW + timedelta(seconds=1))["screening"] == []


def test_a_week_of_none_of_these_lifts_what_the_first_one_could_not(mara: Client) -> None:
    rows.answers(mara, ["chest_pain"], NOW - timedelta(days=7))
    rows.answers(mara, [], NOW - timedelta(days=1))
    assert told(mara)["screening"] == ["chest_pain"]
    rows.answers(mara, [], NOW)
    assert told(mara)["screening"] == []


def test_what_was_said_of_a_race_comes_along_and_nothing_of_somebody_elses(mara: Client) -> None:
    ben = make.client("ben")
    sore = {"sore": 5, "stairs": "easy", "signs": False}
    end = NOW - timedelta(hours=20)
    given: dict[str, Any] = {"kind": "race", "about": "r", "of": end, "answers": sore, "now": NOW}
    checkins.give(by=make.login_of(ben), client=ben, **given)
    assert told(mara)["runner"] == {}
    checkins.give(by=make.login_of(mara), client=mara, **given)
    assert told(mara)["runner"] == {"race_soreness": True}
    with pytest.raises(NotFound):
        checkins.give(by=make.login_of(ben), client=mara, **given)


def test_new_answers_take_the_place_of_old_ones_but_not_of_what_wants_a_doctor(
    mara: Client,
) -> None:
    rows.answers(mara, ["fever", "hot_tendon"], NOW - timedelta(days=1))
    rows.answers(mara, ["short_sleep"])
    assert told(mara)["screening"] == ["fever", "short_sleep"]


def test_an_erased_client_has_a_calendar_without_health(mara: Client) -> None:
    rows.injury(mara)
    rows.answers(mara, ["fever"])
    vault.erase_key(client=mara)
    case = told(mara)
    assert (case["injury"], case["screening"]) == (None, [])


def test_handing_it_to_the_engine_is_no_look(mara: Client) -> None:
    rows.injury(mara)
    told(mara)
    assert not Look.objects.exists()


def test_the_engine_blocks_by_what_was_answered(mara: Client) -> None:
    rows.answers(mara, ["fever"])
    candidate = {
        "type": "general",
        "depth": "light",
        "start": "2026-11-30T10:00:00Z",
        "minutes": 60,
    }
    assert evaluate(told(mara) | {"candidate": candidate})["verdict"] == "blocked"
