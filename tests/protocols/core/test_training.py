"""TRAIN-1…6: around hard workouts, and on easy days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.protocols.core.build import (
    GENTLE,
    HARD,
    RUNNING,
    SOFT,
    US,
    Json,
    Row,
    bounds,
    disagreements,
    earlier,
    effect,
    ending,
    fired,
    later,
    race,
    session,
    shapes,
    starting,
    workout,
)

DEEP, GENERAL = ("deep",), ("general",)
BEFORE = [
    Row("TRAIN-1", RUNNING, DEEP, (0, 24), "blocked"),
    Row("TRAIN-2", RUNNING, DEEP, (24, 48), "caution"),
]
PEAK = [*BEFORE, Row("TRAIN-3", RUNNING, DEEP, (48, 72), "caution")]
AFTER = [
    Row("TRAIN-5", GENERAL, GENTLE, (6, 36), "recommended"),
    Row("TRAIN-6", RUNNING, DEEP, (0, 24), "caution"),
]
IN_PEAK = race(later(days=30))


def train(case: Json) -> dict[str, str]:
    return {rule: what for rule, what in fired(case).items() if rule.startswith("TRAIN-")}


@pytest.mark.parametrize("hours", bounds(PEAK))
def test_before_a_long_run_the_table_holds_for_every_session(hours: int) -> None:
    def ask(what: str, before: timedelta) -> dict[str, str]:
        long_run = workout("long_run", later() + before)
        return train(ending(what, workouts=[long_run], races=[IN_PEAK]))

    assert disagreements(PEAK, hours, shapes((30, 60)), ask) == {}


@pytest.mark.parametrize("hours", bounds(AFTER))
def test_after_a_threshold_run_the_table_holds_for_every_session(hours: int) -> None:
    def ask(what: str, after: timedelta) -> dict[str, str]:
        return train(starting(what, workouts=[workout("threshold", end=earlier() - after)]))

    assert disagreements(AFTER, hours, shapes((30, 60)), ask) == {}


@pytest.mark.parametrize("kind", HARD)
def test_every_hard_kind_counts(kind: str) -> None:
    before = train(ending("injury deep 60", workouts=[workout(kind, later(23))]))
    after = train(starting("injury deep 60", workouts=[workout(kind, end=earlier(23))]))

    assert (before, after) == ({"TRAIN-1": "blocked"}, {"TRAIN-6": "caution"})


@pytest.mark.parametrize("kind", [*SOFT, "unknown"])
def test_no_other_kind_counts(kind: str) -> None:
    before = train(ending("injury deep 60", workouts=[workout(kind, later(1))]))
    after = train(starting("general light 60", workouts=[workout(kind, end=earlier(30))]))

    assert (before, after) == ({}, {})


class TestPeak:
    """TRAIN-3: in the peak phase, before intervals and long runs."""

    @pytest.mark.parametrize("kind", [*HARD, *SOFT, "unknown"])
    def test_it_speaks_of_two_kinds(self, kind: str) -> None:
        case = ending("general deep 60", races=[IN_PEAK], workouts=[workout(kind, later(60))])

        assert effect("TRAIN-3", case) == ("caution" if kind in ("intervals", "long_run") else None)

    @pytest.mark.parametrize(
        ("days", "wanted"), [(14, None), (15, "caution"), (56, "caution"), (57, None)]
    )
    def test_it_speaks_in_the_peak_phase(self, days: int, wanted: str | None) -> None:
        parts = {"races": [race(later(days=days))], "workouts": [workout("intervals", later(60))]}

        assert effect("TRAIN-3", ending("general deep 60", **parts)) == wanted

    def test_a_small_race_is_run_at_race_pace_and_does_not_count(self) -> None:
        case = ending("general deep 60", races=[IN_PEAK, race(later(60), priority="C")])

        assert effect("TRAIN-3", case) is None


class TestSmallRace:
    """A small race is a hard workout of kind race_pace from its start to its finish."""

    @pytest.mark.parametrize("minutes", [120, 121])
    def test_it_counts_before(self, minutes: int) -> None:
        case = ending("general deep 60", races=[race(later(23), minutes=minutes, priority="C")])

        assert effect("TRAIN-1", case) == ("blocked" if minutes == 120 else None)

    def test_it_counts_after(self) -> None:
        small = race(finish=earlier(36) + US, priority="C")

        assert effect("TRAIN-5", starting(races=[small])) == "recommended"

    @pytest.mark.parametrize("status", ["dns", "cancelled"])
    def test_it_does_not_count_once_dropped(self, status: str) -> None:
        small = race(later(23), priority="C", status=status)

        assert train(ending("general deep 60", races=[small])) == {}

    def test_it_takes_the_ease_from_a_day(self) -> None:
        easy, small = workout("easy", later(5)), race(later(9), priority="C")

        assert effect("TRAIN-4", starting(workouts=[easy], races=[small])) is None


class TestDayAlone:
    """A workout with a day alone lasts from 05:00 to 21:00 of that local day."""

    @pytest.mark.parametrize(
        ("end", "wanted"),
        [
            ("2026-06-10T05:00:00Z", {"TRAIN-1": "blocked"}),
            ("2026-06-10T05:00:00.000001Z", {}),
            ("2026-06-09T05:00:00Z", {"TRAIN-2": "caution"}),
            ("2026-06-09T05:00:00.000001Z", {"TRAIN-1": "blocked"}),
        ],
    )
    def test_it_starts_at_five(self, end: str, wanted: dict[str, str]) -> None:
        case = starting(workouts=[{"day": "2026-06-10", "kind": "hills"}])
        case["candidate"] = session("general deep 60", end=datetime.fromisoformat(end))

        assert train(case) == wanted

    @pytest.mark.parametrize(
        ("start", "wanted"),
        [
            ("2026-06-10T20:59:59.999999Z", {}),
            ("2026-06-10T21:00:00Z", {"TRAIN-6": "caution"}),
            ("2026-06-11T20:59:59.999999Z", {"TRAIN-6": "caution"}),
            ("2026-06-11T21:00:00Z", {}),
        ],
    )
    def test_it_ends_at_nine(self, start: str, wanted: dict[str, str]) -> None:
        case = starting("general deep 60", workouts=[{"day": "2026-06-10", "kind": "hills"}])
        case["candidate"]["start"] = start

        assert train(case) == wanted

    def test_it_belongs_to_its_day(self) -> None:
        case = starting(workouts=[{"day": "2026-06-10", "kind": "rest"}])

        assert effect("TRAIN-4", case) == "recommended"


class TestEasyDay:
    """TRAIN-4: a local day whose only workouts are easy, cross-training or rest."""

    @pytest.mark.parametrize(
        ("kinds", "wanted"),
        [
            (["easy"], "recommended"),
            (["cross_training"], "recommended"),
            (["rest"], "recommended"),
            (["easy", "rest", "cross_training"], "recommended"),
            ([], None),
            (["unknown"], None),
            (["easy", "unknown"], None),
            *((["easy", kind], None) for kind in HARD),
        ],
        ids=lambda given: "+".join(given) or "none" if isinstance(given, list) else "",
    )
    def test_which_workouts_make_one(self, kinds: list[str], wanted: str | None) -> None:
        case = starting(workouts=[workout(kind, later(9)) for kind in kinds])

        assert effect("TRAIN-4", case) == wanted

    @pytest.mark.parametrize(
        ("start", "wanted"),
        [
            ("2026-06-09T23:59:59.999999Z", None),
            ("2026-06-10T00:00:00Z", "recommended"),
            ("2026-06-10T23:59:59.999999Z", "recommended"),
            ("2026-06-11T00:00:00Z", None),
        ],
    )
    def test_a_workout_belongs_to_the_day_it_starts_on(
        self, start: str, wanted: str | None
    ) -> None:
        case = starting(workouts=[{"kind": "easy", "start": start, "minutes": 1440}])

        assert effect("TRAIN-4", case) == wanted

    def test_it_speaks_of_gentle_general_sessions(self) -> None:
        workouts = [workout("easy", later(9))]

        spoken = {w for w in shapes((30,)) if effect("TRAIN-4", starting(w, workouts=workouts))}

        assert spoken == {"general light 30", "general moderate 30"}


EASY = {"workouts": [workout("easy", later(9)), workout("hills", end=earlier(30))]}


@pytest.mark.parametrize("kind", [*RUNNING, "none/swedish"])
@pytest.mark.parametrize("days", [-7, -6, 0, 6, 7])
def test_another_running_session_within_a_week_makes_it_a_note(kind: str, days: int) -> None:
    other = session(f"{kind} light 30", start=later(3, days=days))
    near = kind in RUNNING and abs(days) < 7

    found = train(starting("general light 60", sessions=[other], **EASY))

    assert found == dict.fromkeys(("TRAIN-4", "TRAIN-5"), "note" if near else "recommended")


@pytest.mark.parametrize(
    ("near", "silent"),
    [
        (race(later(121)), False),  # the candidate ends an hour after NOW
        (race(later(121, us=-1)), True),
        (race(later(1)), True),
        (race(later(0), minutes=20), True),
        (race(finish=earlier(0)), True),
        (race(finish=earlier(96, us=-1)), True),
        (race(finish=earlier(96)), False),
        (race(earlier(1), minutes=400), True),
        (race(later(50), priority="B"), True),
        (race(later(50), minutes=121, priority="C"), True),
        (race(later(50), priority="C"), False),
        (race(later(50), status="dns"), False),
    ],
    ids=[
        "ends 120h before", "1us less", "ends at the gun", "during", "starts at the finish",
        "1us less than 96h after", "96h after", "inside", "B", "long C", "small", "dropped",
    ],
)  # fmt: skip
def test_near_a_full_race_they_are_silent(near: Json, silent: bool) -> None:
    found = train(starting("general light 60", races=[near], **EASY))

    assert found == ({} if silent else {"TRAIN-4": "recommended", "TRAIN-5": "recommended"})


def test_a_session_on_the_same_day_leaves_the_others_as_they_are() -> None:
    parts = {"sessions": [session("injury light 30", start=later(5))]}
    after = starting("general deep 60", workouts=[workout("hills", end=earlier(5))], **parts)

    assert effect("TRAIN-6", after) == "caution"


def test_near_a_full_race_the_others_speak_on() -> None:
    parts = {"races": [race(later(1))], "workouts": [workout("hills", later(23))]}

    assert train(ending("general deep 60", **parts)) == {"TRAIN-1": "blocked"}
