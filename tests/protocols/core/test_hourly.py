"""The days round a race, hour by hour, against the engine itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.defaults import DEFAULTS
from protocols.core.engine import judge
from protocols.core.facts import Case, Shape
from protocols.core.hourly import HourDay, Hourly, hourly, place
from protocols.core.parsing.case import read_case
from protocols.core.units import HOUR, MINUTE
from protocols.core.zones import LocalDays, instant, load

BERLIN = "Europe/Berlin"
SHAPES = (
    Shape("pre_event", "light", 30),
    Shape("post_event", "light", 30),
    Shape("general", "moderate", 60),
    Shape("general", "deep", 60),
)


def case_of(shape: Shape = SHAPES[0], zone: str = BERLIN, **parts: Any) -> Case:
    told = {"type": "general", "depth": "light", "minutes": 60, "start": "2026-06-10T10:00:00Z"}
    read = read_case({"timezone": zone, "candidate": told} | parts)
    return replace(read, shape=shape)


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


RACE = {
    "name": "Spring Marathon",
    "start": "2026-06-14T07:00:00Z",
    "finish": "2026-06-14T10:30:00Z",
    "priority": "A",
}
GUN, FINISH = at("2026-06-14T07:00:00Z"), at("2026-06-14T10:30:00Z")


def drawn(case: Case, gun: int = GUN, finish: int = FINISH, now: int = GUN) -> Hourly:
    return hourly(DEFAULTS, case, gun, finish, now=now)


def day_of(found: Hourly, day: date) -> HourDay:
    return next(each for each in found.days if each.day == day)


def test_ten_days_before_and_four_after_are_drawn() -> None:
    found = drawn(case_of(races=[RACE]))
    assert [day.away for day in found.days] == [*range(10, 0, -1), 0, -1, -2, -3, -4]
    assert (found.days[0].day, found.days[-1].day) == (date(2026, 6, 4), date(2026, 6, 18))
    assert [day.since for day in found.days][-2:] == [3, 4]


def test_a_race_of_three_days_has_its_four_days_after_its_finish() -> None:
    finish = "2026-06-16T10:30:00Z"
    found = drawn(case_of(races=[RACE | {"finish": finish}]), finish=at(finish))
    assert [day.away for day in found.days][9:] == [1, 0, 0, 0, -1, -2, -3, -4]
    assert [len(day.things) for day in found.days][10:13] == [1, 1, 1]


@pytest.mark.parametrize(
    ("hour", "where"), [(0, 0), (6, 0), (10, 25), (14, 50), (22, 100), (23.5, 100)]
)
def test_hours_stand_along_the_day_from_six_to_ten_at_night(hour: float, where: float) -> None:
    assert place(hour) == where


@given(
    shape=st.sampled_from(SHAPES),
    zone=st.sampled_from([BERLIN, "America/New_York", "Atlantic/Azores"]),
    gun=st.datetimes(datetime(2026, 10, 15), datetime(2026, 11, 10)).map(
        lambda moment: moment.replace(second=0, microsecond=0)
    ),
    day=st.integers(0, 14),
    minute=st.integers(0, 16 * 60 - 1),
)
@settings(max_examples=60)
def test_every_minute_shown_has_the_verdict_of_the_engine(
    shape: Shape, zone: str, gun: datetime, day: int, minute: int
) -> None:
    start, finish = f"{gun.isoformat()}Z", f"{(gun + timedelta(hours=3)).isoformat()}Z"
    race = RACE | {"start": start, "finish": finish}
    runs = [{"kind": "intervals", "day": gun.date().isoformat()}]
    case = case_of(shape, zone, races=[race], workouts=runs)
    shown = drawn(case, at(start), at(finish), at(start)).days[day]
    local = datetime.combine(shown.day, datetime.min.time(), tzinfo=load(zone))
    asked = instant(local.replace(hour=6 + minute // 60, minute=minute % 60))
    here = place(6 + minute / 60)
    (stretch,) = [s for s in shown.stretches if s.left <= here < round(s.left + s.width, 2)]
    assert stretch.verdict == judge(DEFAULTS, replace(case, start=asked)).verdict


def test_each_stretch_says_why_at_its_first_hour() -> None:
    found = drawn(case_of(SHAPES[3], races=[RACE]))
    (whole,) = day_of(found, date(2026, 6, 12)).stretches
    assert (whole.verdict, whole.rule, whole.opens, whole.closes) == (
        "blocked", "PRE-1", "06:00", "22:00",
    )  # fmt: skip
    assert "50 h before Spring Marathon" in whole.because


def test_what_the_runner_has_on_stands_at_its_hours() -> None:
    case = case_of(
        races=[RACE],
        workouts=[
            {"kind": "intervals", "start": "2026-06-09T16:00:00Z", "minutes": 120},
            {"kind": "easy", "day": "2026-06-09"},
            {"kind": "rest", "day": "2026-06-09"},
        ],
        sessions=[
            {"type": "general", "depth": "deep", "start": "2026-06-09T08:00:00Z", "minutes": 60}
        ],
    )
    things = day_of(drawn(case), date(2026, 6, 9)).things
    assert [(t.kind, t.what, t.opens, t.left, t.width) for t in things] == [
        ("workout", "easy", "", 0, 0),
        ("session", "general", "10:00", 25.0, 6.25),
        ("workout", "intervals", "18:00", 75.0, 12.5),
    ]
    (race,) = day_of(drawn(case), date(2026, 6, 14)).things
    assert (race.name, race.what, race.opens, race.closes) == (
        "Spring Marathon", "A", "09:00", "12:30",
    )  # fmt: skip


def test_days_out_of_town_are_marked_and_blocked() -> None:
    away = [{"from": "2026-06-15T22:00:00Z", "until": "2026-06-17T22:00:00Z"}]
    found = drawn(case_of(SHAPES[2], races=[RACE], away=away))
    gone = [day.day.day for day in found.days if day.elsewhere]
    assert gone == [16, 17]
    said = day_of(found, date(2026, 6, 16)).stretches
    assert [stretch.verdict for stretch in said] == ["blocked"]


def test_a_day_on_which_clocks_change_says_by_how_much() -> None:
    gun = "2026-10-25T08:00:00Z"
    race = RACE | {"start": gun, "finish": "2026-10-25T11:00:00Z"}
    found = drawn(case_of(races=[race]), at(gun), at("2026-10-25T11:00:00Z"))
    assert {day.day: day.shift for day in found.days if day.shift} == {date(2026, 10, 25): 60}
    (thing,) = day_of(found, date(2026, 10, 25)).things
    assert (thing.opens, thing.closes) == ("09:00", "12:00")


def test_hours_before_the_race_are_elapsed_hours_whatever_the_clock_does() -> None:
    gun = "2026-03-29T12:00:00Z"  # 14:00 in Berlin, on the day that loses an hour
    race = RACE | {"start": gun, "finish": "2026-03-29T15:00:00Z"}
    found = drawn(case_of(SHAPES[2], races=[race]), at(gun), at("2026-03-29T15:00:00Z"))
    day_before = day_of(found, date(2026, 3, 28)).stretches
    # Over 45 minutes is blocked when it ends less than 24 h before: from 12:00 by the winter clock.
    assert [(s.verdict, s.opens) for s in day_before][-1] == ("blocked", "12:00")


def test_today_and_now_are_told_apart_from_what_is_past() -> None:
    now = at("2026-06-10T10:00:00Z")
    found = drawn(case_of(races=[RACE]), now=now)
    (today,) = [day for day in found.days if day.today]
    assert (today.day, today.now) == (date(2026, 6, 10), 37.5)
    assert sum(day.past for day in found.days) == 6


def test_the_best_hours_begin_now_at_the_earliest_and_bridge_a_workout() -> None:
    now = at("2026-06-10T10:00:00Z")
    runs = [{"kind": "intervals", "start": "2026-06-12T16:00:00Z", "minutes": 60}]
    (best,) = drawn(case_of(races=[RACE], workouts=runs), now=now).best
    assert best.broken
    assert best.begin == now
    assert best.end == GUN - 2 * HOUR - 30 * MINUTE + 1


def test_of_a_race_that_is_not_there_no_hour_is_best() -> None:
    found = drawn(case_of(SHAPES[0]), now=GUN - 100 * HOUR)
    assert found.best == ()
    assert {s.verdict for day in found.days for s in day.stretches} == {"fine"}


def test_far_things_of_a_long_history_are_left_out() -> None:
    old = [{"kind": "easy", "day": f"202{n}-01-02"} for n in range(6)]
    found = drawn(case_of(races=[RACE], workouts=old))
    assert [thing.kind for day in found.days for thing in day.things] == ["race"]
    assert LocalDays(load(BERLIN)).day(GUN) == date(2026, 6, 14).toordinal()
