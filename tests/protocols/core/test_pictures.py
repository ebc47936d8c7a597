"""The pictures say what the engine says."""

from __future__ import annotations

import random

import pytest

from protocols.core import DEFAULTS, pictures
from protocols.core.engine import judge
from protocols.core.facts import Case
from protocols.core.parsing.case import read_case
from protocols.core.units import DAY, HOUR
from tests.protocols.core.cases import random_case

SEEDS = range(12)


def some_case(seed: int) -> Case:
    return read_case(random_case(random.Random(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_box_has_the_verdict_of_its_first_start(seed: int) -> None:
    case = some_case(seed)

    boxes = [box for day in pictures.fortnight(DEFAULTS, case).days for box in day.boxes]

    judged = [judge(DEFAULTS, Case(case.calendar, case.shape, box.begin)).verdict for box in boxes]
    assert [box.verdict for box in boxes] == judged


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_without_clock_change_is_covered_from_six_to_twenty_two(seed: int) -> None:
    case = some_case(seed)
    days = [d for d in pictures.fortnight(DEFAULTS, case).days if d.boxes]

    heights = {round(sum(box.height for box in day.boxes)) for day in days}

    assert heights == {round(pictures.hour_y(22) - pictures.hour_y(6))}


def test_the_fortnight_has_ten_days_before_the_race_and_four_after() -> None:
    case = read_case(
        {
            "timezone": "Europe/Berlin",
            "races": [
                {"start": "2026-12-06T09:00:00+01:00", "expected_minutes": 200, "priority": "A"}
            ],
            "candidate": {"type": "general", "start": "2026-12-02T18:00:00+01:00",
                          "depth": "deep", "minutes": 60},
        }
    )  # fmt: skip

    picture = pictures.fortnight(DEFAULTS, case)

    marked = [place for place, day in enumerate(picture.days) if day.marks]
    assert (len(picture.days), marked) == (15, [10])
    wednesday = picture.days[6].x
    assert picture.pin
    assert wednesday < picture.pin[0] < wednesday + pictures.COLUMN
    assert picture.pin[1] == pictures.hour_y(18)


def test_the_race_line_has_no_gap_and_blocks_deep_work_for_three_days() -> None:
    lanes = pictures.race_line(DEFAULTS, "general", ("deep",), (60,))

    boxes = lanes[0].boxes
    assert [box.end for box in boxes[:-1]] == [box.begin for box in boxes[1:]]
    assert (boxes[0].begin, boxes[-1].end) == (-10 * DAY, 7 * DAY)
    blocked = next(box for box in boxes if box.verdict == "blocked")
    assert blocked.begin == -73 * HOUR + 1


def test_a_lane_that_says_the_same_as_the_shorter_one_is_left_out() -> None:
    lanes = pictures.race_line(DEFAULTS, "general", ("deep",), (60, 61))

    assert [(lane.depth, lane.minutes) for lane in lanes] == [("deep", 60)]
