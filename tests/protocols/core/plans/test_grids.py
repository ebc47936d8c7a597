"""Plans by weeks: a row a week, a column a weekday."""

from __future__ import annotations

from datetime import date

import pytest

from protocols.core.plans import grids, table
from protocols.core.plans.shape import Read
from tests.protocols.core.plans.plans_tables import BERLIN, bad

WEEK = "Mon,Tue,Wed,Thu,Fri,Sat,Sun"
TRAINED = "Rest,Easy 8 km,6 x 800 m,,5,60 min cross,Half Marathon"


def plan(heading: str, *rows: str) -> Read:
    return table.read("\n".join([heading, *rows]).encode(), BERLIN)


def test_each_day_of_a_week_is_placed_by_the_date_of_its_week() -> None:
    items = plan(f"Week,Week of,{WEEK}", f"1,30 Nov 2026,{TRAINED}").items
    assert [(item.day.day, item.kind) for item in items[:3]] == [
        (30, "rest"),
        (1, "easy"),
        (2, "intervals"),
    ]
    assert (items[-1].what, items[-1].day) == ("maybe_race", date(2026, 12, 6))


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (f"Starting,{WEEK}", "2026-11-30"),
        (f"{WEEK.upper()},Week ending", None),
        (f"Date,{WEEK}", "2026-12-06"),
        (f"Woche vom,{'Mo,Di,Mi,Do,Fr,Sa,So'}", "30.11.2026"),
        ("Week of,M,T,W,T,F,S,S", "11/30/2026"),
        ("Begins,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday", "Nov 30, 2026"),
    ],
)
def test_the_race_is_on_the_sunday_whichever_day_the_week_is_told_by(
    heading: str, told: str | None
) -> None:
    row = f"{told},{TRAINED}" if told else f"{TRAINED},2026-12-06"
    cell = row.replace("Nov 30, 2026", '"Nov 30, 2026"')
    assert plan(heading, cell).items[-1].day == date(2026, 12, 6)


def test_a_bare_figure_is_the_distance_in_the_unit_of_the_plan() -> None:
    found = [
        plan(f"Week of,{WEEK},{total}", f"2026-11-30,{TRAINED},9").items
        for total in ("km", "miles")
    ]
    assert [(items[3].title, items[3].distance_m) for items in found] == [
        ("5 km", 5_000),
        ("5 mi", 8_047),
    ]


def test_a_week_without_a_date_is_skipped_once_and_says_so() -> None:
    found = plan(f"Week,{WEEK}", f"1,{TRAINED}", f"2,{TRAINED}")
    assert [(each.line, each.why) for each in found.skipped] == [(2, "no_date"), (3, "no_date")]
    assert found.items == ()


def test_a_table_with_a_weekday_in_each_row_is_no_grid() -> None:
    found = plan("date,day,workout", "2026-11-30,Mon,Easy run", "2026-12-01,Tue,Tempo run")
    assert [item.title for item in found.items] == ["Easy run", "Tempo run"]


def test_without_the_look_for_weekdays_the_days_would_be_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grids, "grid_of", lambda rows: None)
    assert bad(table.read, f"Week,{WEEK}\n1,{TRAINED}\n".encode()) == "not_known"
