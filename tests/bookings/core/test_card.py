"""How deep a session may go, and what is near it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.core import card
from bookings.core.card import Cap
from protocols.core.defaults import DEFAULTS, SCREENING
from protocols.core.facts import DEPTHS, Case
from protocols.core.parsing.case import read_case

START = "2026-11-23T10:00:00Z"
DEEPER = ("", *DEPTHS)
codes = st.lists(st.sampled_from(SCREENING), unique=True, max_size=4)
types = st.sampled_from(["pre_event", "post_event", "general", "injury", "none"])


def case(**told: Any) -> Case:
    candidate = {"type": "general", "depth": "light", "minutes": 60, "start": START}
    candidate |= told.pop("candidate", {})
    return read_case({"timezone": "UTC", "candidate": candidate, **told})


def cap(**told: Any) -> Cap:
    return card.cap(card.at_depths(DEFAULTS, case(**told)))


@settings(max_examples=60, deadline=None)
@given(some=codes, more=codes, kind=types)
def test_another_flag_never_makes_the_cap_deeper(
    some: list[str], more: list[str], kind: str
) -> None:
    every = list(dict.fromkeys([*some, *more]))
    few = cap(screening=some, candidate={"type": kind})
    many = cap(screening=every, candidate={"type": kind})
    assert DEEPER.index(many.depth) <= DEEPER.index(few.depth)
    assert DEEPER.index(many.easy) <= DEEPER.index(few.easy)


@settings(max_examples=40, deadline=None)
@given(some=codes, kind=types)
def test_what_is_easy_is_never_deeper_than_what_is_allowed(some: list[str], kind: str) -> None:
    found = cap(screening=some, candidate={"type": kind})
    assert DEEPER.index(found.easy) <= DEEPER.index(found.depth)
    deepest = "moderate" if kind == "none" else "deep"
    assert bool(found.because) is (found.depth != deepest)


@settings(max_examples=40, deadline=None)
@given(some=codes)
def test_clearing_a_flag_never_makes_the_cap_shallower(some: list[str]) -> None:
    held, cleared = cap(screening=some), cap(screening=some, cleared=some)
    assert DEEPER.index(cleared.depth) >= DEEPER.index(held.depth)


@pytest.mark.parametrize(
    ("flags", "depth", "easy", "rule"),
    [
        ((), "deep", "deep", ""),
        (("hot_tendon",), "moderate", "light", "FLAG-1"),
        (("contusion",), "moderate", "", "FLAG-2"),
        (("numbness_below_knee",), "deep", "", ""),
        (("chest_pain",), "", "", "FLAG-7"),
        (("pregnancy",), "deep", "moderate", ""),
    ],
)
def test_each_flag_caps_as_the_table_says(
    flags: tuple[str, ...], depth: str, easy: str, rule: str
) -> None:
    found = cap(screening=list(flags))
    assert (found.depth, found.easy) == (depth, easy)
    assert [reason["rule"] for reason in found.because] == ([rule] if rule else [])


def test_the_race_in_three_days_leaves_light_and_moderate_work() -> None:
    race = {"name": "Boston", "start": "2026-11-25T10:00:00Z", "expected_minutes": 180}
    found = cap(races=[race | {"priority": "A"}], candidate={"minutes": 30})
    assert (found.depth, found.easy) == ("moderate", "light")
    assert found.because[0]["rule"] == "PRE-1"


@pytest.mark.parametrize(
    ("start", "most", "passes"),
    [
        ("2026-11-28T09:59:00Z", None, 10),
        ("2026-11-28T10:00:00Z", None, None),
        ("2026-12-24T10:00:00Z", 8, 8),
        ("2026-11-25T10:00:00Z", 8, 8),
        ("2026-11-25T10:00:00Z", 20, 10),
    ],
)
def test_passes_are_few_in_the_last_five_days_and_for_types_that_name_them(
    start: str, most: int | None, passes: int | None
) -> None:
    race = {"start": start, "expected_minutes": 180, "priority": "A"}
    assert card.passes(case(races=[race]), most) == passes


def test_near_races_are_the_next_one_the_full_ones_and_the_last() -> None:
    starts = {"2026-11-20": "A", "2026-11-25": "C", "2026-12-06": "B", "2027-02-01": "A"}
    races = [
        {"name": day, "start": f"{day}T09:00:00Z", "expected_minutes": 60, "priority": letter}
        for day, letter in starts.items()
    ]
    ahead, behind = card.races_near(case(races=races))
    assert [(near.race.name, near.days) for near in ahead] == [
        ("2026-11-25", 2),
        ("2026-12-06", 13),
        ("2027-02-01", 70),
    ]
    assert behind is not None
    assert (behind.race.name, behind.since) == ("2026-11-20", 3)
