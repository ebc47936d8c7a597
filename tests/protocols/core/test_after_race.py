"""POST-1…7: at every edge of their windows, for every type, depth and length of session."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.protocols.core.build import (
    BODY,
    GENTLE,
    RUNNING,
    Json,
    Row,
    bounds,
    disagreements,
    earlier,
    effect,
    fired,
    race,
    shapes,
    starting,
)

LENGTHS = (30, 31)
DEEP, POST_EVENT = ("deep",), ("post_event",)
TABLE = [
    Row("POST-1", POST_EVENT, ("light",), (0, 6), "recommended", (30,)),
    Row("POST-1", POST_EVENT, ("light",), (6, 36), "recommended"),
    Row("POST-2", (*RUNNING, *BODY), ("moderate",), (0, 24), "caution"),
    Row("POST-3", POST_EVENT, GENTLE, (24, 96), "recommended"),
    Row("POST-4", RUNNING, DEEP, (0, 48), "blocked"),
]
FLAT = [
    *TABLE,
    Row("POST-5", RUNNING, DEEP, (48, 72), "caution"),
    Row("POST-6", RUNNING, DEEP, (72, 96), "caution"),
]
DEMANDING = [
    *TABLE,
    Row("POST-5", RUNNING, DEEP, (48, 72), "blocked"),
    Row("POST-6", RUNNING, DEEP, (72, 168), "caution"),
]
SORE = [*FLAT, Row("POST-7", RUNNING, DEEP, (72, 168), "caution")]


def post(case: Json) -> dict[str, str]:
    return {rule: what for rule, what in fired(case).items() if rule.startswith("POST-")}


@pytest.mark.parametrize("hours", bounds(SORE))
def test_at_each_edge_the_table_holds_for_every_session(hours: int) -> None:
    def ask(what: str, after: timedelta) -> dict[str, str]:
        return post(starting(what, races=[race(finish=earlier() - after)]))

    assert disagreements(FLAT, hours, shapes(LENGTHS), ask) == {}


@pytest.mark.parametrize("hours", bounds(DEMANDING))
def test_after_a_demanding_race_deep_work_waits_longer(hours: int) -> None:
    def ask(what: str, after: timedelta) -> dict[str, str]:
        return post(starting(what, races=[race(finish=earlier() - after, terrain="trail")]))

    assert disagreements(DEMANDING, hours, shapes((60,)), ask) == {}


@pytest.mark.parametrize("hours", bounds(SORE))
def test_for_a_sore_runner_deep_work_waits_longer(hours: int) -> None:
    def ask(what: str, after: timedelta) -> dict[str, str]:
        runner, races = {"race_soreness": True}, [race(finish=earlier() - after)]
        return post(starting(what, runner=runner, races=races))

    assert disagreements(SORE, hours, shapes((60,), DEEP), ask) == {}


@pytest.mark.parametrize("hours", bounds(DEMANDING))
def test_a_small_race_fires_post_1_only(hours: int) -> None:
    def ask(what: str, after: timedelta) -> dict[str, str]:
        small = race(finish=earlier() - after, minutes=120, priority="C", terrain="trail")
        return post(starting(what, runner={"race_soreness": True}, races=[small]))

    assert disagreements(TABLE[:2], hours, shapes((30,)), ask) == {}


@pytest.mark.parametrize(
    ("hard", "wanted"),
    [
        ({"terrain": "flat"}, "caution"),
        ({"terrain": "hilly"}, "blocked"),
        ({"terrain": "downhill"}, "blocked"),
        ({"terrain": "trail"}, "blocked"),
        ({"minutes": 180}, "caution"),
        ({"minutes": 181}, "blocked"),
        ({"start": earlier(63), "finish": earlier(60)}, "caution"),
        ({"start": earlier(63, us=1), "finish": earlier(60)}, "blocked"),
        ({"minutes": 181, "priority": "C"}, "blocked"),
    ],
    ids=str,
)
def test_what_makes_a_race_demanding(hard: Json, wanted: str) -> None:
    case = starting("general deep 60", races=[race(**{"finish": earlier(60), **hard})])

    assert effect("POST-5", case) == wanted


def test_a_race_without_a_finish_ends_when_expected() -> None:
    expected_race = {"start": earlier(72).isoformat(), "expected_minutes": 1441, "priority": "A"}

    assert effect("POST-4", starting("general deep 60", races=[expected_race])) == "blocked"


def test_a_known_finish_wins_over_the_expected_one() -> None:
    known = race(earlier(72), earlier(48), expected_minutes=1441)

    assert effect("POST-4", starting("general deep 60", races=[known])) is None


@pytest.mark.parametrize(("start", "wanted"), [(earlier(1), None), (earlier(2), "blocked")])
def test_nothing_counts_until_the_runner_is_in(start: datetime, wanted: str | None) -> None:
    case = starting("general deep 60", races=[race(start, minutes=61 if wanted is None else 60)])

    assert effect("POST-4", case) == wanted


@pytest.mark.parametrize("status", ["dns", "cancelled"])
def test_a_dropped_race_fires_nothing(status: str) -> None:
    dropped = race(finish=earlier(80), status=status, terrain="trail")
    case = starting("general deep 60", runner={"race_soreness": True}, races=[dropped])

    assert post(case) == {}


@pytest.mark.parametrize("status", ["planned", "finished", "dnf"])
def test_a_race_that_was_left_counts_from_when_the_runner_stopped(status: str) -> None:
    left = race(finish=earlier(47), status=status)

    assert effect("POST-4", starting("general deep 60", races=[left])) == "blocked"
