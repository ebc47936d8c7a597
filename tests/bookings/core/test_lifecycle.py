"""The states of an appointment: which follows which, and what time alone makes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core import lifecycle
from bookings.core.lifecycle import LAPSED, NEXT, STATES, cancelled_as, fee, may_become, state_at

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def test_every_state_has_its_steps_and_leads_to_known_ones() -> None:
    assert set(NEXT) == set(STATES)
    assert {after for steps in NEXT.values() for after in steps} <= set(STATES)


def test_what_was_cancelled_stays_so() -> None:
    assert NEXT["cancelled"] == NEXT["late_cancelled"] == frozenset()


def test_every_state_can_be_reached_from_a_hold() -> None:
    reached, edge = {"held"}, {"held"}
    while edge:
        edge = {after for state in edge for after in NEXT[state]} - reached
        reached |= edge
    assert reached == set(STATES)


def test_the_sets_of_states_name_known_ones() -> None:
    for name in ("TAKING", "COMING", "OVER", "ENDS_BY_ITSELF"):
        assert getattr(lifecycle, name) <= set(STATES)
    assert lifecycle.TAKING.isdisjoint(lifecycle.OVER)


@pytest.mark.parametrize("state", ["held", "lapsed", "unheard of"])
def test_nothing_arrives_that_was_not_booked(state: str) -> None:
    assert not may_become(state, "arrived")


@given(state=st.sampled_from(STATES), end=moments, expires=moments, now=moments)
def test_time_ends_sessions_and_holds_and_nothing_else(
    state: str, end: datetime, expires: datetime, now: datetime
) -> None:
    found = state_at(state, end=end, expires=expires if state == "held" else None, now=now)
    if state == "held":
        assert found == (LAPSED if expires <= now else "held")
    elif state in ("confirmed", "arrived", "in_session"):
        assert found == ("done" if end <= now else state)
    else:
        assert found == state


@given(hours=st.integers(0, 200), minutes=st.integers(-10_000, 20_000))
def test_inside_the_change_window_a_cancellation_is_late(hours: int, minutes: int) -> None:
    start = NOW + timedelta(minutes=minutes)
    late = minutes < hours * 60
    expected = "late_cancelled" if late else "cancelled"
    assert cancelled_as(start, change_hours=hours, now=NOW) == expected


@given(price=st.integers(0, 10**7), percent=st.integers(0, 100))
def test_a_fee_is_never_more_than_its_share_of_the_price(price: int, percent: int) -> None:
    due = fee(price, percent)
    assert 0 <= due <= price
    assert due * 100 <= price * percent < (due + 1) * 100
