"""Minutes more and advice for some runners: tables written from docs/protocols.md."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core import extras
from protocols.core.extras import NearRace, advice, offered
from protocols.core.facts import TERRAINS, TYPES

SUMMER, WINTER = date(2026, 6, 10), date(2026, 12, 10)
lengths = st.lists(st.sampled_from([15, 30, 45, 60, 75, 90, 120]), min_size=1, unique=True).map(
    sorted
)


@pytest.mark.parametrize(
    ("menu", "type_", "days_left", "everybody", "masters"),
    [
        ([30, 45, 60, 90], "general", None, 45, 60),
        ([60, 90], "general", None, 60, 90),
        ([60], "general", None, 60, 60),
        ([60, 65], "general", None, 60, 60),
        ([60, 70], "general", None, 60, 70),
        ([30, 45, 60], "pre_event", None, 45, 45),
        ([30, 45], "pre_event", None, 30, 45),
        ([60, 90], "pre_event", None, 60, 60),
        ([30, 45], "pre_event", 1, 30, 30),
        ([30, 45, 60], "pre_event", 0, 30, 30),
        ([30, 45], "pre_event", 2, 30, 45),
        ([30, 45, 60], "general", 1, 30, 30),
        ([60, 90], "none", None, 60, 60),
        ([30, 45, 60], "none", 1, 45, 45),
    ],
)
def test_the_length_offered_unasked(
    menu: list[int], type_: str, days_left: int | None, everybody: int, masters: int
) -> None:
    told = [offered(menu, type_, masters=old, days_left=days_left) for old in (False, True)]
    assert told == [everybody, masters]


@given(lengths, st.sampled_from(TYPES), st.none() | st.integers(-3, 30))
@settings(max_examples=80)
def test_it_is_on_the_menu_and_never_shorter_nor_longer_than_rules_allow(
    menu: list[int], type_: str, days_left: int | None
) -> None:
    plain = offered(menu, type_, masters=False, days_left=days_left)
    more = offered(menu, type_, masters=True, days_left=days_left)
    most = extras.most_minutes(type_, days_left)
    assert {plain, more} <= set(menu)
    assert plain <= more
    assert more == plain or more >= plain + extras.MORE_MINUTES
    assert most is None or more <= max(most, min(menu))


def whys(
    day: date = SUMMER,
    type_: str = "general",
    *races: NearRace,
    masters: bool = False,
    first_visit: bool = False,
) -> list[str]:
    found = advice(day, type_, masters=masters, first_visit=first_visit, races=races)
    return [each.why for each in found]


def test_a_runner_of_whom_nothing_is_special_needs_no_advice() -> None:
    assert whys() == []


def test_each_reason_gives_its_own_advice() -> None:
    assert whys(masters=True) == ["masters"]
    assert whys(first_visit=True) == ["first_visit"]
    assert whys(WINTER) == ["winter"]
    assert whys(SUMMER, "pre_event") == ["pre_event"]


@pytest.mark.parametrize(
    ("terrain", "why"),
    [("trail", ["trail"]), ("hilly", ["hills"]), ("downhill", ["hills"]), ("flat", [])],
)
def test_the_ground_of_a_near_race_gives_advice(terrain: str, why: list[str]) -> None:
    assert whys(SUMMER, "general", NearRace("", terrain, 10)) == why


@pytest.mark.parametrize(
    ("days", "there"), [(29, False), (28, True), (0, True), (-14, True), (-15, False)]
)
def test_a_race_is_near_from_28_days_ahead_to_14_behind(days: int, there: bool) -> None:
    assert ("trail" in whys(SUMMER, "general", NearRace("", "trail", days))) is there


@pytest.mark.parametrize(("days", "there"), [(6, False), (5, True), (0, True), (-1, False)])
def test_in_the_last_five_days_a_session_is_short(days: int, there: bool) -> None:
    assert ("before_race" in whys(SUMMER, "general", NearRace("", "flat", days))) is there


def test_of_two_races_the_nearest_is_named_and_of_equals_the_one_to_come() -> None:
    near = [NearRace("far", "trail", 20), NearRace("was", "trail", -3), NearRace("is", "trail", 3)]
    (_soon, trail) = advice(SUMMER, "general", masters=False, first_visit=False, races=near)
    assert trail.race is not None
    assert trail.race.name == "is"


@given(
    st.sampled_from([SUMMER, WINTER]),
    st.booleans(),
    st.booleans(),
    st.lists(st.builds(NearRace, st.just("x"), st.sampled_from(TERRAINS), st.integers(-30, 60))),
)
@settings(max_examples=30)
def test_what_has_nothing_to_do_with_running_gets_none(
    day: date, masters: bool, first: bool, races: list[NearRace]
) -> None:
    assert advice(day, "none", masters=masters, first_visit=first, races=races) == ()


def test_every_piece_of_advice_names_a_source() -> None:
    known = {"S0", "S1", "S2", "S3", "S4", "derived", "practice"}
    assert all(set(do.source) <= known for does in extras.DOES.values() for do in does)
    assert all(do.source for does in extras.DOES.values() for do in does)
