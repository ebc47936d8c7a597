"""Profiles, injuries and answers as they are put down."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.defaults import SCREENING
from protocols.core.faults import Fault
from protocols.core.runners import (
    InjuryEntry,
    ProfileEntry,
    answers_text,
    days_fault,
    injury_from,
    settled_injury,
    settled_profile,
)

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"birth_year": 2027}, "birth_year"),
        ({"birth_year": 1905}, "birth_year"),
        ({"quiet_days": 11}, "quiet_days"),
        ({"quiet_days": -1}, "quiet_days"),
        ({"pre_event_preference": "hot"}, "pre_event_preference"),
        ({"guardian_name": "x" * 201}, "guardian_name"),
        ({"guardian_phone": "1" * 41}, "guardian_phone"),
    ],
)
def test_a_profile_that_cannot_stand_names_its_field(change: dict[str, Any], field: str) -> None:
    found = settled_profile(ProfileEntry(**change), 2026)
    assert isinstance(found, Fault)
    assert found.field == field


def test_a_profile_that_says_nothing_stands() -> None:
    assert settled_profile(ProfileEntry(), 2026) == ProfileEntry()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "broken"}, "kind"),
        ({"side": "up"}, "side"),
        ({"diagnosed_by": "me"}, "diagnosed_by"),
        ({"what": "x" * 201}, "what"),
    ],
)
def test_an_injury_that_cannot_stand_names_its_field(change: dict[str, Any], field: str) -> None:
    found = settled_injury(replace(InjuryEntry("strain"), **change))
    assert isinstance(found, Fault)
    assert found.field == field


@given(st.text(max_size=200).map(lambda text: InjuryEntry("strain", "left", "doctor", text)))
@settings(max_examples=40)
def test_what_is_said_of_an_injury_survives_its_text(entry: InjuryEntry) -> None:
    assert injury_from(entry.to_text()) == entry


@pytest.mark.parametrize(
    ("from_day", "to_day", "fault"),
    [
        (TODAY, None, None),
        (YESTERDAY, TODAY, None),
        (TODAY + timedelta(days=1), None, Fault("from_day", "ahead")),
        (date(1969, 12, 31), None, Fault("from_day", "years")),
        (TODAY, YESTERDAY, Fault("to_day", "order")),
        (YESTERDAY, TODAY + timedelta(days=1), Fault("to_day", "ahead")),
    ],
)
def test_an_injury_begins_before_it_ends_and_not_ahead(
    from_day: date, to_day: date | None, fault: Fault | None
) -> None:
    assert days_fault(from_day, to_day, TODAY) == fault


@given(st.lists(st.sampled_from(SCREENING)))
@settings(max_examples=40)
def test_answers_stand_once_each_and_in_one_order(codes: list[str]) -> None:
    text = answers_text(codes)
    assert text == answers_text(reversed(codes))
    assert isinstance(text, str)
    assert sorted(json.loads(text)["codes"]) == sorted(set(codes))


def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    assert answers_text(["fever", "hunger"]) == Fault("codes", "invalid")
