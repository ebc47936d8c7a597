"""What a page offers to do next, and what is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.actions import visits
from bookings.core import dues, steps
from bookings.core.lifecycle import STATES, may_become

START = datetime(2026, 11, 24, 13, tzinfo=UTC)
AWAY = st.integers(-48 * 60, 48 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(st.sampled_from(STATES), AWAY, st.booleans())
def test_whatever_is_offered_follows_on_the_state(
    state: str, away: timedelta, treats: bool
) -> None:
    offered = steps.steps(state, start=START, now=START + away, treats=treats)
    assert all(may_become(state, step) for step in offered)


@given(AWAY)
def test_a_no_show_is_offered_from_the_start_on_and_never_first(away: timedelta) -> None:
    offered = steps.steps("confirmed", start=START, now=START + away, treats=False)
    assert ("no_show" in offered) == (away >= timedelta(0))
    assert steps.likely(offered) in ("arrived", "")


def test_the_pages_and_the_action_agree_on_how_early_a_visit_is_marked() -> None:
    assert steps.EARLY == visits.EARLY


def test_only_who_treats_accepts_what_waits_for_a_look() -> None:
    assert steps.steps("review", start=START, now=START, treats=True) == ("confirmed",)
    assert steps.steps("review", start=START, now=START, treats=False) == ()


@pytest.mark.parametrize("state", ["no_show", "late_cancelled", "cancelled"])
def test_what_fell_through_costs_its_fee_and_not_its_price(state: str) -> None:
    assert dues.due(state, price=9000, fee=4500) == 4500


@pytest.mark.parametrize(
    ("units", "currency", "told"),
    [(9000, "EUR", "€90.00"), (9050, "CHF", "CHF 90.50"), (900, "JPY", "JPY 900")],
)
def test_a_receipt_writes_every_digit(units: int, currency: str, told: str) -> None:
    assert dues.exact(units, currency) == told
