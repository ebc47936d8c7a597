"""Which session a note suggests next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bookings.core.next_visit import APART, HEALING, WEEK, wished
from protocols.core.cadence import GENERAL, Due
from protocols.core.defaults import DEFAULTS
from protocols.core.facts import Injury

RULE = next(rule for rule in DEFAULTS.rules if rule.id == APART)
DAY = 740_000
DUE = Due("due", "CAD-2", GENERAL, DAY + 14, DAY + 21)


@pytest.mark.parametrize(("hurt", "days"), [("tendinopathy", 2), ("strain", 3), ("other", 7)])
def test_after_an_injury_session_comes_the_next_one(hurt: str, days: int) -> None:
    injury = Injury(hurt, "doctor")
    wish = wished(DUE, session=DAY, today=DAY, kind="injury", injury=injury, apart=RULE)
    assert wish is not None
    assert (wish.shape, wish.begin - DAY, wish.until - wish.begin) == (HEALING, days, WEEK)


@pytest.mark.parametrize(
    ("kind", "injury", "on"),
    [("general", True, True), ("injury", False, True), ("injury", True, False)],
)
def test_else_the_season_says_what_comes_next(kind: str, injury: bool, on: bool) -> None:
    hurt = Injury("strain", "doctor") if injury else None
    rule = replace(RULE, on=on)
    wish = wished(DUE, session=DAY, today=DAY, kind=kind, injury=hurt, apart=rule)
    assert wish is not None
    assert (wish.shape, wish.begin, wish.until, wish.rule) == (GENERAL, DAY + 14, DAY + 21, "CAD-2")


def test_where_nothing_is_asked_for_nothing_is_suggested() -> None:
    assert wished(Due(), session=DAY, today=DAY, kind="general", injury=None, apart=RULE) is None


DAYS = some.none() | some.integers(DAY - 60, DAY + 90)


@settings(max_examples=60)
@given(DAYS, DAYS, some.integers(-30, 30))
def test_a_wish_lies_ahead_and_never_ends_before_it_begins(
    begin: int | None, until: int | None, later: int
) -> None:
    due = Due("due", "CAD-2", GENERAL, begin, until)
    today = DAY + later
    wish = wished(due, session=DAY, today=today, kind="general", injury=None, apart=None)
    assert wish is not None
    assert max(DAY + 1, today) <= wish.begin <= wish.until
    assert 1 <= wish.days <= 21
