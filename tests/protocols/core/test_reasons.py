"""What an answer says: order, sources, whom a reason tells of, waivers."""

from __future__ import annotations

from typing import Any

import pytest

from protocols.core import DEFAULTS, evaluate
from tests.protocols.core.build import (
    US,
    Json,
    because,
    earlier,
    effect,
    ending,
    fired,
    later,
    race,
    session,
    starting,
    workout,
)

SOURCES = {
    "PRE-1": "S2 S4", "PRE-2": "S2 S4", "PRE-3": "S2", "PRE-4": "S2 S4", "PRE-5": "S2",
    "PRE-6": "S3 S4", "PRE-7": "S3 S4 derived", "PRE-8": "S2 S3 S4", "PRE-9": "S2",
    "PRE-10": "S3", "PRE-11": "S3", "PRE-12": "S4 derived", "PRE-13": "S4",
    "POST-1": "S0 S3 S4", "POST-2": "S3", "POST-3": "S0 S2", "POST-4": "S3 S4",
    "POST-5": "S2 S4", "POST-6": "S0 S2 derived", "POST-7": "S2",
    "TRAIN-1": "S2", "TRAIN-2": "S2", "TRAIN-3": "S2", "TRAIN-4": "S2", "TRAIN-5": "S2",
    "TRAIN-6": "S2 S3 derived",
    "CAD-1": "S2", "CAD-2": "S2 S4", "CAD-3": "S2", "CAD-4": "S0 S2", "CAD-5": "S2 S4",
    "INJ-1": "S0 S3", "FREQ-1": "S3", "FREQ-2": "S3", "FREQ-3": "S3 derived", "FREQ-4": "S3",
    "DAY-1": "S2", "DAY-2": "S2",
    "FLAG-1": "S2", "FLAG-2": "S2", "FLAG-3": "S2", "FLAG-4": "S2", "FLAG-5": "S2",
    "FLAG-6": "S3", "FLAG-7": "practice", "FLAG-8": "practice",
    "CLASH-1": "derived", "CLASH-2": "derived", "CLASH-3": "derived", "CLASH-4": "derived",
}  # fmt: skip
WAIVABLE = {"PRE-1", "PRE-9", "POST-4", "POST-5", "TRAIN-1", "FREQ-1", "FREQ-2"}
INJURIES = [session("injury light 30", later(hours)) for hours in (30, 50, 70)]
BLOCKED: dict[str, Json] = {
    "PRE-1": ending("general deep 60", races=[race(later(71))]),
    "PRE-9": ending("general light 46", races=[race(later(23))]),
    "PRE-11": ending(
        "general light 30", runner={"quiet_days_before_race": 4}, races=[race(later(73))]
    ),
    "POST-4": starting("general deep 60", races=[race(finish=earlier(47))]),
    "POST-5": starting("general deep 60", races=[race(finish=earlier(71), terrain="hilly")]),
    "TRAIN-1": ending("general deep 60", workouts=[workout("hills", later(23))]),
    "FREQ-1": starting("injury light 30", injury={"kind": "ligament"}, sessions=INJURIES),
    "FREQ-2": starting("injury light 30", injury={"kind": "strain"}, sessions=INJURIES),
    "DAY-2": starting("none/chair_massage light 30"),
    "FLAG-1": starting("general deep 30", screening=["hot_tendon"]),
    "FLAG-2": starting("general deep 30", screening=["contusion"]),
    "FLAG-4": starting("general deep 30", screening=["anticoagulant"]),
    "FLAG-7": starting("general light 30", screening=["fever"]),
    "CLASH-1": starting("none light 60", races=[race(later())]),
    "CLASH-3": starting("none light 60", sessions=[session("none light 60", later())]),
    "CLASH-4": starting(
        "none light 60", away=[{"from": later().isoformat(), "until": later(1).isoformat()}]
    ),
}


