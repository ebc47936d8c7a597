"""The regions of the body chart, and the figure that they are drawn on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from protocols.core.body.regions import (
    AREAS,
    BY_KEY,
    MIDDLE,
    PAIR,
    REGIONS,
    VIEWS,
    Region,
    place_words,
    region,
)

FIGURES: dict[str, Any] = json.loads(
    next(Path("static/vendor").glob("body-regions-*/regions.json")).read_text(encoding="utf-8")
)
EACH = pytest.mark.parametrize("one", REGIONS, ids=lambda one: "-".join(one.key))


@EACH
def test_a_region_is_drawn_once_on_each_of_its_sides(one: Region) -> None:
    figure = FIGURES[one.view]
    assert set(figure["regions"][one.code]) == set(one.sides) == set(figure["middle"][one.code])


@EACH
def test_a_region_lies_within_the_picture(one: Region) -> None:
    left, top, width, height = map(float, FIGURES[one.view]["box"].split())
    for x, y in FIGURES[one.view]["middle"][one.code].values():
        assert left < x < left + width
        assert top < y < top + height


@pytest.mark.parametrize(
    "one", [one for one in REGIONS if one.sides == PAIR], ids=lambda one: "-".join(one.key)
)
def test_sides_are_the_runners_own_and_not_the_readers(one: Region) -> None:
    middle = FIGURES[one.view]["middle"][one.code]
    right_comes_first = middle["right"][0] < middle["left"][0]
    assert right_comes_first == (one.view == "front")


def test_the_figure_has_no_region_that_cannot_be_named() -> None:
    drawn = {(code, view) for view in VIEWS for code in FIGURES[view]["regions"]}
    assert drawn == BY_KEY.keys()


def test_paths_are_nothing_but_paths() -> None:
    paths = [
        path
        for view in VIEWS
        for each in FIGURES[view]["regions"].values()
        for path in each.values()
    ]
    assert all(re.fullmatch(r"[MmLlHhVvCcSsQqTtAaZz0-9eE.,\s-]+", path) for path in paths)


def test_a_region_and_a_view_name_one_place() -> None:
    assert len(BY_KEY) == len(REGIONS)
    assert {one.sides for one in REGIONS} == {PAIR, MIDDLE}
    words = [place_words(one.code, side, one.view) for one in REGIONS for side in one.sides]
    assert len(set(words)) == len(words)


def test_every_area_has_a_region_and_every_region_an_area() -> None:
    assert {one.area for one in REGIONS} == AREAS.keys()


def test_the_runners_own_places_are_there() -> None:
    for code, view in (
        ("it_band", "front"),
        ("it_band", "back"),
        ("achilles", "back"),
        ("plantar", "back"),
        ("hip_flexor", "front"),
    ):
        assert region(code, view)
    assert region("achilles", "front") is None
