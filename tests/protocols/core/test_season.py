"""A season as values: what stands on its days, and what suits them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given

from protocols.core.defaults import DEFAULTS
from protocols.core.engine import judge, windows, windows_of
from protocols.core.facts import Calendar, Case, Shape
from protocols.core.near import near, reach_of
from protocols.core.parsing.case import read_case
from protocols.core.season import BEST, FROM_HOUR, TO_HOUR, WEEK, Season, kinds_of, season
from protocols.core.season_day import hours
from protocols.core.units import HOUR, MINUTE
from protocols.core.zones import instant
from tests.protocols.core.build import NOW, race, session, starting, workout
from tests.protocols.core.strategies import Json, cases, examples

MONDAY = date(2026, 6, 8)


def calendar(**parts: Any) -> Calendar:
    return read_case(starting(**parts)).calendar


def drawn(weeks: int = 2, first: date = MONDAY, now: datetime = NOW, **parts: Any) -> Season:
    return season(
        DEFAULTS, calendar(**parts), first=first.toordinal(), weeks=weeks, now=instant(now)
    )


def test_a_season_has_whole_weeks_and_each_day_its_phase() -> None:
    found = drawn(weeks=4, races=[race(NOW + timedelta(days=18))])
    assert [len(week) for week in found.weeks] == [7] * 4
    assert found.days[0].phase == "peak"
    assert [day.phase for day in found.days if day.day == date(2026, 6, 28)] == ["taper"]
    assert found.days[-7].phase == "recovery"
    assert (found.goal and found.goal.priority, found.days_left) == ("A", 18)


def test_a_day_knows_races_workouts_and_sessions() -> None:
    found = drawn(
        races=[race(NOW, name="Ten", priority="C"), race(NOW, name="Off", status="cancelled")],
        workouts=[workout("long_run", NOW), workout("easy", NOW), workout("unknown", NOW)],
        sessions=[session("general deep 90", NOW + timedelta(hours=4))],
    )
    day = found.days[2]
    assert [(flag.name, flag.counts) for flag in day.flags] == [("Ten", True), ("Off", False)]
    assert [tick.effort for tick in day.ticks] == ["hard", "gentle", "unknown"]
    assert [(mark.type, mark.depth, mark.minutes) for mark in day.marks] == [
        ("general", "deep", 90)
    ]
    assert all(other.empty for other in found.days if other is not day)


def test_days_that_are_over_have_no_verdicts() -> None:
    found = drawn()
    assert [bool(day.best) for day in found.days] == [False] * 2 + [True] * 12
    assert {len(day.best) for day in found.days[2:]} == {4}


def test_of_today_only_the_hours_to_come_are_judged() -> None:
    def today_at(hour: int) -> tuple[str, ...]:
        now = NOW.replace(hour=hour)
        return drawn(now=now, races=[race(NOW.replace(hour=20))]).days[2].best

    assert today_at(12)[:2] == ("recommended", "fine")
    assert set(today_at(20)) == {"blocked"}
    assert today_at(21) == ()


def test_a_day_tells_nothing_of_hours_that_are_past() -> None:
    day, half_past = MONDAY.toordinal() + 2, NOW.replace(hour=16, minute=29, second=30)
    told = hours(DEFAULTS, calendar(), day, now=instant(half_past))
    assert {kind.spans[0].begin.strftime("%H:%M") for kind in told} == {"16:30"}
    assert {kind.spans[0].begin.hour for kind in hours(DEFAULTS, calendar(), day)} == {FROM_HOUR}
    assert hours(DEFAULTS, calendar(), day, now=instant(NOW.replace(hour=21))) == ()


def test_who_is_away_is_shown_away() -> None:
    away = {"from": "2026-06-11T00:00:00Z", "until": "2026-06-13T00:00:00Z"}
    found = drawn(away=[away])
    assert [day.day.day for day in found.days if day.away] == [11, 12]


def test_an_injury_adds_a_kind() -> None:
    injury = {"kind": "strain", "diagnosed_by": "physio"}
    assert len(drawn(injury=injury).kinds) == len(drawn().kinds) + 1


def test_nothing_at_all_is_an_empty_season() -> None:
    assert drawn().empty
    assert not drawn(workouts=[workout("easy", NOW)]).empty


def by_the_hour(calendar_: Calendar, day: int, now: int) -> list[list[str]]:
    """What the engine says of each kind, every quarter of an hour of what is left of a day."""
    low = max(calendar_.days.at_wall(day, FROM_HOUR), now)
    high = calendar_.days.at_wall(day, TO_HOUR)
    starts = range(low, high, 15 * MINUTE)
    kinds = kinds_of(calendar_) if starts else ()
    return [[judge(DEFAULTS, Case(calendar_, k, at)).verdict for at in starts] for k in kinds]


@examples(25)
@given(cases)
def test_a_days_best_is_no_worse_than_any_hour_of_it(case: Json) -> None:
    asked = read_case(case)
    today = asked.calendar.days.day(asked.start)
    found = season(DEFAULTS, asked.calendar, first=today - 3, weeks=2, now=asked.start)
    for day in (found.days[3], found.days[7], found.days[12]):
        said = by_the_hour(asked.calendar, day.day.toordinal(), asked.start)
        for best, verdicts in zip(day.best, said, strict=True):
            assert BEST.index(best) <= min(map(BEST.index, verdicts))


@examples(25)
@given(cases)
def test_a_day_by_itself_says_what_the_season_says(case: Json) -> None:
    asked = read_case(case)
    today = asked.calendar.days.day(asked.start)
    found = season(DEFAULTS, asked.calendar, first=today, weeks=1, now=asked.start)
    for day in found.days[::3]:
        told = hours(DEFAULTS, asked.calendar, day.day.toordinal(), now=asked.start)
        # A stretch of less than a minute may be the day's best, and is not told.
        pairs = zip(day.best, told, strict=bool(told))
        assert all(BEST.index(best) <= BEST.index(kind.best) for best, kind in pairs)
        for kind in told:
            assert day is found.days[0] or kind.spans[0].begin.hour == FROM_HOUR
            assert all(one.end <= two.begin for one, two in pairwise(kind.spans))


@examples(40)
@given(cases)
def test_what_is_far_away_changes_no_verdict(case: Json) -> None:
    asked = read_case(case)
    begin = asked.start - 30 * HOUR
    trimmed = near(asked.calendar, reach_of(DEFAULTS), begin, begin + WEEK * 24 * HOUR)
    for at in range(begin, begin + WEEK * 24 * HOUR, 7 * HOUR):
        for kind in kinds_of(asked.calendar):
            whole = judge(DEFAULTS, Case(asked.calendar, kind, at))
            part = judge(DEFAULTS, Case(trimmed, kind, at))
            assert (whole.verdict, whole.phase) == (part.verdict, part.phase)


@examples(25)
@given(cases)
def test_kinds_judged_together_are_judged_as_each_by_itself(case: Json) -> None:
    asked = read_case(case)
    begin, end = asked.start - 40 * HOUR, asked.start + WEEK * 24 * HOUR
    kinds = kinds_of(asked.calendar)
    together = windows_of(DEFAULTS, asked.calendar, kinds, begin, end)
    for kind, found in zip(kinds, together, strict=True):
        assert found == windows(DEFAULTS, asked.calendar, kind, begin, end)


def many_years() -> Calendar:
    """A case with far more history than rules look at."""
    return calendar(
        races=[race(NOW - timedelta(days=30 * n), priority="ABC"[n % 3]) for n in range(1, 40)],
        sessions=[
            session("pre_event light 30", NOW - timedelta(days=14 * n)) for n in range(1, 90)
        ],
        workouts=[workout("long_run", NOW - timedelta(days=n)) for n in range(1, 400)],
    )


def test_of_many_years_little_is_near() -> None:
    begin = instant(NOW)
    kept = near(many_years(), reach_of(DEFAULTS), begin, begin + 1)
    assert len(kept.races) < 8
    assert len(kept.sessions) < 12
    assert len(kept.workouts) < 20


def test_a_rehearsal_of_long_ago_is_kept_and_without_it_a_reason_would_appear() -> None:
    rehearsed = calendar(
        races=[race(NOW + timedelta(days=4), minutes=200)],
        sessions=[session("pre_event light 45", NOW - timedelta(days=500))],
    )
    begin = instant(NOW)
    kept = near(rehearsed, reach_of(DEFAULTS), begin, begin + 1)
    asked = Shape("pre_event", "light", 45)
    assert "PRE-10" not in rules(kept, asked)
    assert "PRE-10" in rules(replace(kept, sessions=()), asked)


def rules(calendar_: Calendar, shape: Shape) -> set[str]:
    judged = judge(DEFAULTS, Case(calendar_, shape, instant(NOW)))
    return {reason.rule.id for reason in judged.reasons}
