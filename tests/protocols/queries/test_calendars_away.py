"""What the engine is told of days away, and of a race that was left at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from clinic.foundation.models import Client
from protocols.core import evaluate
from protocols.core.parsing.case import read_case
from protocols.models import Race
from protocols.queries.calendars import calendar_json
from tests.clinic import make
from tests.protocols import away, rows

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def mara() -> Client:
    return make.client()


def told(client: Client, days: int = 30) -> dict[str, Any]:
    end = NOW + timedelta(days=days)
    return calendar_json(client, zone="Europe/Berlin", sessions=[], begin=NOW, end=end, now=NOW)


def verdict(case: dict[str, Any], start: str, **more: Any) -> Any:
    candidate = {"type": "general", "depth": "light", "start": start, "minutes": 60} | more
    return evaluate(case | {"candidate": candidate})["verdict"]


def test_days_out_of_town_are_told_from_midnight_to_midnight(mara: Client) -> None:
    away.absence(mara)
    away.absence(mara, away.COLD)
    assert told(mara)["away"] == [
        {"from": "2026-12-02T23:00:00Z", "until": "2026-12-10T23:00:00Z"},
    ]


def test_a_clock_change_within_makes_them_an_hour_longer(mara: Client) -> None:
    away.absence(mara, from_day=date(2027, 3, 27), to_day=date(2027, 3, 28))
    (found,) = told(mara, days=120)["away"]
    assert found == {"from": "2027-03-26T23:00:00Z", "until": "2027-03-28T22:00:00Z"}


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2026-12-02T22:00:00Z", "recommended"),
        ("2026-12-02T22:00:01Z", "blocked"),
        ("2026-12-10T22:59:59Z", "blocked"),
        ("2026-12-10T23:00:00Z", "recommended"),
    ],
)
def test_no_session_fits_while_the_runner_is_away(mara: Client, start: str, said: str) -> None:
    away.absence(mara)
    assert verdict(told(mara), start) == said


def test_were_they_not_told_a_session_would_fit(mara: Client) -> None:
    away.absence(mara)
    assert verdict(told(mara) | {"away": []}, "2026-12-05T12:00:00Z") == "recommended"


@pytest.mark.parametrize("many", [1, 3])
def test_one_query_fetches_them_however_many_they_are(
    mara: Client, many: int, django_assert_num_queries: Any
) -> None:
    for _ in range(many):
        away.absence(mara)
    with django_assert_num_queries(1):
        assert len(told(mara)["away"]) == many


def test_days_far_from_the_time_asked_for_are_left_out(mara: Client) -> None:
    away.absence(mara, from_day=date(2027, 6, 1), to_day=date(2027, 6, 5))
    assert told(mara)["away"] == []


def test_the_very_last_days_of_the_calendar_can_still_be_read(mara: Client) -> None:
    away.absence(mara, from_day=date(2200, 12, 30), to_day=date(2200, 12, 31), zone="UTC")
    end = datetime.fromisoformat("2200-12-31T12:00:00Z")
    case = calendar_json(mara, zone="UTC", sessions=[], begin=end, end=end, now=NOW)
    assert case["away"][0]["until"] == "2200-12-31T23:59:59Z"
    candidate = {"type": "general", "depth": "light", "start": "2200-12-29T12:00:00Z"}
    assert read_case(case | {"candidate": candidate | {"minutes": 60}}).calendar.away


def stopped(client: Client, seconds: int) -> None:
    """A marathon of yesterday, left so long after the gun."""
    start = datetime(2026, 11, 22, 9, 0)
    race = rows.race(client, local_start=start, priority="A", expected_minutes=240)
    finish = race.start_at + timedelta(seconds=seconds)
    Race.objects.update(status="dnf", finish_at=finish)


@pytest.mark.parametrize(("seconds", "minutes"), [(1, 1), (60, 1), (61, 2), (1799, 30)])
def test_a_race_left_in_its_first_half_hour_is_told_of_as_a_workout(
    mara: Client, seconds: int, minutes: int
) -> None:
    stopped(mara, seconds)
    case = told(mara)
    workout = {"start": "2026-11-22T08:00:00Z", "minutes": minutes, "kind": "race_pace"}
    assert (case["races"], case["workouts"]) == ([], [workout])


def test_from_half_an_hour_on_it_stays_a_race(mara: Client) -> None:
    stopped(mara, 1800)
    case = told(mara)
    assert ([race["status"] for race in case["races"]], case["workouts"]) == (["dnf"], [])


def test_deep_work_waits_for_two_days_after_a_race_and_not_after_one_left_at_once(
    mara: Client,
) -> None:
    next_day = "2026-11-23T12:00:00Z"
    stopped(mara, 1800)
    assert verdict(told(mara), next_day, depth="deep") == "blocked"
    Race.objects.update(finish_at=datetime.fromisoformat("2026-11-22T08:25:00Z"))
    assert verdict(told(mara), next_day, depth="deep") != "blocked"
