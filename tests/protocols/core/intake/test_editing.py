"""What an owner makes of a form, and what differs then."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.intake.checking import faults
from protocols.core.intake.editing import Added, Edit, differences, edited, said
from protocols.core.intake.shape import Form, Question
from protocols.core.intake.standard import STANDARD

CODES = [section.code for section in STANDARD.sections]
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), min_size=1, max_size=40)


def same(question: Question) -> Edit:
    """What a page sends for a question that nobody touched."""
    return Edit(
        words=said(question.words),
        help=said(question.help),
        choices={one.code: said(one.words) for one in question.choices},
        asked=question.asked,
        required=question.required,
    )


def untouched(code: str) -> dict[str, Edit]:
    section = STANDARD.section(code)
    assert section is not None
    return {question.code: same(question) for question in section.questions}


def made(code: str, edits: dict[str, Edit], added: Added | None = None) -> Form:
    section = STANDARD.section(code)
    assert section is not None
    return edited(STANDARD, code, said(section.words), {**untouched(code), **edits}, added)


@pytest.mark.parametrize("code", CODES)
def test_a_section_that_nobody_touched_changes_nothing(code: str) -> None:
    assert made(code, {}) == STANDARD
    assert differences(STANDARD, made(code, {})) == ()


@settings(max_examples=40)
@given(
    code=st.sampled_from(CODES), words=WORDS.filter(str.strip), asked=st.booleans(), data=st.data()
)
def test_whatever_an_owner_words_the_form_can_follow_the_one_before(
    code: str, words: str, asked: bool, data: st.DataObject
) -> None:
    touched = data.draw(st.sampled_from(sorted(untouched(code))))
    edit = untouched(code)[touched]
    form = made(code, {touched: Edit(words, words, edit.choices, asked, asked)})
    assert {fault.code for fault in faults(form, STANDARD)} <= {"same"}
    assert [one.code for one in form.sections] == CODES


def test_a_safety_question_is_worded_anew_and_never_left_out() -> None:
    form = made("medicines", {"thinner": Edit("Any thinner?", "", {}, asked=False, required=False)})
    question = form.question("thinner")
    assert question is not None
    assert (said(question.words), question.asked, question.required) == ("Any thinner?", True, True)
    assert faults(form, STANDARD) == ()


def test_a_question_more_stands_at_the_end_under_a_code_of_its_own() -> None:
    form = made("medicines", {}, Added("Shoes?", "", "choice", ["New", "Old"]))
    section = form.section("medicines")
    assert section is not None
    assert [one.code for one in section.questions][-1] == "own_1"
    assert [said(one.words) for one in section.questions[-1].choices] == ["New", "Old"]
    (change,) = differences(STANDARD, form)
    assert (change.what, change.about, change.now) == ("new", "Shoes?", "New / Old")
    assert faults(form, STANDARD) == ()


def test_no_code_is_given_twice() -> None:
    form = made("medicines", {}, Added("One?", "", "text"))
    more = edited(form, "history", "History", {}, Added("Two?", "", "scale"))
    assert more.question("own_1") != more.question("own_2") is not None


def test_each_kind_of_change_is_told() -> None:
    edit = Edit("What do you take?", "All of it.", {}, asked=False, required=True)
    form = made("medicines", {"medicine_list": edit})
    told = [(one.what, one.now) for one in differences(STANDARD, form)]
    assert told == [
        ("words", "What do you take?"),
        ("help", "All of it."),
        ("asked", "no"),
        ("required", "yes"),
    ]


def test_words_that_no_table_can_hold_are_refused_by_the_check() -> None:
    form = made("medicines", {"medicine_list": Edit("\x00", "", {})})
    assert [(one.field, one.code) for one in faults(form, STANDARD)] == [("medicine_list", "words")]
