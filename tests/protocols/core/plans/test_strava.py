"""Strava's export and lists: headings twice and in several languages, clocks in UTC, the past alone."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import strava, strava_words
from protocols.core.plans.shape import Item
from tests.protocols.core.plans.plans_tables import (
    BERLIN,
    ENGLISH,
    FRENCH,
    GERMAN,
    NEW_YORK,
    SPANISH,
    activity,
    bad,
    export,
    listed,
    one,
    run,
    why,
)
from tests.protocols.core.plans.test_intervals import VALUES

MARKS = ("Competition", "Long Run")
MORNING = "Oct 18, 2026, 7:00:12 AM"


def facts(item: Item) -> tuple[Any, ...]:
    return item.what, item.day, item.at, item.took_s, item.distance_m


RACED = ("race", date(2026, 10, 18), time(9, 0, 12), 2412, 10_012)


@pytest.mark.parametrize(
    ("heading", "marks", "when", "kind"),
    [
        (ENGLISH, MARKS, MORNING, "Run"),
        (ENGLISH, MARKS, "Oct 18, 2026, 7:00:12\u202fAM", "Trail Run"),
        (ENGLISH, MARKS, "18 Oct 2026, 07:00:12", "Virtual Run"),
        (ENGLISH, MARKS, "2026-10-18 07:00:12", "Run"),
        (GERMAN, ("Wettkampf", "Langer Lauf"), "18.10.2026, 07:00:12", "Lauf"),
        (GERMAN, ("Turnier", "Weiter Lauf"), "18.10.2026, 07:00:12", "Traillauf"),
        (FRENCH, ("Compétition", "Sortie longue"), "18 oct. 2026 à 07:00:12", "Course à pied"),
        (SPANISH, ("Competición", "Carrera larga"), "18 oct 2026, 7:00:12", "Carrera"),
    ],
)
def test_a_competition_is_a_finished_race_in_every_language(
    heading: list[str], marks: tuple[str, str], when: str, kind: str
) -> None:
    content = export(heading, run(when, kind=kind, race="1.0"), marks=marks)
    assert strava.knows(content, "activities.csv")
    item = one(strava.read(content, BERLIN))
    assert (*facts(item), item.done, item.zone) == (*RACED, True, "Europe/Berlin")


def test_the_clock_of_an_export_is_in_utc() -> None:
    content = export(ENGLISH, run("Oct 18, 2026, 3:30:00 AM", race="1"), marks=MARKS)
    item = one(strava.read(content, NEW_YORK))
    assert (item.day, item.at) == (date(2026, 10, 17), time(23, 30))


def test_columns_of_an_unknown_language_are_known_by_their_place() -> None:
    heading = [f"Otsikko {chr(97 + at)}" for at in range(18)]
    content = export(
        heading, run("18.10.2026 07:00:12", kind="Juoksu", race="1"), marks=("Kisa", "P")
    )
    assert facts(one(strava.read(content, BERLIN))) == RACED
    assert strava.knows(content, "activities.csv")
    assert not strava.knows(content, "plan.csv")


def test_without_their_place_such_columns_would_be_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strava_words, "by_position", lambda heading: None)
    content = export([f"Otsikko {chr(97 + at)}" for at in range(18)], run(MORNING), marks=None)
    assert bad(strava.read, content) == "not_known"


def test_an_old_short_export_has_its_distance_in_kilometres() -> None:
    lines = (
        "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance",
        '9001,"Oct 18, 2026, 7:00:12 AM",Easy run,Run,2700,8.1',
        '9002,"Oct 19, 2026, 7:00:12 AM",Pool,Swim,2700,1500',
    )
    found = strava.read("\n".join(lines).encode(), BERLIN)
    assert [item.distance_m for item in found.items] == [8100, 1500]
    assert [(item.kind, item.took_s) for item in found.items] == [
        ("easy", None),
        ("cross_training", None),
    ]


def test_a_marked_long_run_is_one_whatever_it_is_called() -> None:
    content = export(ENGLISH, run(MORNING, "Sunday", long="1.0"), marks=MARKS)
    item = one(strava.read(content, BERLIN))
    assert (item.what, item.kind, item.minutes, item.done) == ("workout", "long_run", 40, True)


def test_other_sports_are_cross_training_even_in_a_competition() -> None:
    kinds = ("Ride", "Swim", "Nordic Ski", "Skilanglauf", "Rennradfahrt", "Weight Training")
    lines = [run(MORNING, f"City 10k {kind}", kind, race="1.0") | {0: kind} for kind in kinds]
    found = strava.read(export(ENGLISH, *lines, marks=MARKS), BERLIN)
    assert {(item.what, item.kind) for item in found.items} == {("workout", "cross_training")}


def test_a_race_that_was_not_marked_is_a_suggestion_with_its_time() -> None:
    item = one(strava.read(export(ENGLISH, run(MORNING), marks=None), BERLIN))
    assert (item.what, item.took_s) == ("maybe_race", 2412)


def test_old_training_is_left_out_and_old_races_are_kept() -> None:
    old = "Oct 17, 2025, 7:00:12 AM"
    lines = [run(old, "Easy"), run(old), run(old, race="1") | {0: "77"}]
    found = strava.read(export(ENGLISH, *lines, marks=MARKS), BERLIN)
    assert why(found) == [(2, "old"), (3, "old")]
    assert [item.uid for item in found.items] == ["77"]


def test_a_broken_line_says_why_and_spoils_no_other() -> None:
    lines = [run("bozuk"), *(run(MORNING) | {0: uid} for uid in "2x3")]
    lines[1][17], lines[2][17] = "far", "-3"
    found = strava.read(export(ENGLISH, *lines, marks=MARKS), BERLIN)
    assert why(found) == [(2, "no_date"), (4, "unit")]
    assert [(item.uid, item.distance_m) for item in found.items] == [("2", None), ("3", 10_012)]


def test_a_list_has_its_clock_on_the_wall_of_its_zone() -> None:
    content = listed(activity())
    assert strava.knows(content, "activities.json")
    item = one(strava.read(content, NEW_YORK))
    assert (*facts(item), item.zone, item.uid) == (*RACED, "Europe/Berlin", "16200300400")


def test_a_list_without_a_known_zone_is_placed_by_its_instant() -> None:
    item = one(strava.read(listed(activity(timezone="(GMT+01:00) Atlantis/Port")), NEW_YORK))
    assert (item.day, item.at, item.zone) == (
        date(2026, 10, 18),
        time(3, 0, 12),
        "America/New_York",
    )


@pytest.mark.parametrize(
    ("number", "sport", "what", "kind"),
    [
        (1, "Run", "race", ""),
        (2, "Run", "workout", "long_run"),
        (3, "Run", "workout", "unknown"),
        (None, "TrailRun", "workout", "unknown"),
        (1, "Ride", "workout", "cross_training"),
        (11, "Ride", "workout", "cross_training"),
    ],
)
def test_a_list_marks_races_and_long_runs_by_number(
    number: int | None, sport: str, what: str, kind: str
) -> None:
    told = activity(workout_type=number, sport_type=sport, name="Sunday")
    item = one(strava.read(listed(told), BERLIN))
    assert (item.what, item.kind) == (what, kind)


@settings(max_examples=80)
@given(st.sampled_from(sorted(activity())), VALUES)
def test_whatever_stands_in_a_field_other_activities_are_kept(name: str, value: Any) -> None:
    content = listed(activity(id=-1), activity(id=2) | {name: value}, activity(id=-3))
    found = strava.read(content, BERLIN)
    assert {"-1", "-3"} <= {item.uid for item in found.items}
    assert len(found.items) + len(found.skipped) == 3


@settings(max_examples=80)
@given(st.integers(0, 17), st.text(alphabet='0123456789.,:-/ "\n=aé月', max_size=25))
def test_whatever_stands_in_a_cell_other_lines_are_kept(column: int, text: str) -> None:
    spoilt = run(MORNING) | {column: text.replace('"', '""')}
    lines = [run(MORNING) | {0: "a"}, spoilt, run(MORNING) | {0: "b"}]
    content = export(ENGLISH, *lines, marks=MARKS)
    found = strava.read(content, BERLIN)
    assert {"a", "b"} <= {item.uid for item in found.items}
    assert len(found.items) + len(found.skipped) == 3
    assert strava.read(content, BERLIN) == found
