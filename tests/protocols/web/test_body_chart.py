"""The body chart as SVG: what the figure says, the list beside it says too."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.body.marks import KINDS, MOST_PAIN, Mark, Worked, marks_json
from protocols.core.body.regions import REGIONS
from protocols.core.intake.shape import Question
from protocols.forms import intake
from protocols.templatetags import body

PLACES = [(one.code, side, one.view) for one in REGIONS for side in one.sides]
CALF = Mark("calf", "left", "back", 6, "tight")


def _mark(place: tuple[str, str, str], pain: int, kind: str) -> Mark:
    return Mark(*place, pain, kind)


marks = st.lists(
    st.builds(
        _mark,
        st.sampled_from(PLACES),
        st.integers(0, MOST_PAIN),
        st.sampled_from(sorted(KINDS)),
    ),
    max_size=5,
    unique_by=lambda mark: mark.place,
)


def titles(page: str) -> list[str]:
    return sorted(html.unescape(one) for one in re.findall("<title>(.*?)</title>", page))


def listed(page: str) -> list[str]:
    """The rows of a list, as "left calf: 6, tight"."""
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?<td class="num">(.*?)</td></tr>', page)
    now = re.compile(r'<td class="num">.*?</td><td class="num">(.*?)</td></tr>')
    return sorted(f"{row[0]}: {told}" for row, told in zip(rows, now.findall(page), strict=True))


@settings(max_examples=25, deadline=None)
@given(marks)
def test_the_figure_says_the_same_words_as_its_list(some: list[Mark]) -> None:
    assert titles(body.body_chart(some)) == listed(body.body_list(some))


def test_pain_has_a_number_and_a_letter_and_not_a_colour_alone() -> None:
    drawn = body.body_chart([CALF])
    assert ">6T</text>" in drawn
    assert drawn.count("body-pain-3") == 1


def test_the_last_time_is_an_outline_under_what_is_now() -> None:
    knee = Mark("knee", "right", "front", 3, "dull")
    drawn = body.body_chart([CALF], before=[CALF, knee])
    assert 'class="body-region body-before body-pain-3"' in drawn
    assert titles(drawn) == ["left calf: 6, tight", "right knee: before: 3"]


def test_work_is_drawn_with_the_letter_of_its_depth() -> None:
    drawn = body.body_chart(worked=[Worked("calf", "left", "back", "stripping", "deep")])
    assert ">D</text>" in drawn
    assert titles(drawn) == ["left calf: stripping, deep"]


def test_each_place_can_be_pressed_and_has_room_for_its_label() -> None:
    drawn = body.body_press()
    pressed = re.findall('data-place="(.*?)"', drawn)
    assert sorted(pressed) == sorted("/".join(place) for place in PLACES)
    assert sorted(re.findall('data-label="(.*?)"', drawn)) == sorted(pressed)
    assert 'aria-hidden="true"' in drawn


def test_labels_lie_over_every_region_of_their_view() -> None:
    for svg in body.body_press().split("</svg>")[:2]:
        assert svg.rindex("<path") < svg.index("<text")


def test_an_empty_chart_says_so_in_words() -> None:
    assert "No place is marked." in body.body_list()
    assert "<title>" not in body.body_chart()


def hostile(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(KINDS, "tight", {"en": "<b onload=x>&"})
    return body.body_chart([CALF]) + body.body_list([CALF])


def test_no_word_becomes_a_tag_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = hostile(monkeypatch)
    assert "<b" not in drawn.replace("<body", "")
    assert drawn.count("&lt;b onload=x&gt;&amp;") == 2


def test_without_its_escape_a_word_would_become_a_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "escape", lambda text: text)
    assert "<b onload=x>" in hostile(monkeypatch)


def test_two_tabs_that_marked_one_place_each_can_be_told_apart() -> None:
    question = Question("hurts", "chart", {"en": "Where does it hurt?"}, {})
    assert intake.said(question, marks_json([CALF])) == "left calf 6, tight"
    assert intake.said(question, [{"region": "tail"}]) == "1 places marked"
