"""Words of health and of holidays in titles: an absence, sealed, in whatever file they stand."""

from __future__ import annotations

import json
from datetime import date, time

import pytest

from protocols.core.plans import absent, reading
from protocols.core.plans.shape import Item
from tests.protocols.core.plans.files import ASK, calendar, event, one

ABSENT = {
    "injured": (
        *("Injured", "Injured knee", "Injured - foot", "Verletzt: Wade", "INJURY: calf strain"),
        *("Knee injury", "Rest: injured knee", "Injured after 10k race", "Blessé", "Run - injured"),
    ),
    "sick": (
        *("Sick grippe", "Krank", "Illness recovery", "Covid positive", "Sick, no run", "Enfermo"),
        *("Off sick", "[Sick]", "🤒 Sick", "Erkältung", "Sick - missed long run", "Malade", "Ill"),
    ),
    "holiday": ("Holiday", "Vacation!", "Urlaub", "Vacances", "Holiday: Whit Monday"),
    "travel": ("Travel day", "Travel to Rome", "Reise nach Wien", "Trip", "Voyage"),
}
TRAINED = (
    *(
        "Injury prevention strength",
        "Travel day easy run",
        "Ill-advised hill repeats",
        "Holiday 10K",
    ),
    *("Sick hill repeats", "Physio exercises", "Sick recovery run", "Bank Holiday run", "Rest"),
    *("Verletzungsprophylaxe", "Krankengymnastik", "Back from injury: easy 5k", "Ferienlauf"),
    *("Travel: 30 min jog", "Illinois Marathon", "No injury", "Holiday party", "Rest - travel"),
)
DAY = "DTSTART;VALUE=DATE:20261201"
EVENING = "DTSTART;TZID=America/New_York:20261201T180000"


@pytest.mark.parametrize(("kind", "title"), [(k, title) for k in ABSENT for title in ABSENT[k]])
def test_a_title_that_begins_with_an_absence_is_one(kind: str, title: str) -> None:
    assert absent.kind_of(title) == kind


@pytest.mark.parametrize("title", TRAINED)
def test_a_title_that_names_training_or_a_race_is_none(title: str) -> None:
    assert absent.kind_of(title) == ""


def _files(title: str) -> dict[str, bytes]:
    surge = {"WorkoutDate": "2026-12-01T00:00:00", "WorkoutTitle": title, "WorkoutTypeName": "Run"}
    planned = {"category": "WORKOUT", "start_date_local": "2026-12-01T07:00:00", "name": title}
    return {
        "day.ics": calendar(event(DAY, summary=title, uid="")),
        "timed.ics": calendar(event("DTSTART:20261201T120000Z", summary=title, uid="")),
        "typed.ics": calendar(event(DAY, "CATEGORIES:Race", summary=title, uid="")),
        "plan.csv": f"Date,Workout,Minutes\n2026-12-01,{title},60\n".encode(),
        "kind.csv": f"Date,Workout,Type,Priority\n2026-12-01,{title},Easy,A\n".encode(),
        "weeks.csv": f"Week,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n2026-11-30,,{title},,,,,\n".encode(),
        "surge.json": json.dumps([surge | {"PlannedTime": 3600}]).encode(),
        "rest.json": json.dumps([surge | {"WorkoutTypeName": "Rest Day"}]).encode(),
        "intervals.json": json.dumps([planned | {"moving_time": 3600}]).encode(),
    }


@pytest.mark.parametrize("name", _files(""))
@pytest.mark.parametrize(("title", "kind"), [("Injured - foot", "injured"), ("Sick", "sick")])
def test_no_reader_lets_words_of_health_lie_open(name: str, title: str, kind: str) -> None:
    (item,) = reading.read(_files(title)[name], name, ASK).items
    day = date(2026, 12, 1)
    assert item == Item(
        "2026-12-01/absence", item.line, "absence", title, day, kind=kind, until=day
    )


def test_without_the_rule_the_words_lie_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absent, "kind_of", lambda _: "")
    (item,) = reading.read(_files("Injured - foot")["plan.csv"], "plan.csv", ASK).items
    assert item.what == "workout"
    assert "injured" in item.uid


def test_an_absence_keeps_the_name_that_its_source_gave() -> None:
    found = one(DAY, summary="Injured knee", uid="abc@plan")
    assert (found.what, found.uid) == ("absence", "abc@plan")


def test_two_absences_of_a_day_without_names_stay_two() -> None:
    same = (event(DAY, summary=title, uid="") for title in ("Sick", "Travel day"))
    found = reading.read(calendar(*same), "a.ics", ASK)
    assert [item.uid for item in found.items] == ["2026-12-01/absence", "2026-12-01/absence/2"]


@pytest.mark.parametrize(
    ("end", "until"), [("20261201T190000", 1), ("20261202T000000", 1), ("20261203T060000", 3)]
)
def test_a_timed_absence_lasts_to_the_day_of_its_end(end: str, until: int) -> None:
    item = one(EVENING, f"DTEND;TZID=America/New_York:{end}", summary="Travel")
    assert (item.what, item.day, item.until) == (
        "absence",
        date(2026, 12, 1),
        date(2026, 12, until),
    )
    assert item.at is None


def test_a_timed_absence_is_of_the_day_of_its_runner() -> None:
    item = one("DTSTART:20261201T233000Z", summary="Sick")  # the runner's clock is an hour ahead
    assert (item.day, item.until) == (date(2026, 12, 2), date(2026, 12, 2))


def test_a_repeated_absence_is_of_each_of_its_days() -> None:
    told = event(EVENING, "RRULE:FREQ=WEEKLY;COUNT=2", summary="Travel")
    days = [(item.day, item.until) for item in reading.read(calendar(told), "a.ics", ASK).items]
    assert days == [(date(2026, 12, day), date(2026, 12, day)) for day in (1, 8)]


def test_a_table_tells_the_last_day_of_what_a_title_calls_an_absence() -> None:
    content = b"Date,Workout,End date\n2026-12-01,Injured knee,2026-12-09\n"
    (item,) = reading.read(content, "a.csv", ASK).items
    assert (item.what, item.until) == ("absence", date(2026, 12, 9))


def test_what_a_source_names_training_or_a_race_is_no_holiday() -> None:
    easy = b"Date,Workout,Type\n2026-12-01,Holiday,Easy\n"
    race = b"Date,Workout,Race\n2026-12-01,Travel,yes\n"
    assert [reading.read(each, "a.csv", ASK).items[0].what for each in (easy, race)] == [
        "workout",
        "race",
    ]


def test_what_was_trained_all_the_same_is_known_by_its_length() -> None:
    run = Item("7", 1, "workout", "Sick :(", date(2026, 11, 1), time(7), distance_m=5200, done=True)
    found = absent.settled(run)
    assert (found.what, found.title, found.at) == ("workout", "5.2 km", time(7))
