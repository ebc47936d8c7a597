"""Calendar files, tool by tool and trap by trap."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from icalendar import Calendar, Event

from protocols.core.plans import ical
from protocols.core.plans.shape import Ask, Item
from tests.protocols.core.plans import files
from tests.protocols.core.plans.files import ASK, END, NOW, calendar, event, one, read, why

DAY = "DTSTART;VALUE=DATE:20261201"


def test_a_plan_of_trainingpeaks_is_read() -> None:
    found = ical.read(files.TRAININGPEAKS, ASK)
    tempo, bike, off = found.items
    assert (found.tool, found.skipped) == ("trainingpeaks", ())
    assert (tempo.kind, tempo.day, tempo.at) == ("threshold", date(2026, 12, 1), None)
    assert (tempo.minutes, tempo.distance_m) == (120, 24_000)
    assert (bike.kind, bike.at, bike.zone, bike.minutes) == ("cross_training", time(17), "", None)
    assert (off.kind, off.what) == ("rest", "workout")


def test_a_plan_of_runna_is_read() -> None:
    found = ical.read(files.RUNNA, ASK)
    tempo, walk, race, done = found.items
    assert (found.tool, found.name, found.skipped) == ("runna", "Runna", ())
    assert (tempo.kind, tempo.minutes, tempo.distance_m) == ("threshold", 72, 12_900)
    assert (walk.kind, walk.minutes, walk.distance_m, walk.what) == ("easy", 28, 3219, "workout")
    assert (race.what, race.kind, race.day, race.distance_m) == (
        "race",
        "",
        date(2026, 12, 13),
        21_098,
    )
    assert (done.done, done.kind, done.minutes, done.zone) == (
        True,
        "long_run",
        89,
        "Europe/Zurich",
    )


def test_the_same_run_done_has_the_name_it_was_planned_under() -> None:
    planned = event("DTSTART:20261120", uid="PLAN_WORKOUT-9_plan_week_1_TEMPO_0")
    done = event("DTSTART:20261121T070000", uid="COMPLETED_PLAN_WORKOUT-9_plan_week_1_TEMPO_0")
    found = read(planned, done)
    assert [(item.uid, item.done) for item in found.items] == [
        ("PLAN_WORKOUT-9_plan_week_1_TEMPO_0", True)
    ]
    assert [each.why for each in found.skipped] == ["twice"]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        *(("RACE_0", "race"), ("RACE@runna.example", "race"), ("RACE_PACE_1", "workout")),
        *(("PARKRUN_0", "maybe_race"), ("LEGS_AND_CORE_0", "workout"), ("EASY_RUN_2", "workout")),
    ],
)
def test_a_name_tells_the_kind_before_the_title_does(kind: str, what: str) -> None:
    assert one(DAY, uid=f"UPCOMING_PLAN_WORKOUT-7f_plan_week_1_{kind}", summary="10k").what == what


def test_an_old_race_counts_where_its_source_is_sure_of_it() -> None:
    old = "DTSTART;VALUE=DATE:20240101"
    assert one(old, uid="a_plan_week_1_RACE_0").what == "race"
    assert why(old, summary="Harbour 10K") == "old"


def test_a_race_of_a_club_is_a_suggestion_at_its_local_time() -> None:
    found = ical.read(files.CLUB, ASK)
    (race,) = found.items
    assert (found.tool, found.name) == ("ical", "Harbour Harriers")
    assert (race.title, race.what, race.distance_m) == ("Harbour 10K", "maybe_race", 10_000)
    assert (race.day, race.at, race.zone) == (date(2026, 12, 6), time(10, 30), "")


@pytest.mark.parametrize(
    ("product", "tool"),
    [
        ("PRODID:-//Garmin Connect//Calendar//EN", "garmin"),
        ("PRODID:-//Final Surge//EN", "final_surge"),
        ("PRODID:-//FinalSurge.com//NONSGML//EN", "final_surge"),
        ("PRODID:-//Google Inc//Google Calendar//EN", "ical"),
    ],
)
def test_a_tool_is_known_by_its_product(product: str, tool: str) -> None:
    assert read(event(DAY), head=product).tool == tool


@pytest.mark.parametrize(
    ("lines", "at", "minutes"),
    [
        (["DTSTART:20261201"], None, None),
        (["DTSTART:20261201", "DTEND:20261201"], None, None),
        (["DTSTART:20261201", "DTEND:20261202"], None, None),
        (["DTSTART:20261201T000000", "DTEND:20261202T000000"], None, None),
        (["DTSTART;TZID=Europe/Berlin:20261201T000000"], None, None),
        (["DTSTART:2026-12-01T07:30:00"], time(7, 30), None),
        (["DTSTART:20261201T073000", "DURATION:PT1H30M"], time(7, 30), 90),
        (["DTSTART;VALUE=DATE:20261201", "DURATION:PT45M"], None, 45),
        (["DTSTART;TZID=America/New_York;VALUE=DATE:20261201"], None, None),
        (["DTSTART:20261201T073000", "DTEND;VALUE=DATE:20261201"], time(7, 30), None),
        (["DTSTART:20261201T073000", "DTEND:20261201T083000"], time(7, 30), 60),
        (["DTSTART;VALUE=DATE-TIME:20261201T073000", "DTEND:nonsense"], time(7, 30), None),
    ],
)
def test_starts_and_ends_of_any_spelling(
    lines: list[str], at: time | None, minutes: int | None
) -> None:
    item = one(*lines)
    assert (item.day, item.at, item.minutes) == (date(2026, 12, 1), at, minutes)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["DTSTART:20261301"], "no_date"),
        (["DTSTART:soon"], "no_date"),
        (["DESCRIPTION:nothing of a day"], "no_date"),
        (["DTSTART:99990101"], "years"),
        (["DTSTART:00000101"], "years"),
        (["DTSTART:22001231T233000Z"], "years"),
        (["DTSTART:22001231", "DTEND:22010103", "SUMMARY:Holiday"], "length"),
        (["DTSTART:20261201T080000", "DTEND:20261201T070000"], "length"),
        (["DTSTART:20261201T080000", "DURATION:-PT1H"], "length"),
        (["DTSTART:20261201T080000", "DURATION:P3Y"], ""),
        (["DTSTART:20261201T080000", "DURATION:P9999W"], "length"),
        (["DTSTART:20261201T080000", "DTEND:99991231T000000"], "length"),
        (["DTSTART;TZID=Moon/Tranquility:20261201T080000"], "zone"),
        ([DAY, "STATUS:CANCELLED"], "cancelled"),
        ([DAY, "SUMMARY:Note: buy gels"], "note"),
        ([DAY, "SUMMARY:Week 3 – build"], "banner"),
        ([DAY, "DTEND;VALUE=DATE:20261208", "SUMMARY:Recovery week"], "banner"),
        ([DAY, "DTEND;VALUE=DATE:20261208", "SUMMARY:Club camp"], "note"),
        (["DTSTART;VALUE=DATE:20250101"], "old"),
        ([DAY, "SUMMARY:a\0b"], "broken"),
        ([DAY, "SUMMARY: \u200b "], "no_title"),
    ],
)
def test_what_cannot_be_used_says_why(lines: list[str], code: str) -> None:
    assert why(*lines) == code if code else one(*lines).minutes is None


def test_a_cancelling_calendar_calls_everything_off() -> None:
    found = read(event(DAY), head="METHOD:CANCEL")
    assert (found.items, [each.why for each in found.skipped]) == ((), ["cancelled"])


@pytest.mark.parametrize(
    ("categories", "title", "what", "priority"),
    [
        ("CATEGORIES:Race", "Harbour jog", "maybe_race", ""),
        ("CATEGORIES:A race", "Harbour", "maybe_race", "A"),
        ("CATEGORIES:RACE_B", "Harbour", "maybe_race", "B"),
        ("CATEGORIES:Workout,Priority C,Race", "Harbour", "maybe_race", "C"),
        ("CATEGORIES:Running", "B-race: Harbour 10K", "maybe_race", "B"),
        ("CATEGORIES:Running", "10 x 1k race pace", "workout", ""),
        ("CATEGORIES:Long Run", "Sunday special", "workout", ""),
    ],
)
def test_categories_and_titles_suggest_a_race(
    categories: str, title: str, what: str, priority: str
) -> None:
    item = one(DAY, categories, summary=title)
    assert (item.what, item.priority) == (what, priority)


def test_a_category_says_what_a_title_leaves_open() -> None:
    assert one(DAY, "CATEGORIES:Training,Long Run", summary="Sunday special").kind == "long_run"


@pytest.mark.parametrize(
    ("title", "end", "kind", "until"),
    [
        ("Injured", "20261208", "injured", 7),
        ("Family holiday in Crete", "20261215", "holiday", 14),
        ("Sick", "20261201", "sick", 1),
        ("Travel day", "20261202", "travel", 1),
        ("INJURY: calf strain", "20261203", "injured", 2),
        ("Urlaub", "20261205", "holiday", 4),
    ],
)
def test_days_off_are_absences_to_their_last_day(
    title: str, end: str, kind: str, until: int
) -> None:
    item = one(DAY, f"DTEND;VALUE=DATE:{end}", summary=title)
    assert (item.what, item.kind, item.until) == ("absence", kind, date(2026, 12, until))


@pytest.mark.parametrize("title", ["Holiday 5K race", "Easy run (travel day)", "Bank Holiday run"])
def test_a_day_that_says_more_is_no_absence(title: str) -> None:
    assert one(DAY, summary=title).what != "absence"


def test_marks_of_pages_and_escapes_are_taken_away() -> None:
    title = "Läufe   &amp; <i>mehr</i>\\, 10 × 100 m"
    assert one(DAY, summary=title).title == "Läufe & mehr, 10 × 100 m"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_without_a_charset_is_read(encoding: str) -> None:
    content = calendar(event(DAY, summary="Läufe")).decode().encode(encoding)
    assert [item.title for item in ical.read(content, ASK).items] == ["Läufe"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("blank", [" ", "\t"])
def test_lines_folded_within_a_letter_are_put_together(end: str, blank: str) -> None:
    whole = calendar(event(DAY, summary="Läufe"))
    cut = whole.index("ä".encode()) + 1
    folded = whole[:cut] + b"\r\n" + blank.encode() + whole[cut:]
    found = ical.read(folded.replace(b"\r\n", end.encode()), ASK)
    assert [item.title for item in found.items] == ["Läufe"]


def test_other_things_in_a_file_are_passed_over() -> None:
    alarm = END.join(["BEGIN:VALARM", "SUMMARY:Wake up", "DTSTART:20200101", "END:VALARM"])
    todo = END.join(["BEGIN:VTODO", "SUMMARY:Shoes", "DTSTART:20261201", "END:VTODO", ""])
    busy = END.join(["BEGIN:VFREEBUSY", "FREEBUSY:20261201T000000Z/PT1H", "END:VFREEBUSY", ""])
    found = read(todo, event(alarm, DAY), busy)
    assert [item.title for item in found.items] == ["Tempo run"]


def test_an_event_without_an_end_costs_no_other() -> None:
    open_end = event(DAY, uid="two").replace("END:VEVENT\r\n", "")
    found = read(event(DAY), open_end, event(DAY, uid="three"))
    assert [item.uid for item in found.items] == ["one@example.org", "three"]
    assert [(each.why, each.line) for each in found.skipped] == [("broken", 9)]


def test_calendars_one_after_the_other_are_one_file() -> None:
    both = b"dear runner,\r\n" + calendar(event(DAY)) + calendar(event(DAY, uid="two"))
    assert len(ical.read(both, ASK).items) == 2
    assert len(ical.read(both.replace(b"END:VCALENDAR\r\n", b""), ASK).items) == 2
    assert len(ical.read(event(DAY).encode(), ASK).items) == 1


def test_the_newest_edition_of_an_event_holds() -> None:
    old, new = (event(DAY, f"SEQUENCE:{n}", summary=f"Edition {n}") for n in (1, 2))
    for parts in ([old, new], [new, old]):
        assert [item.title for item in read(*parts).items] == ["Edition 2"]


def test_one_name_for_different_days_keeps_them_all() -> None:
    found = read(event(DAY), event("DTSTART;VALUE=DATE:20261202"), event(DAY))
    assert [item.uid for item in found.items] == [
        "one@example.org/20261201",
        "one@example.org/20261202",
    ]
    assert [each.why for each in found.skipped] == ["twice"]


def test_an_event_without_a_name_gets_one_of_what_it_says() -> None:
    (first,) = read(event(DAY, uid="")).items
    (again,) = read(event("LOCATION:here", DAY, uid="")).items
    (other,) = read(event(DAY, uid="", summary="Other")).items
    assert first.uid == again.uid != other.uid


def test_a_long_name_is_cut_to_a_digest() -> None:
    long, other = (one(DAY, uid="x" * 400 + end).uid for end in "ab")
    assert len(long) <= 200
    assert long != other


def test_what_another_library_writes_is_read() -> None:
    planned, whole = Event(), Calendar()
    planned.add("uid", "lib-1")
    planned.add("summary", "Long run, with; a \\ and\na second line — " + "äöü " * 30)
    planned.add("dtstart", NOW.replace(day=28))
    planned.add("duration", NOW.replace(hour=13, minute=45) - NOW)
    whole.add_component(planned)
    (item,) = ical.read(whole.to_ical(), ASK).items
    assert item.title.startswith("Long run, with; a \\ and a second line — äöü äöü")
    assert (item.at, item.zone, item.minutes) == (time(13), "Europe/Berlin", 105)


@pytest.mark.parametrize(
    ("ask", "zone", "at"),
    [
        (ASK, "Europe/Berlin", time(8)),
        (Ask("America/New_York", NOW), "America/New_York", time(2)),
    ],
)
def test_an_instant_is_read_on_the_clock_of_the_runner(ask: Ask, zone: str, at: time) -> None:
    found: dict[str, Any] = {"ask": ask}
    item: Item = one("DTSTART:20261201T070000Z", **found)
    assert (item.zone, item.at) == (zone, at)
