"""What the engine takes from what runners say after sessions and races."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.core import checkins
from protocols.core.checkins import RACE, RUNS, SESSION, Soreness, Told, settled, soreness
from protocols.core.faults import Fault

END = datetime(2026, 11, 21, 15, tzinfo=UTC)  # of the last session
H = timedelta(hours=1)
TICK = timedelta(microseconds=1)
NONE = Soreness(False, False, False)


def session(after: timedelta, sore: int, *, bruised: bool = False, of: datetime = END) -> Told:
    return Told(SESSION, "s", of, of + after, {"sore": sore, "bruised": bruised})


def race(at: datetime, sore: int) -> Told:
    return Told(RACE, "r", END, at, {"sore": sore, "hours": 1, "stairs": "easy", "signs": False})


def now_of(*told: Told, at: datetime = END + 96 * H, last: datetime | None = END) -> Soreness:
    return soreness(told, last_session_end=last, now=at)


@pytest.mark.parametrize(("sore", "counts"), [(2, False), (3, True), (10, True)])
def test_from_three_of_ten_on_a_runner_is_sore(sore: int, counts: bool) -> None:
    assert now_of(session(36 * H, sore)).last_session_sore_over_36h is counts
    assert now_of(race(END, sore)).race_soreness is counts


def test_soreness_counts_from_the_36th_hour_at_its_microsecond() -> None:
    assert not now_of(session(36 * H - TICK, 9)).last_session_sore_over_36h
    assert now_of(session(36 * H, 9)).last_session_sore_over_36h


def test_a_bruise_counts_however_soon_it_is_told() -> None:
    assert now_of(session(1 * H, 0, bruised=True)) == Soreness(False, False, True)


def test_what_was_said_of_another_session_is_over_with_the_next_one() -> None:
    said = session(40 * H, 9, bruised=True)
    assert now_of(said) == Soreness(False, True, True)
    assert now_of(said, last=END + 72 * H) == NONE
    assert now_of(said, last=None) == NONE


def test_after_a_race_an_answer_holds_seven_days_and_not_a_moment_more() -> None:
    at = END + 24 * H
    assert now_of(race(at, 5), at=at + 168 * H - TICK).race_soreness
    assert not now_of(race(at, 5), at=at + 168 * H).race_soreness


def test_the_newest_answer_after_a_race_decides() -> None:
    first, later = race(END + 24 * H, 8), race(END + 48 * H, 1)
    assert now_of(first, later) == now_of(later, first) == NONE


def test_of_two_answers_of_one_moment_the_worse_one_counts() -> None:
    assert now_of(race(END, 1), race(END, 7)).race_soreness


def test_how_runs_felt_changes_nothing_in_the_engine() -> None:
    assert now_of(Told(RUNS, "s", END, END + 40 * H, {"felt": "worse", "words": ""})) == NONE


@given(
    st.lists(
        st.one_of(
            st.builds(session, st.integers(0, 90).map(lambda n: n * H), st.integers(0, 10)),
            st.builds(race, st.integers(-200, 90).map(lambda n: END + n * H), st.integers(0, 10)),
        ),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_no_order_of_answers_changes_what_holds(told: list[Told], chance: Any) -> None:
    mixed = list(told)
    chance.shuffle(mixed)
    assert now_of(*mixed) == now_of(*told)


@given(st.integers(0, 90), st.integers(0, 10), st.booleans())
def test_what_lies_ahead_is_not_known_yet(hours: int, sore: int, bruised: bool) -> None:
    told = session(hours * H, sore, bruised=bruised)
    assert now_of(told, race(told.answered_at, sore), at=told.answered_at - TICK) == NONE


def test_the_contract_hears_only_of_what_is_so() -> None:
    assert NONE.as_runner() == {}
    assert Soreness(True, False, True).as_runner() == {
        "race_soreness": True,
        "last_session_bruised": True,
    }


GOOD: list[tuple[str, dict[str, Any]]] = [
    (SESSION, {"sore": 0, "bruised": False}),
    (RUNS, {"felt": "better", "words": "light\nlegs"}),
    (RACE, {"sore": 10, "hours": 0, "stairs": "hard", "signs": True}),
]


@pytest.mark.parametrize(("kind", "answers"), GOOD)
def test_good_answers_survive_being_written_down(kind: str, answers: dict[str, Any]) -> None:
    said = settled(kind, answers)
    assert not isinstance(said, Fault)
    assert checkins.from_text(checkins.to_text(said)) == said == answers


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        (SESSION, {"sore": None}, ("sore", "missing")),
        (SESSION, {"sore": 11}, ("sore", "invalid")),
        (SESSION, {"sore": True}, ("sore", "invalid")),
        (SESSION, {"sore": "3"}, ("sore", "invalid")),
        (SESSION, {"bruised": "no"}, ("bruised", "invalid")),
        (RUNS, {"felt": "best"}, ("felt", "invalid")),
        (RUNS, {"felt": ""}, ("felt", "missing")),
        (RUNS, {"words": "a\x00b"}, ("words", "invalid")),
        (RUNS, {"words": "a\ud800"}, ("words", "invalid")),
        (RUNS, {"words": "x" * 501}, ("words", "too_long")),
        (RACE, {"hours": -1}, ("hours", "invalid")),
        (RACE, {"stairs": "never"}, ("stairs", "invalid")),
        (RACE, {"signs": None}, ("signs", "missing")),
    ],
)
def test_each_bad_answer_is_named(
    kind: str, change: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert settled(kind, dict(GOOD)[kind] | change) == fault


def test_words_are_plain_text_without_what_hides_or_turns_letters() -> None:
    said = settled(RUNS, {"felt": "same", "words": " =cmd|' \u202eabc\u200b\x07\r\nnext "})
    assert said == {"felt": "same", "words": "=cmd|' abc\nnext"}


@given(st.text(max_size=300))
def test_settling_twice_is_settling_once(words: str) -> None:
    said = settled(RUNS, {"felt": "same", "words": words})
    assert isinstance(said, Fault) or settled(RUNS, said) == said
