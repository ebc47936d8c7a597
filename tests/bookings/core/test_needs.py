"""From what somebody needs to a service, a depth and a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core.needs import EARLY, NEEDS, first_day, first_depth
from protocols.core.facts import DEPTHS, TYPES

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("type_", "days", "depth"),
    [
        ("pre_event", None, "light"),
        ("post_event", None, "light"),
        ("general", None, "moderate"),
        ("general", 15, "moderate"),
        ("general", 14, "light"),
        ("injury", None, "moderate"),
        ("none", 3, "light"),
    ],
)
def test_the_depth_to_begin_with_suits_type_and_race(
    type_: str, days: int | None, depth: str
) -> None:
    assert first_depth(type_, DEPTHS, days) == depth


@given(st.sampled_from(TYPES), st.lists(st.sampled_from(DEPTHS), min_size=1, unique=True))
def test_the_first_depth_is_always_on_the_menu(type_: str, depths: list[str]) -> None:
    assert first_depth(type_, depths, 5) in depths


@given(st.integers(-30, 300))
def test_a_tune_up_is_looked_for_in_the_days_before_its_race(days: int) -> None:
    race = TODAY + timedelta(days=days)

    first = first_day("pre_event", TODAY, race)

    assert first == max(TODAY, race - timedelta(days=EARLY))


def test_everything_else_is_looked_for_from_today() -> None:
    assert first_day("general", TODAY, TODAY + timedelta(days=30)) == TODAY
    assert first_day("pre_event", TODAY, None) == TODAY


def test_every_need_is_served_by_types_of_the_engine() -> None:
    assert {type_ for need in NEEDS.values() for type_ in need.types} == set(TYPES)
