"""Which sections are asked, which questions follow, and when answers have gone stale."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.intake import asking
from protocols.core.intake.asking import applies, asked, fresh, missing, shown
from protocols.core.intake.making import after, marked, question, section
from protocols.core.intake.shape import LASTS, Form, Section
from protocols.core.intake.standard import STANDARD

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)
DAYS = {"acute": 7, "medication": 90, "history": 365}
CALF = [{"region": "calf", "side": "left", "view": "back", "pain": 4, "kind": "tight"}]
PAINS = section(
    "pains",
    "acute",
    "Pains",
    question("where", "chart", "Where?", required=False),
    question("night", "yes_no", "At night?", when=marked("where")),
    question("how", "text", "How?", when=after("night", "yes")),
    question("often", "scale", "How often?", required=False),
    question("much", "text", "So often?", when=after("often", "9", "10")),
    question("ticks", "several", "Ticks", "", (("a", "A"), ("b", "B"), ("none", "None"))),
    question("which", "text", "Which?", when=after("ticks", "a", "b")),
)


def codes(found: tuple[Section, ...]) -> list[str]:
    return [one.code for one in found]


def needs(types: tuple[str, ...] = (), ahead: int | None = None, behind: int | None = None) -> str:
    found = asked(STANDARD, types=types, ahead=ahead, behind=behind, answered={}, at=NOW)
    return " ".join(codes(found))


@pytest.mark.parametrize("lasts", LASTS)
def test_answers_go_stale_at_their_second(lasts: str) -> None:
    some = replace(PAINS, lasts=lasts)
    end = NOW + timedelta(days=DAYS[lasts])
    assert fresh(some, NOW, NOW)
    assert fresh(some, NOW, end - TICK)
    assert not fresh(some, NOW, end)
    assert not fresh(some, None, NOW)


@given(st.sampled_from(sorted(LASTS)), st.timedeltas(timedelta(0), timedelta(days=400)))
@settings(max_examples=60)
def test_what_has_gone_stale_stays_stale(lasts: str, later: timedelta) -> None:
    some = replace(PAINS, lasts=lasts)
    assert fresh(some, NOW, NOW + later) is (later < timedelta(days=DAYS[lasts]))


@pytest.mark.parametrize(
    ("types", "ahead", "behind", "expected"),
    [
        ((), None, None, "flags body medicines history"),
        (("none",), 3, 3, "flags body medicines history"),
        (("general",), None, None, "flags body lately medicines training history"),
        (("general",), 14, None, "flags body race lately medicines training history"),
        (("general",), 15, 8, "flags body lately medicines training history"),
        (("pre_event",), 0, 7, "flags body race after_race lately medicines training history"),
        (("post_event",), None, 0, "flags body after_race lately medicines training history"),
        (("injury",), None, None, "flags body injury lately medicines training history"),
    ],
)
def test_the_session_and_the_race_decide_what_is_asked(
    types: tuple[str, ...], ahead: int | None, behind: int | None, expected: str
) -> None:
    assert needs(types, ahead, behind) == expected


def test_a_race_that_is_over_does_not_lie_ahead() -> None:
    race = STANDARD.section("race")
    assert race
    assert not applies(race, ("general",), -1, None)
    assert not applies(race, (), 3, None)


def test_only_stale_sections_are_asked_again() -> None:
    answered = {one.code: NOW for one in STANDARD.sections}
    found = {
        days: codes(
            asked(
                STANDARD,
                types=("general",),
                ahead=None,
                behind=None,
                answered=answered,
                at=NOW + timedelta(days=days),
            )
        )
        for days in (6, 7, 90, 365)
    }
    assert found == {
        6: [],
        7: ["flags", "body", "lately"],
        90: ["flags", "body", "lately", "medicines"],
        365: ["flags", "body", "lately", "medicines", "training", "history"],
    }


def test_with_everything_taken_for_stale_all_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = {one.code: NOW for one in STANDARD.sections}
    monkeypatch.setattr(asking, "fresh", lambda *told: False)
    found = asked(STANDARD, types=(), ahead=None, behind=None, answered=answered, at=NOW)
    assert codes(found) == ["flags", "body", "medicines", "history"]


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ({}, []),
        ({"where": []}, []),
        ({"where": CALF}, ["night"]),
        ({"where": CALF, "night": "no"}, ["night"]),
        ({"where": CALF, "night": "yes"}, ["night", "how"]),
        ({"where": [], "night": "yes"}, []),
        ({"often": 8}, []),
        ({"often": 10}, ["much"]),
        ({"ticks": ["none"]}, []),
        ({"ticks": ["b"]}, ["which"]),
    ],
)
def test_questions_follow_from_answers(answers: dict[str, object], more: list[str]) -> None:
    found = {one.code for one in shown(PAINS, answers)}
    assert found == {"where", "often", "ticks", *more}


def test_a_question_left_out_takes_along_what_follows_from_it() -> None:
    left = tuple(replace(q, asked=q.code != "night") for q in PAINS.questions)
    found = shown(replace(PAINS, questions=left), {"where": CALF, "night": "yes"})
    assert {"night", "how"} & {one.code for one in found} == set()


def test_what_is_shown_and_needed_and_has_no_answer_is_missing() -> None:
    assert missing(PAINS, {}) == ("ticks",)
    assert missing(PAINS, {"where": CALF, "ticks": []}) == ("night", "ticks")
    assert missing(PAINS, {"where": CALF, "night": "no", "ticks": ["none"]}) == ()
    assert missing(PAINS, {"where": [], "how": "", "ticks": ["none"]}) == ()


def test_a_form_without_sections_asks_nothing() -> None:
    assert asked(Form(()), types=(), ahead=1, behind=1, answered={}, at=NOW) == ()
