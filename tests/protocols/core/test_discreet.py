"""What those who do not treat the runner hear of the body: only that a therapist must look."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.core import DEFAULTS
from protocols.core.engine import judge
from protocols.core.parsing.case import read_case

HEALTH = {"POST-7", "INJ-1", "FREQ-1", "FREQ-2", "FREQ-4", *(f"FLAG-{n}" for n in range(1, 9))}


def answer(**case: Any) -> dict[str, Any]:
    candidate = {"type": "general", "depth": "deep", "start": "2026-12-02T10:00:00Z", "minutes": 60}
    read = read_case({"timezone": "UTC", "candidate": candidate} | case)
    return judge(DEFAULTS, read).as_json(read, discreet=True)


def test_the_rules_that_tell_of_the_body_are_marked() -> None:
    assert {rule.id for rule in DEFAULTS.rules if rule.health} == HEALTH


@pytest.mark.parametrize(
    ("screening", "effect"),
    [
        (["hot_tendon"], "blocked"),
        (["short_sleep"], "caution"),
        (["short_sleep", "anticoagulant"], "blocked"),
        (["pregnancy"], "caution"),
    ],
)
def test_health_reasons_become_one_review_at_the_worst_effect(
    screening: list[str], effect: str
) -> None:
    said = answer(screening=screening)

    found = [r for r in said["reasons"] if r["rule"] == "REVIEW"]
    assert [r["effect"] for r in found] == [effect]
    assert found[0]["because"] == "The therapist must look at this first."
    assert not HEALTH & {r["rule"] for r in said["reasons"]}
    assert said["requires_skills"] == []


def test_other_reasons_stay_and_stand_in_order_of_effect() -> None:
    race = {"start": "2026-12-04T10:00:00Z", "expected_minutes": 90, "priority": "A"}

    said = answer(races=[race], screening=["short_sleep"])

    assert [(r["rule"], r["effect"]) for r in said["reasons"]] == [
        ("PRE-1", "blocked"),
        ("REVIEW", "caution"),
    ]


def test_without_health_reasons_nothing_points_to_the_body() -> None:
    assert "REVIEW" not in [r["rule"] for r in answer()["reasons"]]
