"""FLAG-1…8: what every answer of the screening means, by depth, type and whether it was cleared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from protocols.core import evaluate
from protocols.core.defaults import SCREENING
from tests.protocols.core.build import (
    DEPTHS,
    EVERYBODY,
    GENTLE,
    RUNNING,
    Json,
    because,
    starting,
)

NOT_NOW = (
    "calf_clot_signs", "fever", "skin_infection", "open_wound", "recent_surgery",
    "uncontrolled_blood_pressure", "focal_bone_pain", "dark_urine_or_collapse", "chest_pain",
)  # fmt: skip


DEEPEST_FIRST = ("deep", "moderate", "light")


@dataclass(frozen=True)
class Answer:
    """A line of the FLAG table: effects of deep, moderate and light; who must look."""

    rule: str
    effects: tuple[str, str, str]
    review: tuple[str, ...] = DEPTHS  # the depths at which a therapist must look


TABLE = {
    "hot_tendon": Answer("FLAG-1", ("blocked", "caution", "note"), ()),
    "acute_strain": Answer("FLAG-2", ("blocked", "caution", "caution")),
    "contusion": Answer("FLAG-2", ("blocked", "caution", "caution")),
    "boggy_swelling": Answer("FLAG-2", ("blocked", "caution", "caution")),
    "numbness_below_knee": Answer("FLAG-3", ("caution", "caution", "caution")),
    "anticoagulant": Answer("FLAG-4", ("blocked", "caution", "note")),
    "medication_change": Answer("FLAG-4", ("caution", "note", "note")),
    "short_sleep": Answer("FLAG-5", ("caution", "caution", "note"), ()),
    **dict.fromkeys(NOT_NOW, Answer("FLAG-7", ("blocked", "blocked", "blocked"))),
    "pregnancy": Answer("FLAG-8", ("caution", "note", "note"), ("deep",)),
}


def asked(what: str, *codes: str, cleared: tuple[str, ...] = (), **parts: Any) -> Json:
    """The whole answer, its reasons as rules and effects of FLAG."""
    injury = {"kind": "other", "diagnosed_by": "doctor"}
    parts = {"screening": list(codes), "cleared": list(cleared), "injury": injury, **parts}
    answer = evaluate(starting(what, **parts))
    flags = {r["rule"]: r["effect"] for r in answer["reasons"] if r["rule"].startswith("FLAG")}
    return answer | {"reasons": flags}


def test_the_table_has_every_code() -> None:
    assert set(TABLE) == set(SCREENING)


@pytest.mark.parametrize("code", TABLE)
def test_a_running_session_has_the_effect_of_its_depth(code: str) -> None:
    answer = TABLE[code]

    for kind, (depth, wanted) in product(RUNNING, zip(DEEPEST_FIRST, answer.effects, strict=True)):
        found = asked(f"{kind} {depth} 60", code)
        assert found["reasons"] == {answer.rule: wanted}
        assert found["review"] is (depth in answer.review)
        assert found["requires_skills"] == (["prenatal"] if code == "pregnancy" else [])


@pytest.mark.parametrize("code", TABLE)
def test_a_cleared_code_neither_blocks_nor_asks_for_review(code: str) -> None:
    answer = TABLE[code]

    for kind, (depth, plain) in product(RUNNING, zip(DEEPEST_FIRST, answer.effects, strict=True)):
        found = asked(f"{kind} {depth} 60", code, cleared=(code,))
        assert found["reasons"] == {answer.rule: "caution" if plain == "blocked" else plain}
        assert found["review"] is False
        assert found["requires_skills"] == (["prenatal"] if code == "pregnancy" else [])


@pytest.mark.parametrize("code", TABLE)
def test_type_none_fires_two_rules_alone(code: str) -> None:
    answer, kinds = TABLE[code], [k for k in EVERYBODY if "none" in k and "chair" not in k]
    speaks = answer.rule in ("FLAG-7", "FLAG-8")

    for kind, depth, cleared in product(kinds, GENTLE, (False, True)):
        what = f"{kind} {depth} 90"
        found = asked(what, code, cleared=(code,) if cleared else ())
        wanted = "note" if code == "pregnancy" else "caution" if cleared else "blocked"
        assert found["reasons"] == ({answer.rule: wanted} if speaks else {})
        assert found["review"] is (answer.rule == "FLAG-7" and not cleared)
        assert found["requires_skills"] == (["prenatal"] if code == "pregnancy" else [])


@pytest.mark.parametrize("depth", GENTLE)
def test_chair_massage_fires_none(depth: str) -> None:
    found = asked(f"none/chair_massage {depth} 90", *SCREENING)

    assert (found["reasons"], found["review"], found["requires_skills"]) == ({}, False, [])


@pytest.mark.parametrize("cleared", [(), ("short_sleep",)])
@pytest.mark.parametrize(("minutes", "wanted"), [(60, "note"), (61, "caution")])
def test_after_short_sleep_a_light_session_lasts_an_hour(
    minutes: int, wanted: str, cleared: tuple[str, ...]
) -> None:
    found = asked(f"general light {minutes}", "short_sleep", cleared=cleared)

    assert found["reasons"] == {"FLAG-5": wanted}


@pytest.mark.parametrize("minutes", [1, 61])
@pytest.mark.parametrize("depth", ["moderate", "deep"])
def test_after_short_sleep_no_other_session_is_short_enough(depth: str, minutes: int) -> None:
    assert asked(f"general {depth} {minutes}", "short_sleep")["reasons"] == {"FLAG-5": "caution"}


class TestDiagnosis:
    """FLAG-6: an injury session that nobody has diagnosed."""

    @pytest.mark.parametrize("kind", ["tendinopathy", "ligament", "strain", "other"])
    def test_a_diagnosis_is_wanted(self, kind: str) -> None:
        injuries = ({"kind": kind}, {"kind": kind, "diagnosed_by": None}, None)
        for injury, depth in product(injuries, DEPTHS):
            found = asked(f"injury {depth} 60", injury=injury)
            assert (found["reasons"], found["review"]) == ({"FLAG-6": "caution"}, False)

    @pytest.mark.parametrize("who", ["doctor", "physio"])
    def test_with_one_it_is_silent(self, who: str) -> None:
        found = asked("injury light 60", injury={"kind": "strain", "diagnosed_by": who})

        assert found["reasons"] == {}

    def test_no_other_type_wants_one(self) -> None:
        found = {k: asked(f"{k} light 60", injury={"kind": "strain"})["reasons"] for k in EVERYBODY}

        assert {kind for kind in found if found[kind]} == {"injury"}


class TestSeveralCodes:
    """A rule that several codes fire has the worst of them; each asks for its own review."""

    @pytest.mark.parametrize(
        "codes", [("anticoagulant", "medication_change"), ("medication_change", "anticoagulant")]
    )
    @pytest.mark.parametrize(
        ("depth", "wanted"), [("deep", "blocked"), ("moderate", "caution"), ("light", "note")]
    )
    def test_the_worst_wins(self, codes: tuple[str, ...], depth: str, wanted: str) -> None:
        assert asked(f"general {depth} 60", *codes)["reasons"] == {"FLAG-4": wanted}

    def test_the_worst_that_was_not_cleared_wins(self) -> None:
        found = asked("general deep 60", "contusion", "acute_strain", cleared=("contusion",))

        assert (found["reasons"], found["review"]) == ({"FLAG-2": "blocked"}, True)

    def test_a_cleared_code_leaves_the_review_of_the_other(self) -> None:
        found = asked("general light 60", "contusion", "acute_strain", cleared=("acute_strain",))

        assert (found["reasons"], found["review"]) == ({"FLAG-2": "caution"}, True)

    def test_all_cleared_ask_for_none(self) -> None:
        found = asked("general deep 60", *SCREENING, cleared=SCREENING)

        assert set(found["reasons"].values()) == {"caution"}
        assert (found["verdict"], found["review"]) == ("caution", False)

    def test_the_sentence_tells_of_the_worst(self) -> None:
        case = starting("general deep 60", screening=["medication_change", "anticoagulant"])

        assert "a blood thinner" in because("FLAG-4", case)

    def test_a_code_twice_is_one(self) -> None:
        assert asked("general light 60", "fever", "fever") == asked("general light 60", "fever")

    def test_clearing_what_was_not_answered_changes_nothing(self) -> None:
        found = asked("general deep 60", "hot_tendon", cleared=("fever", "contusion"))

        assert found == asked("general deep 60", "hot_tendon")


def test_a_review_leaves_the_verdict_alone() -> None:
    found = asked("injury light 60", "anticoagulant", "pregnancy")

    assert (found["verdict"], found["review"]) == ("recommended", True)


def test_a_cleared_answer_says_so() -> None:
    for code, answer in TABLE.items():
        case = starting("general deep 60", screening=[code], cleared=[code])
        said = because(answer.rule, case)
        assert "a therapist has cleared" in said
        assert "looks at it first" not in said