def test_every_rule_has_the_sources_of_the_tables() -> None:
    assert {rule.id: " ".join(rule.source) for rule in DEFAULTS.rules} == SOURCES


def test_the_answer_gives_the_source_as_a_list() -> None:
    (reason,) = evaluate(BLOCKED["POST-4"])["reasons"]

    assert reason["source"] == ["S3", "S4"]


def test_reasons_come_worst_first_notes_last_then_by_letters_and_number() -> None:
    case = ending(
        "pre_event moderate 46",
        races=[race(later(5)), race(later(200))],
        workouts=[workout("easy", later(us=-1))],
        sessions=[session("none light 9", later(us=-1))],
        screening=["fever", "short_sleep", "medication_change"],
    )

    assert list(fired(case).items()) == [
        ("CLASH-3", "blocked"),
        ("FLAG-7", "blocked"),
        ("PRE-9", "blocked"),
        ("CLASH-2", "caution"),
        ("FLAG-5", "caution"),
        ("PRE-7", "caution"),
        ("PRE-10", "caution"),
        ("PRE-3", "recommended"),
        ("FLAG-4", "note"),
    ]


@pytest.mark.parametrize(
    ("what", "parts", "wanted"),
    [
        ("general deep 60", {"races": [race(later(71))]}, "blocked"),
        ("general deep 60", {"races": [race(later(100))]}, "caution"),
        ("pre_event light 30", {"races": [race(later(100), priority="B")]}, "recommended"),
        ("pre_event light 30", {"races": [race(later(1), priority="B")]}, "fine"),  # a note
        ("pre_event light 30", {}, "fine"),
    ],
)
def test_the_verdict_is_the_worst_effect_but_for_notes(
    what: str, parts: dict[str, Any], wanted: str
) -> None:
    assert evaluate(ending(what, **parts))["verdict"] == wanted


class TestNearest:
    """A rule that fires for several is given once: its worst effect, told of the nearest."""

    def test_it_is_the_one_of_fewest_hours(self) -> None:
        races = [race(later(60), name="Far"), race(later(41), name="Near"), race(later(50))]

        assert because("PRE-1", ending("general deep 60", races=races)).startswith(
            "Deep work would end 41 h before Near;"
        )

    def test_after_races_the_latest_finish_is_nearest(self) -> None:
        long = race(earlier(60), earlier(20), name="Long")
        short = race(earlier(40), earlier(30), name="Short")

        assert "20 h after Long" in because(
            "POST-4", starting("general deep 60", races=[short, long])
        )

    def test_the_worst_comes_before_the_nearest(self) -> None:
        flat = race(finish=earlier(50), name="Flat")
        trail = race(finish=earlier(70), name="Trail", terrain="trail")

        case = starting("general deep 60", races=[flat, trail])

        assert (effect("POST-5", case), "Trail" in because("POST-5", case)) == ("blocked", True)

    def test_a_waived_rule_still_tells_of_the_worst(self) -> None:
        flat = race(finish=earlier(50), name="Flat")
        trail = race(finish=earlier(70), name="Trail", terrain="trail")

        case = starting("general deep 60", races=[flat, trail], waivers=["POST-5"])

        assert effect("POST-5", case) == "caution"
        assert because("POST-5", case).endswith("which a therapist has waived for this booking.")
        assert "Trail" in because("POST-5", case)

    def test_a_recommendation_comes_before_a_nearer_note(self) -> None:
        races = [
            race(later(1), name="Soon", priority="C"),
            race(later(23), name="Late", priority="C"),
        ]
        case = ending("pre_event light 30", races=races)

        assert (effect("PRE-8", case), "Late" in because("PRE-8", case)) == ("recommended", True)

    def test_of_equal_hours_the_earlier_start_is_told(self) -> None:
        short = race(earlier(21), earlier(20), name="Short")
        long = race(earlier(22), earlier(20), name="Long")

        assert "Long" in because("POST-4", starting("general deep 60", races=[short, long]))

    def test_of_equal_starts_the_first_given_is_told(self) -> None:
        races = [race(later(41), name=name) for name in ("One", "Two")]

        assert "One" in because("PRE-1", ending("general deep 60", races=races))
        assert "Two" in because("PRE-1", ending("general deep 60", races=races[::-1]))

    def test_races_are_given_before_workouts(self) -> None:
        far, small = race(later(90), priority="C"), race(later(9), name="Tune-up", priority="C")
        parts = {"races": [far, small], "workouts": [workout("hills", later(9))]}

        assert "9 h before Tune-up" in because("TRAIN-1", ending("general deep 60", **parts))

    def test_before_workouts_the_earliest_start_is_nearest(self) -> None:
        workouts = [workout("hills", later(20)), workout("intervals", later(5))]

        assert "5 h before the intervals" in because(
            "TRAIN-1", ending("general deep 60", workouts=workouts)
        )

    def test_what_has_no_hours_is_told_of_the_earliest(self) -> None:
        races = [race(later(), name="Now"), race(earlier(us=1), name="Before")]

        assert "Before" in because("CLASH-1", starting("none light 60", races=races))

    def test_deep_sessions_before_and_after_are_compared(self) -> None:
        sessions = [
            session("general deep 60", end=earlier(30)),
            session("general deep 60", later(21)),
        ]

        assert "20 h" in because("FREQ-3", starting("general deep 60", sessions=sessions))


