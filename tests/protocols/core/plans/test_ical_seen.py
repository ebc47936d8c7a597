"""Calendars shaped like those of real tools and clubs; the words are our own."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.protocols.core.plans.files import event, one, read, why

PEAKS = "PRODID:-//TrainingPeaks//Calendar//EN"
RUNNA = "PRODID:-//Runna//EN"
DAY = "DTSTART;VALUE=DATE:20261206"


def peak(title: str, about: str, *lines: str) -> tuple[str, str, int | None, int | None]:
    """What an event of TrainingPeaks is read as."""
    item = one(*(lines or (DAY,)), f"DESCRIPTION:{about}", summary=title, head=PEAKS)
    return item.what, item.kind, item.minutes, item.distance_m


def test_a_sport_before_a_title_and_figures_below_it_are_understood() -> None:
    about = r"Workout type: Run\nGo slow.\nPlanned Time: 0:40\nDistance Planned: 7.5 km"
    assert peak("Run: Base 40 min", about) == ("workout", "easy", 40, 7_500)
    bike = r"Workout type: Bike\n6 x 2 min\nPlanned Time: 1:31\nActual Distance: 39.5 km"
    assert peak("Bike: Cadence", bike) == ("workout", "cross_training", 91, 39_500)


def test_a_day_that_ends_at_a_clock_is_as_long_as_planned() -> None:
    lines = (DAY, "DTEND:20261206T011500Z")
    told = peak("Bike: Sweet spot", r"Planned Time: 1:15", *lines)
    assert told == ("workout", "cross_training", 75, None)


@pytest.mark.parametrize(
    ("title", "what"),
    [
        *(
            ("Run: 10 miles", "workout"),
            ("Run: 10k", "workout"),
            ("Run: tempo park run", "workout"),
        ),
        *(("Race: Valencia", "maybe_race"), ("Event: City 10k", "maybe_race")),
        *(("Run: Berlin Marathon", "maybe_race"), ("Run: Half Marathon", "maybe_race")),
    ],
)
def test_a_run_of_a_length_is_a_race_only_by_a_name(title: str, what: str) -> None:
    assert peak(title, "Workout type: Run")[0] == what


def test_a_first_line_of_parts_tells_kind_length_and_duration() -> None:
    item = one(
        "DTSTART:20261212",
        r"DESCRIPTION:Tempo • 12.9km • 1h10m\n\n4km warm up",
        summary="🏃 Rolling hours • 12.9km",
        uid="UPCOMING_PLAN_WORKOUT-abc",
        head=RUNNA,
    )
    assert (item.kind, item.minutes, item.distance_m) == ("threshold", 70, 12_900)


def test_a_first_line_that_says_race_is_one_outright() -> None:
    about = r"DESCRIPTION:Race • 21km\n\n21km at 5:20/km"
    item = one("DTSTART:20261229", about, summary="🏃 The big day", uid="X-1", head=RUNNA)
    assert (item.what, item.distance_m) == ("race", 21_098)


def test_a_calendar_of_races_holds_races_whatever_they_are_called() -> None:
    lines = ("DTSTART;TZID=Europe/London;VALUE=DATE-TIME:20270514T120000",)
    by_uid = one(*lines, summary="Two Tops Dash (AS)", uid="/races/8968-4a2f")
    by_name = one(*lines, summary="Two Tops Dash (AS)", head="X-WR-CALNAME:My races")
    assert {by_uid.what, by_name.what} == {"maybe_race"}
    assert (by_uid.day, by_uid.at, by_uid.zone) == (date(2027, 5, 14), time(12), "Europe/London")


def test_training_in_a_calendar_of_races_stays_training() -> None:
    head = "X-WR-CALNAME:Races 2027"
    titles = ("Easy run", "Race week shopping", "Long run")
    found = [one(DAY, summary=title, head=head).what for title in titles]
    assert found == ["workout"] * 3
    plan = one(DAY, summary="Loop by the lake", head="X-WR-CALNAME:Race training plan")
    assert plan.what == "workout"


@pytest.mark.parametrize("title", ["Dentist", "Team meeting 10k budget", "Geburtstag Oma", "Busy"])
def test_what_is_plainly_no_training_is_a_note(title: str) -> None:
    assert why("DTSTART:20261206T090000", summary=title) == "note"


def test_a_page_of_a_club_gives_its_race_with_its_signs_undone() -> None:
    item = one(
        "DTSTART;TZID=UTC:20261206T100000",
        "DTEND;TZID=UTC:20261206T130000",
        r"DESCRIPTION:<p>Start 10 Uhr\n\n&nbsp\;</p>",
        "CATEGORIES:Wettkampf,Volkslauf",
        summary="34. Nikolauslauf &#8211; 10 km &amp; 5 km",
    )
    assert (item.what, item.title) == ("maybe_race", "34. Nikolauslauf – 10 km & 5 km")
    assert (item.at, item.zone, item.distance_m) == (time(10), "", 10_000)


def test_a_clock_that_a_company_made_up_is_read_by_its_own_offsets() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\n"
        "DTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r\nEND:STANDARD\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
    )
    found = read(zone, event("DTSTART;TZID=Customized Time Zone:20270412T100000"))
    assert [(item.at, item.zone) for item in found.items] == [(time(10), "Europe/Berlin")]
