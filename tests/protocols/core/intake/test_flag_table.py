"""Every flag × depth × type, from the answers of the form to what the engine says of a booking.

The table is written from the contract (`evaluate.md`), the answers as somebody gives them on the
standard form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from protocols.core import evaluate
from protocols.core.defaults import SCREENING
from protocols.core.intake import flags
from protocols.core.intake.asking import missing
from protocols.core.intake.flags import raised
from protocols.core.intake.held import Said, held, said_from
from protocols.core.intake.standard import STANDARD
from protocols.core.runners import answers_text

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
DEPTHS = ("deep", "moderate", "light")
RUNNING = ("pre_event", "post_event", "general", "injury")
TYPES = (*RUNNING, "none")
HEALTHY: dict[str, Any] = {
    "urgent": ["none"],
    "skin": ["none"],
    "muscles": ["none"],
    "short_nights": "no",
    "thinner": "no",
    "medicine_new": "no",
    "pregnant": "no",
    "pressure_high": "no",
}
# What somebody answers who has it: question, answer.
ANSWERS: dict[str, tuple[str, Any]] = {
    "chest_pain": ("urgent", ["chest_pain"]),
    "dark_urine_or_collapse": ("urgent", ["dark_urine_or_collapse"]),
    "calf_clot_signs": ("urgent", ["calf_clot_signs"]),
    "fever": ("urgent", ["fever"]),
    "focal_bone_pain": ("urgent", ["focal_bone_pain"]),
    "skin_infection": ("skin", ["skin_infection"]),
    "open_wound": ("skin", ["open_wound"]),
    "recent_surgery": ("skin", ["recent_surgery"]),
    "acute_strain": ("muscles", ["acute_strain"]),
    "contusion": ("muscles", ["contusion"]),
    "boggy_swelling": ("muscles", ["boggy_swelling"]),
    "hot_tendon": ("muscles", ["hot_tendon"]),
    "numbness_below_knee": ("muscles", ["numbness_below_knee"]),
    "short_sleep": ("short_nights", "yes"),
    "anticoagulant": ("thinner", "yes"),
    "medication_change": ("medicine_new", "yes"),
    "pregnancy": ("pregnant", "yes"),
    "uncontrolled_blood_pressure": ("pressure_high", "yes"),
}


@dataclass(frozen=True)
class Line:
    """A line of the FLAG table: effects of deep, moderate, light; the depths that want a look."""

    rule: str
    effects: tuple[str, str, str]
    review: tuple[str, ...] = DEPTHS


NOT_NOW = Line("FLAG-7", ("blocked", "blocked", "blocked"))
SWOLLEN = Line("FLAG-2", ("blocked", "caution", "caution"))
TABLE: Mapping[str, Line] = {
    "hot_tendon": Line("FLAG-1", ("blocked", "caution", "note"), ()),
    "acute_strain": SWOLLEN,
    "contusion": SWOLLEN,
    "boggy_swelling": SWOLLEN,
    "numbness_below_knee": Line("FLAG-3", ("caution", "caution", "caution")),
    "anticoagulant": Line("FLAG-4", ("blocked", "caution", "note")),
    "medication_change": Line("FLAG-4", ("caution", "note", "note")),
    "short_sleep": Line("FLAG-5", ("caution", "caution", "note"), ()),
    "calf_clot_signs": NOT_NOW,
    "fever": NOT_NOW,
    "skin_infection": NOT_NOW,
    "open_wound": NOT_NOW,
    "recent_surgery": NOT_NOW,
    "uncontrolled_blood_pressure": NOT_NOW,
    "focal_bone_pain": NOT_NOW,
    "dark_urine_or_collapse": NOT_NOW,
    "chest_pain": NOT_NOW,
    "pregnancy": Line("FLAG-8", ("caution", "note", "note"), ("deep",)),
}


def said(answers: Mapping[str, Any], at: datetime) -> Said:
    """What is put on file of answers that were sent in: the very text that is sealed."""
    text = answers_text(*raised(STANDARD.sections, answers))
    assert isinstance(text, str)
    return said_from(at, text)


def booked(type: str, depth: str, told: list[Said], start: datetime) -> Any:  # noqa: A002
    """What the engine says of a session at `start`, as it stands at that moment."""
    return evaluate(
        {
            "timezone": "UTC",
            "screening": held(told, start),
            "injury": {"kind": "other", "diagnosed_by": "doctor"},
            "candidate": {"type": type, "depth": depth, "start": start.isoformat(), "minutes": 60},
        }
    )


def flag_rules(answer: Any) -> dict[str, str]:
    reasons = answer["reasons"]
    return {r["rule"]: r["effect"] for r in reasons if r["rule"].startswith("FLAG")}


def depths_of(type: str) -> tuple[str, ...]:  # noqa: A002 - the engine's word
    return DEPTHS[1:] if type == "none" else DEPTHS  # there deep is refused


def test_the_tables_speak_of_every_code() -> None:
    assert set(ANSWERS) == set(TABLE) == set(SCREENING)


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("code", SCREENING)
def test_an_answer_has_the_effect_of_the_contract(code: str, type: str) -> None:  # noqa: A002
    line, (question, answer) = TABLE[code], ANSWERS[code]
    told = [said(HEALTHY | {question: answer}, NOW)]
    for depth in depths_of(type):
        found = booked(type, depth, told, NOW + timedelta(hours=1))
        speaks = type != "none" or line.rule in ("FLAG-7", "FLAG-8")
        expected = {line.rule: line.effects[DEPTHS.index(depth)]} if speaks else {}
        assert flag_rules(found) == expected
        assert found["review"] is (speaks and depth in line.review)
        assert found["requires_skills"] == (["prenatal"] if code == "pregnancy" else [])


def test_who_has_none_of_it_is_let_alone() -> None:
    told = [said(HEALTHY, NOW)]
    for type, depth in product(TYPES, DEPTHS):  # noqa: A001 - the engine's word
        if depth in depths_of(type):
            assert flag_rules(booked(type, depth, told, NOW)) == {}


@pytest.mark.parametrize("code", SCREENING)
def test_a_no_the_next_minute_books_only_what_may_be_answered_away(code: str) -> None:
    question, answer = ANSWERS[code]
    later = NOW + timedelta(minutes=1)
    told = [said(HEALTHY | {question: answer}, NOW), said(HEALTHY, later)]
    stays = TABLE[code].rule == "FLAG-7" or code == "anticoagulant"
    assert (TABLE[code].rule in flag_rules(booked("general", "deep", told, later))) is stays


def test_a_section_that_was_not_asked_lifts_nothing() -> None:
    medicines, acute = STANDARD.section("medicines"), STANDARD.section("flags")
    assert medicines
    assert acute
    yes = said(HEALTHY | {"medicine_new": "yes"}, NOW)
    text = answers_text(*raised([acute], HEALTHY))
    assert isinstance(text, str)
    again = said_from(NOW + timedelta(days=8), text)
    assert held([yes, again], again.at) == ["medication_change"]


def test_what_was_not_answered_was_not_asked() -> None:
    codes, asked = raised(STANDARD.sections, {"urgent": ["fever"], "thinner": None})
    assert codes == ("fever",)
    assert set(asked) == {c for c, (question, _a) in ANSWERS.items() if question == "urgent"}


def test_with_answers_left_unread_no_flag_would_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flags, "answered", lambda question, answers: False)
    told = [said(HEALTHY | {"urgent": ["chest_pain"]}, NOW)]
    assert flag_rules(booked("general", "deep", told, NOW)) == {}


def test_all_red_flags_have_to_be_answered() -> None:
    wanted = {code for one in STANDARD.sections for code in missing(one, {})}
    assert {question for question, _answer in ANSWERS.values()} <= wanted
