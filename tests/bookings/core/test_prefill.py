"""What a note begins with, made of what changed in the answers."""

from __future__ import annotations

from bookings.core.prefill import MOST_LINES, Said, lines, subjective
from protocols.core.intake.diff import changes
from protocols.core.intake.shape import Choice, Form, Question, Section

SAID = Said("yes", "no", "none of these", "not any more")


def question(code: str, kind: str, *choices: str) -> Question:
    made = tuple(Choice(one, {"en": one.title()}) for one in choices)
    return Question(code, kind, {"en": f"{code}?"}, {"en": ""}, choices=made)


FORM = Form(
    (
        Section(
            "body",
            "acute",
            {"en": "Body"},
            (
                question("where", "chart"),
                question("sleep", "scale"),
                question("worse", "several", "hills", "stairs"),
                question("new_shoes", "yes_no"),
                question("goal", "text"),
            ),
        ),
    )
)


def mark(pain: int, side: str = "left") -> dict[str, object]:
    return {"region": "calf", "side": side, "view": "back", "pain": pain, "kind": "tight"}


def told(before: dict[str, object], now: dict[str, object]) -> str:
    return subjective(lines(FORM, changes(FORM, before, now), SAID))


def test_each_change_is_a_line_with_before_and_now() -> None:
    before = {"where": [mark(6)], "sleep": 4, "worse": ["hills"], "goal": "finish"}
    now = {"where": [mark(3)], "sleep": 7, "worse": ["hills", "stairs"], "goal": "finish"}
    said = told(before, now).splitlines()
    assert said == ["left calf 3, tight: (6)", "sleep?: 4 → 7", "worse?: Hills → Hills, Stairs"]


def test_what_is_gone_is_said_too() -> None:
    assert told({"where": [mark(6)], "goal": "sub 3"}, {}).splitlines() == [
        "left calf: 6 → not any more",
        "goal?: sub 3 → not any more",
    ]


def test_a_no_where_nothing_was_said_is_no_change() -> None:
    assert told({}, {"new_shoes": "no", "worse": ["none"], "goal": ""}) == ""
    assert told({"new_shoes": "no"}, {"new_shoes": "yes"}) == "new_shoes?: no → yes"


def test_the_same_answers_say_nothing() -> None:
    same = {"where": [mark(6)], "sleep": 4, "goal": "finish"}
    assert told(same, same) == ""


def test_a_first_sitting_is_no_wall_of_lines() -> None:
    many = tuple(question(f"q{n}", "text") for n in range(40))
    form = Form((Section("all", "acute", {"en": ""}, many),))
    found = changes(form, {}, {one.code: "x" for one in many})
    assert len(lines(form, found, SAID)) == MOST_LINES
