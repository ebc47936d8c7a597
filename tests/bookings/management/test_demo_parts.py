"""What the demo is made of, before any of it stands in a table: menu, race list, runners."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookings.core.menu import KINDS, settled_service
from bookings.management.demo.menu import MENU
from bookings.management.demo.people import PEOPLE
from bookings.management.demo.places import CALLED_OFF, PLACES, listed, season, week
from bookings.management.demo.runners import RUNNERS
from protocols.core.faults import Fault
from protocols.core.races import ListedEntry, settled_listed
from protocols.core.runners import ProfileEntry, settled_profile

DAYS = st.dates(date(2026, 1, 1), date(2036, 12, 31))
GOAL = "Three"  # the race that half of the demo trains for


@given(DAYS)
def test_the_big_race_is_six_to_eight_weeks_ahead_on_any_day(today: date) -> None:
    goal = listed(today)[GOAL].local_start.date()
    assert timedelta(weeks=6) <= goal - today <= timedelta(weeks=8)
    assert season(goal) in listed(today)[GOAL].name


@given(DAYS)
def test_the_race_list_can_stand_and_has_races_behind_and_ahead(today: date) -> None:
    races = listed(today)
    assert all(isinstance(settled_listed(race), ListedEntry) for race in races.values())
    past = [race for race in races.values() if race.local_start.date() < today]
    assert len(past) == 3
    assert races[CALLED_OFF].local_start.date() > today


def test_a_race_in_october_is_an_autumn_one() -> None:
    seasons = [season(date(2026, month, 1)) for month in (1, 4, 7, 10, 12)]
    assert seasons == ["Winter", "Spring", "Summer", "Autumn", "Winter"]


def test_every_runner_has_a_name_of_their_own_and_only_races_of_the_list() -> None:
    known = listed(date(2026, 11, 22)).keys()
    assert len({runner.name for runner in RUNNERS}) == len(RUNNERS) == 60
    assert {name for runner in RUNNERS for name, _priority in runner.entries()} <= known


@given(st.integers(2026, 2036))
def test_every_profile_can_stand_in_any_year(year: int) -> None:
    for runner in RUNNERS:
        assert isinstance(settled_profile(runner.profile(year), year), ProfileEntry)


def test_most_have_entered_the_big_race() -> None:
    entered = [r for r in RUNNERS if GOAL in {name for name, _priority in r.entries()}]
    assert len(entered) > 40


def test_the_menu_makes_sense_and_has_every_kind_of_service() -> None:
    assert not any(isinstance(settled_service(entry), Fault) for entry in MENU)
    assert {entry.kind for entry in MENU} == set(KINDS) - {"other"}


def test_each_day_of_the_week_somebody_works_within_the_hours() -> None:
    for place, hours in ((PLACES[0], 0), (PLACES[1], 1)):
        works = [row for hands in PEOPLE for row in week(hands.weeks[hours])]
        for day, begin, end in works:
            assert any(d == day and b <= begin and end <= e for d, b, e in place.hours)
    days = {row[0] for hands in PEOPLE for text in hands.weeks for row in week(text)}
    assert days == set(range(7))
