"""Charts of a season: what becomes a line, and that picture and table say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core import progress
from protocols.core.body.marks import Mark
from protocols.core.body.regions import AREAS, REGIONS
from protocols.core.checkins import RACE, SESSION, Told
from protocols.core.progress import Chart, Point, Series

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
END = datetime(2026, 11, 1, 12, tzinfo=UTC)
CALF = Mark("calf", "left", "back", 6, "tight")


def pain(*sittings: tuple[date, list[Mark]]) -> tuple[Chart, ...]:
    return progress.pain(sittings, first=FIRST, last=LAST)


def after(hours: int, sore: int, about: str = "r", of: datetime = END) -> Told:
    return Told(RACE, about, of, of + timedelta(hours=hours), {"sore": sore, "hours": hours})


def points(series: Series) -> list[tuple[int, float]]:
    return [(point.x, point.value) for point in series.points]


def test_an_area_has_a_line_from_its_first_mark_on_and_falls_to_nought_without() -> None:
    days = [FIRST + number * DAY for number in range(3)]
    (chart,) = pain((days[0], []), (days[1], [CALF]), (days[2], []))
    assert (chart.code, chart.series[0].code) == ("calf", "left")
    assert points(chart.series[0]) == [(days[1].toordinal(), 6), (days[2].toordinal(), 0)]


def test_an_area_hurts_as_much_as_its_worst_mark() -> None:
    inner = Mark("calf", "left", "front", 8, "dull")
    (chart,) = pain((FIRST, [CALF, inner]))
    assert points(chart.series[0]) == [(FIRST.toordinal(), 8)]


def test_of_two_sittings_on_a_day_the_later_one_stands() -> None:
    (chart,) = pain((FIRST, [CALF]), (FIRST, []))
    assert points(chart.series[0]) == [(FIRST.toordinal(), 0)]


def test_left_and_right_are_lines_of_one_test() -> None:
    notes = [
        (FIRST, {"squat": {"left": 1.0, "right": 2.0}}),
        (FIRST + DAY, {"squat": {"left": 2.0}, "gone": {"left": 1.0}}),
    ]
    (chart,) = progress.ranges(notes, ["squat", "eversion"], first=FIRST, last=LAST)
    assert [(each.code, len(each.points)) for each in chart.series] == [("left", 2), ("right", 1)]


@pytest.mark.parametrize(
    ("hours", "stage"),
    [(0, 0), (11, 0), (12, 24), (35, 24), (36, 48), (59, 48), (60, 72), (83, 72), (84, None)],
)
def test_an_answer_belongs_to_the_nearest_day(hours: int, stage: int | None) -> None:
    assert progress.nearest_stage(hours) == stage


def test_each_race_is_a_line_and_the_later_answer_of_a_stage_stands() -> None:
    older = after(24, 9, "old", END - 30 * DAY)
    chart = progress.recovery([after(26, 4), after(20, 7), older, after(2, 3)])
    assert chart is not None
    assert [each.code for each in chart.series] == ["r", "old"]
    assert points(chart.series[0]) == [(0, 3), (24, 4)]


def test_only_the_last_four_races_are_drawn() -> None:
    told = [after(24, 5, f"r{number}", END + number * DAY) for number in range(6)]
    chart = progress.recovery(told)
    assert chart is not None
    assert [each.code for each in chart.series] == ["r5", "r4", "r3", "r2"]


def test_what_was_said_of_a_session_is_no_race() -> None:
    told = Told(SESSION, "s", END, END, {"sore": 3, "bruised": False})
    assert progress.recovery([told]) is None


MARKS = st.builds(
    lambda region, pain: Mark(region.code, region.sides[0], region.view, pain, "dull"),
    st.sampled_from(REGIONS),
    st.integers(0, 10),
)
DAYS = st.integers(-400, 800).map(lambda number: FIRST + number * DAY)


@settings(max_examples=60)
@given(st.lists(st.tuples(DAYS, st.lists(MARKS, max_size=5)), max_size=6))
def test_points_stay_in_the_picture_and_the_table_says_the_same(
    sittings: list[tuple[date, list[Mark]]],
) -> None:
    for chart in pain(*sorted(sittings, key=lambda one: one[0])):
        drawn = [[spot.point for spot in line] for line in progress.spots(chart)]
        assert all(0 <= s.x <= 1 and 0 <= s.y <= 1 for ln in progress.spots(chart) for s in ln)
        told = [
            [
                Point(row.x, cell)
                for row in progress.table(chart)
                if (cell := row.cells[n]) is not None
            ]
            for n in range(len(chart.series))
        ]
        assert told == drawn
        assert chart.code in AREAS


@given(st.lists(st.floats(0, 130), min_size=1, max_size=5))
def test_the_roof_of_a_test_lies_over_all_its_values(values: list[float]) -> None:
    notes = [(FIRST + n * DAY, {"squat": {"left": value}}) for n, value in enumerate(values)]
    (chart,) = progress.ranges(notes, ["squat"], first=FIRST, last=LAST)
    assert chart.high >= max(values)
    assert all(spot.y <= 1 for spot in progress.spots(chart)[0])