class TestWaivers:
    """They turn a blocked PRE, POST, TRAIN or FREQ into a caution; only the client lifts PRE-11."""

    @pytest.mark.parametrize("rule", BLOCKED)
    def test_some_rules_can_be_waived(self, rule: str) -> None:
        before, after = BLOCKED[rule], BLOCKED[rule] | {"waivers": [rule]}

        assert effect(rule, before) == "blocked"
        assert effect(rule, after) == ("caution" if rule in WAIVABLE else "blocked")
        assert ("waived" in because(rule, after)) is (rule in WAIVABLE)

    @pytest.mark.parametrize("rule", BLOCKED)
    def test_a_waiver_of_every_other_rule_changes_nothing(self, rule: str) -> None:
        others = [other for other in SOURCES if other != rule]

        assert effect(rule, BLOCKED[rule] | {"waivers": others}) == "blocked"

    @pytest.mark.parametrize("rule", sorted(WAIVABLE))
    def test_the_verdict_follows(self, rule: str) -> None:
        assert evaluate(BLOCKED[rule] | {"waivers": [rule]})["verdict"] == "caution"

    def test_what_is_not_blocked_stays_as_it_is(self) -> None:
        case = ending("general light 45", races=[race(later(23))])

        assert evaluate(case | {"waivers": list(SOURCES)}) == evaluate(case)

    def test_a_waiver_holds_for_every_race(self) -> None:
        races = [race(later(71)), race(later(24)), race(later(8))]
        case = ending("general deep 60", races=races, waivers=["PRE-1", "PRE-1"])

        assert effect("PRE-1", case) == "caution"

    def test_a_recommendation_is_no_less_one(self) -> None:
        case = ending("pre_event light 30", races=[race(later(30))], waivers=["PRE-6"])

        assert effect("PRE-6", case) == "recommended"


def test_every_rule_that_blocks_is_tried_above() -> None:
    blocking = {
        rule.id for rule in DEFAULTS.rules if "blocked" in {band.effect for band in rule.bands}
    }

    assert blocking == set(BLOCKED)


def test_an_answer_has_the_keys_of_the_contract() -> None:
    answer = evaluate(ending("general deep 60", races=[race(later(72) - US)]))

    assert list(answer) == ["verdict", "phase", "review", "requires_skills", "reasons"]
    assert list(answer["reasons"][0]) == ["rule", "effect", "because", "source"]
