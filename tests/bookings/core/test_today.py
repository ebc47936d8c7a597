"""What stands first of a day's session, in one line, and what is new."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.core import today
from bookings.core.today import Flag
from protocols.core.defaults import SCREENING
from tests.clinic.make import NOW

flags = st.lists(
    st.builds(
        Flag,
        code=st.sampled_from(SCREENING),
        since=st.just(NOW),
        new=st.booleans(),
        cleared=st.booleans(),
    ),
    max_size=6,
)


def reason(rule: str, effect: str) -> dict[str, Any]:
    return {"rule": rule, "effect": effect, "because": f"{rule} speaks."}


@given(flags)
def test_the_order_of_flags_does_not_depend_on_how_they_come(some: list[Flag]) -> None:
    assert today.worst_first(reversed(some)) == today.worst_first(some)


@given(flags)
def test_what_was_cleared_stands_behind_what_was_not(some: list[Flag]) -> None:
    told = [flag.cleared for flag in today.worst_first(some)]
    assert told == sorted(told)


def test_every_screening_code_has_a_rank() -> None:
    assert set(today.RANKS) == set(SCREENING)


def test_what_stops_everything_stands_before_what_stops_deep_work() -> None:
    some = [Flag(code, NOW) for code in ("pregnancy", "hot_tendon", "contusion", "chest_pain")]
    told = [flag.code for flag in today.worst_first(some)]
    assert told == ["chest_pain", "contusion", "hot_tendon", "pregnancy"]


@pytest.mark.parametrize(
    ("booked", "held", "said"),
    [
        ([], [], None),
        ([("CAD-2", "recommended")], [], "CAD-2"),
        ([("PRE-9", "caution")], [("FLAG-1", "blocked")], "FLAG-1"),
        ([("PRE-9", "caution")], [("FLAG-5", "caution")], "PRE-9"),
        ([("CAD-2", "recommended")], [("FLAG-5", "caution")], "FLAG-5"),
        ([("FLAG-7", "blocked"), ("CAD-2", "recommended")], [("FLAG-5", "note")], "CAD-2"),
        ([], [("CAD-5", "recommended")], None),
    ],
)
def test_the_one_line_is_the_worst_of_the_calendar_then_and_the_body_now(
    booked: list[tuple[str, str]], held: list[tuple[str, str]], said: str | None
) -> None:
    then, now = ([reason(*one) for one in some] for some in (booked, held))
    found = today.one_line(then, now, listed=bool(held))
    assert (found["rule"] if found else None) == said


def test_a_digest_changes_with_what_it_is_of_and_with_nothing_else() -> None:
    told = [["a", datetime(2026, 11, 23, 9), None], {"b": 1, "c": 2}]
    same = [["a", datetime(2026, 11, 23, 9), None], {"c": 2, "b": 1}]
    assert today.digest(told) == today.digest(same)
    assert today.digest(told) != today.digest([["a", datetime(2026, 11, 23, 10), None], told[1]])
