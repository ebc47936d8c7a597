"""The sentences: figures of the very case, plain words, nothing left unfilled."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from protocols.core import DEFAULTS
from protocols.core.units import HOUR, MINUTE
from protocols.core.words import NAMES, hours, rule_sentence
from tests.protocols.core.build import (
    Json,
    because,
    earlier,
    ending,
    later,
    race,
    session,
    starting,
    workout,
)


def test_the_contracts_own_example() -> None:
    case = ending("general deep 60", races=[race(later(41), name="Boston")])

    assert because("PRE-1", case) == "Deep work would end 41 h before Boston; it needs 72 h."


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0, "0 min"),
        (MINUTE - 1, "0 min"),
        (59 * MINUTE, "59 min"),
        (HOUR, "1 h"),
        (2 * HOUR, "2 h"),
        (2 * HOUR + MINUTE, "2 h"),
        (3 * HOUR - 1, "2 h"),
        (69 * HOUR + 59 * MINUTE, "69 h"),
        (70 * HOUR, "70 h"),
        (70 * HOUR + MINUTE, "70 h 1 min"),
        (72 * HOUR - 1, "71 h 59 min"),
        (72 * HOUR + 30 * MINUTE, "72 h 30 min"),
        (74 * HOUR - 1, "73 h 59 min"),
        (74 * HOUR + MINUTE, "74 h"),
        (74 * HOUR + 59 * MINUTE, "74 h"),
    ],
)
def test_hours_are_rounded_down_and_get_minutes_near_a_bound(length: int, said: str) -> None:
    assert hours(length, (0, 72)) == said


@pytest.mark.parametrize(
    ("rule", "what", "gap", "said"),
    [
        ("PRE-1", "general deep 60", timedelta(hours=71, minutes=30), "71 h 30 min before"),
        ("PRE-1", "general deep 60", timedelta(minutes=59, seconds=59), "end 59 min before"),
        ("PRE-2", "general deep 60", timedelta(hours=72, minutes=1), "72 h 1 min before"),
        ("PRE-8", "pre_event light 30", timedelta(hours=3, minutes=5), "3 h 5 min before"),
        ("PRE-8", "pre_event light 30", timedelta(hours=5, minutes=5), "5 h before"),
    ],
)
def test_every_bound_of_a_rule_is_one(rule: str, what: str, gap: timedelta, said: str) -> None:
    case = ending(what, races=[race(later() + gap)])

    assert said in because(rule, case)


class TestNames:
    """What a sentence calls a race, a workout, a session."""

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("Boston", "before Boston;"),
            ("", "before the race;"),
            (" \n ", "before the race;"),
            ("Zürich 🏁\n10 km", "before Zürich 🏁 10 km;"),
            ("{gap} {0} %s", "before {gap} {0} %s;"),
        ],
    )
    def test_a_race_has_its_own_or_none(self, name: str, said: str) -> None:
        assert said in because(
            "PRE-1", ending("general deep 60", races=[race(later(9), name=name)])
        )

    @pytest.mark.parametrize(("name", "said"), [("Parkrun", "Parkrun;"), ("", "the race;")])
    def test_a_small_race_is_called_one(self, name: str, said: str) -> None:
        small = race(later(9), priority="C", name=name)

        assert f"9 h before {said}" in because("TRAIN-1", ending("general deep 60", races=[small]))

    @pytest.mark.parametrize("service", ["deep", "race", "fever", "waived", "none", "", "Swedish"])
    def test_a_service_that_nobody_knows_is_a_session(self, service: str) -> None:
        beside = session("none light 60", later(), service=service)

        assert because("CLASH-3", starting(sessions=[beside])) == (
            "You have another session at that time."
        )

    @pytest.mark.parametrize(
        ("what", "said"),
        [
            ("none/swedish", "Swedish massage"),
            ("none/waxing", "waxing session"),
            ("injury", "injury session"),
            ("pre_event", "pre-event session"),
        ],
    )
    def test_a_session_is_called_what_it_is(self, what: str, said: str) -> None:
        case = starting(sessions=[session(f"{what} light 60", later())])

        assert because("CLASH-3", case) == f"You have another {said} at that time."

    def test_a_workout_is_called_what_it_is(self) -> None:
        case = starting("general deep 60", workouts=[workout("hills", end=earlier(5))])

        assert "5 h after the hill workout;" in because("TRAIN-6", case)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("tendinopathy", "Your tendon injury is diagnosed"),
        ("ligament", "Your ligament injury is diagnosed"),
        ("strain", "Your muscle strain is diagnosed"),
        ("other", "Your injury is diagnosed"),
    ],
)
def test_an_injury_is_called_what_it_is(kind: str, said: str) -> None:
    case = starting("injury light 60", injury={"kind": kind, "diagnosed_by": "physio"})

    assert because("INJ-1", case).startswith(said)


@pytest.mark.parametrize("days", [1, 10])
def test_quiet_days_read_well_whatever_their_number(days: int) -> None:
    runner, races = {"quiet_days_before_race": days}, [race(later(5))]

    said = because("PRE-11", ending("general light 30", runner=runner, races=races))

    assert f"It would end 5 h before the race, inside the {days}-day quiet time" in said


@pytest.mark.parametrize(
    ("minutes", "said"), [(119, "1 h 59 min"), (121, "2 h"), (150, "2 h"), (30, "30 min")]
)
def test_quiet_time_has_one_bound_the_start(minutes: int, said: str) -> None:
    runner, races = {"quiet_days_before_race": 1}, [race(later() + timedelta(minutes=minutes))]

    sentence = because("PRE-11", ending("general light 30", runner=runner, races=races))

    assert f"end {said} before" in sentence


def test_of_two_races_after_quiet_days_the_nearer_is_told() -> None:
    races = [race(later(30), name="Far"), race(later(5), name="Near")]
    case = ending("general light 30", runner={"quiet_days_before_race": 9}, races=races)

    assert "before Near," in because("PRE-11", case)


@pytest.mark.parametrize(("races", "minutes"), [(20, 31), (20, 46), (50, 46)])
def test_a_session_that_is_too_long_is_told_how_long_it_may_be(races: int, minutes: int) -> None:
    rule, most = ("PRE-9", 30 if minutes == 31 else 45) if races == 20 else ("PRE-5", 45)
    case = ending(f"general light {minutes}", races=[race(later(races))])

    assert because(rule, case).endswith(f"keep it to {most} min.")


def test_every_rule_can_say_what_it_says() -> None:
    said = {rule.id: rule_sentence(rule) for rule in DEFAULTS.rules}

    assert [rule for rule in said if not re.fullmatch(r"[A-Z][^{}!\n]{15,}\.", said[rule])] == []


@pytest.mark.parametrize("language", NAMES)
def test_every_rule_has_words_in_every_language(language: str) -> None:
    lacking = [rule.id for rule in DEFAULTS.rules if "because" not in rule.words.get(language, {})]

    assert lacking == []


def test_a_sentence_counts_the_very_case() -> None:
    sessions = [session("general deep 60", end=datetime.fromisoformat("2026-06-08T23:00:00Z"))]

    said = because(
        "FREQ-3", starting("general deep 60", sessions=sessions, runner={"masters": True})
    )

    assert said == "This would be 37 h from your other deep work; leave 48 h for soreness to pass."


@pytest.mark.parametrize(("kind", "most"), [("ligament", 3), ("strain", 2)])
def test_too_many_injury_sessions_are_counted(kind: str, most: int) -> None:
    crowd = [session("injury light 9", start=later(hours)) for hours in (9, 20, 30)]
    case = starting("injury light 9", injury={"kind": kind}, sessions=crowd)

    said = because("FREQ-1" if most == 3 else "FREQ-2", case)

    assert said.startswith(f"You would have more than {most} injury sessions within 7 days;")
    assert said.endswith(f"takes {most} at most.")


def test_a_long_gap_counts_its_days() -> None:
    case = ending("pre_event light 9", races=[race(later(90))])

    assert because("PRE-13", case) == (
        "With no session in the 28 days before, it would end 90 h before the race;"
        " 120 h or more are kinder."
    )


@pytest.mark.parametrize(
    ("races", "rule", "said"),
    [
        (
            [race(later(days=60))],
            "CAD-1",
            "28 days since your last session: one every 14 to 28 days",
        ),
        ([race(later(days=40))], "CAD-2", "overdue: 28 days since your last one"),
        ([], "CAD-5", "28 days since your last session: one every 28 days"),
    ],
)
def test_cadence_counts_the_days_since_the_last_session(
    races: list[Json], rule: str, said: str
) -> None:
    case = starting(races=races, sessions=[session("injury deep 9", start=earlier(days=28))])

    assert said in because(rule, case)


def test_chair_massage_names_the_people() -> None:
    case = starting("none/chair_massage light 15")

    assert because("DAY-2", case) == (
        "Chair massage comes to you from 5 people a visit; you named 1."
    )
