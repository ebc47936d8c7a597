"""Any plan as a table: its columns, what makes a race, and what stands between the rows."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import table
from protocols.core.plans.shape import Item
from tests.protocols.core.plans.plans_tables import BERLIN, NEW_YORK, bad, one, rows, why

DAY = date(2026, 12, 6)


def line(heading: str, row: str) -> Item:
    """The item of one row under a heading."""
    return one(table.read(rows(heading, row), BERLIN))


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("date,title,km,minutes", "2026-12-06,Tempo run,10,50"),
        ("Distance (km),Workout,Duration,Date", "10 km,Tempo run,0:50,2026-12-06"),
        ("Datum;Einheit;Strecke in km;Dauer", "06.12.2026;Tempo run;10,0;50 min"),
        ("Fecha\tEntrenamiento\tDistancia\tDuración (min)", "6/12/2026\tTempo run\t10 km\t50"),
        ("jour|séance|kms|durée", "6 déc. 2026|Tempo run|10|0h50"),
        ("DAY,SESSION,MILES,TIME", '"Sunday, December 6, 2026",Tempo run,6.2137,50:00'),
        ("start date,name,distance_m,moving time (s)", "2026-12-06,Tempo run,10000,3000"),
        (
            "Week,Date,Day,Description,Planned Distance [km],Time (h:mm)",
            "1,2026-12-06,Sun,Tempo run,10,0:50",
        ),
    ],
)
def test_columns_are_found_by_many_names_in_any_order(heading: str, row: str) -> None:
    item = line(heading, row)
    assert (item.what, item.day, item.title, item.kind) == (
        "workout",
        DAY,
        "Tempo run",
        "threshold",
    )
    assert (item.distance_m, item.minutes, item.at) == (10_000, 50, None)


def test_a_start_and_a_duration_beside_it_are_told_apart() -> None:
    item = line("date,start time,time,title", "2026-12-06,7:30 PM,1:10:00,Easy")
    assert (item.at, item.minutes) == (time(19, 30), 70)


def test_a_clock_may_stand_beside_the_day_in_one_cell() -> None:
    assert line("date,title", "2026-12-06 07:15,Easy").at == time(7, 15)
    assert line("date,title", "2026-12-06 00:00:00,Easy").at is None


def test_an_instant_stands_on_the_wall_of_its_runner() -> None:
    item = one(table.read(rows("date,title", "2026-12-07T01:30:00Z,Easy"), NEW_YORK))
    assert (item.day, item.at, item.zone) == (DAY, time(20, 30), "America/New_York")


def test_without_headings_the_days_and_the_words_are_found() -> None:
    found = table.read(
        rows("2026-12-06,07:30,Sun,Easy run 45 min", "2026-12-07,18:00,Mon,Hills"), BERLIN
    )
    assert [(item.title, item.at, item.kind) for item in found.items] == [
        ("Easy run 45 min", time(7, 30), "easy"),
        ("Hills", time(18), "hills"),
    ]
    assert found.items[0].minutes == 45


def test_headings_of_an_unknown_language_do_no_harm() -> None:
    found = table.read(rows("Päivä;Harjoitus", "6.12.2026;Pitkä lenkki"), BERLIN)
    assert [item.title for item in found.items] == ["Pitkä lenkki"]
    assert why(found) == []


@pytest.mark.parametrize(
    ("heading", "row", "priority"),
    [
        ("date,title,priority", "2026-12-06,City 10k,A", "A"),
        ("date,title,race", "2026-12-06,Our big day,B race", "B"),
        ("date,title,race", "2026-12-06,Our big day,yes", ""),
        ("date,title,race,prio", "2026-12-06,Our big day,x,C", "C"),
        ("Datum;Wettkampf;Distanz", "6.12.2026;Silvesterlauf;10 km", ""),
    ],
)
def test_a_column_of_its_own_makes_a_race_outright(heading: str, row: str, priority: str) -> None:
    item = line(heading, row)
    assert (item.what, item.priority, item.day) == ("race", priority, DAY)
    assert item.title in ("City 10k", "Our big day", "Silvesterlauf")


def test_a_priority_beside_training_makes_no_race() -> None:
    item = line("date,title,priority", "2026-12-06,Tempo run,A")
    assert (item.what, item.priority) == ("workout", "")


@pytest.mark.parametrize("row", ["2026-12-06,Tempo,no", "2026-12-06,Tempo,", "2026-12-06,Tempo,0"])
def test_no_race_is_no_race(row: str) -> None:
    assert line("date,title,race", row).what == "workout"


def test_a_type_or_a_title_is_but_a_suggestion() -> None:
    by_title = line("date,title", "2026-12-06,City 10k")
    by_type = line("date,title,type", "2026-12-06,Our big day,A race")
    assert [(i.what, i.priority) for i in (by_title, by_type)] == [
        ("maybe_race", ""),
        ("maybe_race", "A"),
    ]
    assert by_title.distance_m == 10_000


def test_a_sport_that_is_no_running_is_cross_training() -> None:
    item = line("date,title,sport", "2026-12-06,Long one,Bike")
    assert (item.what, item.kind) == ("workout", "cross_training")


def test_a_stretch_without_training_is_an_absence_known_by_its_day_alone() -> None:
    item = line("date,type,notes,end date", "2026-12-06,Injured,achilles,2026-12-20")
    assert (item.what, item.kind, item.until) == ("absence", "injured", date(2026, 12, 20))
    assert (item.title, item.uid) == ("achilles", "2026-12-06/absence")


def test_banners_are_listed_and_empty_rows_pass_silently() -> None:
    found = table.read(
        rows(
            "My plan to Boston,,",
            "date,title,km",
            "Week 3 – build,,52",
            "2026-12-06,Easy,8",
            ",,",
            "Taper,,",
            "date,title,km",
            "2026-12-07,Tempo,9",
            "Phase 2,,",
        ),
        BERLIN,
    )
    assert why(found) == [(line, "banner") for line in (1, 3, 6, 7, 9)]
    assert [(item.line, item.title) for item in found.items] == [(4, "Easy"), (8, "Tempo")]


def test_a_run_without_a_name_is_known_by_its_length() -> None:
    found = table.read(
        rows("date,km,minutes", "2026-12-06,8.5,", "2026-12-07,,40", "2026-12-08,,"), BERLIN
    )
    assert [item.title for item in found.items] == ["8.5 km", "40 min"]
    assert why(found) == [(4, "no_title")]


def test_a_cell_like_a_formula_is_words() -> None:
    cells = ("=1+1", "+49 run", "-fast", "@home", '=HYPERLINK(""x"")')
    found = table.read(rows("title;date", *(f'"{cell}";2026-12-06' for cell in cells)), BERLIN)
    assert [item.title for item in found.items] == [cell.replace('""', '"') for cell in cells]


def test_the_same_title_twice_on_a_day_stays_two() -> None:
    found = table.read(rows("date,title", *["2026-12-06,Easy"] * 2, "2026-12-07,Easy"), BERLIN)
    assert [item.uid for item in found.items] == [
        "2026-12-06/easy",
        "2026-12-06/easy/2",
        "2026-12-07/easy",
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("32.12.2026;x;", "no_date"),
        ("soon;x;", "no_date"),
        ("6.12.2500;x;", "years"),
        ("6.12.2026;;", "no_title"),
        ("6.12.2026;x;9999999 km", "unit"),
        ("1.1.2025;x;", "old"),
        ('6.12.2026;"x;', "broken"),
        ("6.12.2026;" + "x" * 30_000 + ";", "broken"),
    ],
)
def test_a_broken_row_says_why_and_spoils_no_other(row: str, reason: str) -> None:
    found = table.read(rows("Datum;Titel;Strecke", "5.12.2026;a;5", row, "7.12.2026;b;7"), BERLIN)
    assert why(found) == [(3, reason)]
    assert [(item.line, item.title) for item in found.items] == [(2, "a"), (4, "b")]


def test_a_table_without_days_is_not_known() -> None:
    assert bad(table.read, rows("Week,Mon,Tue", "1,Easy,Tempo")) == "not_known"
    assert bad(table.read, rows("title,km", "Easy,5")) == "not_known"


TITLES = st.text(alphabet='aé "\n;,=+💪日', min_size=1, max_size=12).map(lambda text: f"x{text}")
SIGNS = st.sampled_from(",;\t|")


@settings(max_examples=60)
@given(
    st.lists(TITLES, min_size=1, max_size=6),
    SIGNS,
    st.sampled_from(["utf-8-sig", "utf-16", "utf-8"]),
)
def test_every_written_row_is_read_again(titles: list[str], sign: str, encoding: str) -> None:
    cells = ['"' + title.replace('"', '""') + '"' for title in titles]
    text = "\n".join(
        [f"title{sign}date{sign}km", *(f"{cell}{sign}2026-12-06{sign}5" for cell in cells)]
    )
    found = table.read(text.encode(encoding), BERLIN)
    assert [item.title for item in found.items] == [" ".join(title.split()) for title in titles]
    assert table.read(text.encode(encoding), BERLIN) == found


@settings(max_examples=120)
@given(st.text(alphabet='0123456789.,:;-/ "\n=aWeékA月', max_size=40), st.sampled_from("dtkm"))
def test_whatever_a_row_holds_the_others_are_kept(junk: str, place: str) -> None:
    usual = {"d": "2026-12-06", "t": "Easy", "k": "5", "m": "30"} | {place: junk}
    lines = ["date,title,km,minutes", "2026-12-01,first,5,30", ",".join(usual.values())]
    found = table.read("\n".join([*lines, "2026-12-02,last,5,30"]).encode(), BERLIN)
    assert found.items[0].title == "first"
    assert "last" in found.items[-1].title
    lost = set(range(3, 4 + junk.count("\n"))) - {i.line for i in found.items}
    assert junk.count("\n") or lost == {s.line for s in found.skipped}
