"""The order of the waitlist is total, and says what it is said to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core import waiting
from bookings.core.waiting import CARE, FINE, FOR_A_RACE, RECOMMENDED, Candidate, key, ordered

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MOMENTS = st.integers(0, 3).map(lambda days: NOW - timedelta(days=days))
CANDIDATES = st.builds(
    Candidate,
    code=st.text("abc", min_size=1, max_size=3),
    start=st.integers(0, 3),
    use=st.sampled_from([FOR_A_RACE, RECOMMENDED, FINE, CARE]),
    closes=st.integers(0, 3),
    since=MOMENTS,
    first=st.none() | MOMENTS,
)


@given(CANDIDATES, CANDIDATES, CANDIDATES)
def test_of_two_one_comes_first_and_the_order_is_transitive(
    a: Candidate, b: Candidate, c: Candidate
) -> None:
    if a.code != b.code:
        assert (key(a) < key(b)) != (key(b) < key(a))
    if key(a) <= key(b) and key(b) <= key(c):
        assert key(a) <= key(c)


@given(st.lists(CANDIDATES, max_size=8, unique_by=lambda one: one.code), st.randoms())
def test_nobodys_place_depends_on_who_was_looked_at_first(
    some: list[Candidate], chance: st.DataObject
) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random of Hypothesis
    assert ordered(shuffled) == ordered(some)


ONE = Candidate("m", start=0, use=FINE, closes=9, since=NOW)


@pytest.mark.parametrize(
    "better",
    [
        replace(ONE, first=NOW),
        replace(ONE, use=FOR_A_RACE, since=NOW + timedelta(days=9), closes=99),
        replace(ONE, use=RECOMMENDED, closes=99),
        replace(ONE, closes=8, since=NOW + timedelta(days=9)),
        replace(ONE, since=NOW - timedelta(days=1), code="z"),
        replace(ONE, code="a"),
    ],
    ids=["the desk's word", "a race", "recommended", "closes first", "waits longer", "code"],
)
def test_the_more_useful_comes_first(better: Candidate) -> None:
    assert ordered([ONE, better]) == [better, ONE]


def test_only_what_the_rules_of_races_recommend_is_for_a_race() -> None:
    assert waiting.use("recommended", ["POST-2"]) == FOR_A_RACE
    assert waiting.use("recommended", ["TRAIN-4"]) == RECOMMENDED
    assert waiting.use("fine", ["PRE-1"]) == FINE
    assert waiting.use("caution", ["PRE-5"]) == CARE > FINE
