"""Clocks as files name them: lying, unknown, prefixed, Windows' own."""

from __future__ import annotations

from datetime import date, time

import pytest

from protocols.core.plans.shape import Ask
from tests.protocols.core.plans.files import END, NOW, event, one, read, why

WALL = "20261201T063000"
LYING = END.join(
    (
        *("BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "BEGIN:STANDARD", "DTSTART:16010101T000000"),
        *("TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD", "END:VTIMEZONE", ""),
    )
)


def zone(name: str, *onsets: str, more: str = "") -> str:
    """A VTIMEZONE of summer time as in the middle of Europe, or of these onsets."""
    usual = (
        *("BEGIN:DAYLIGHT", "DTSTART:19810329T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"),
        *("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT", "BEGIN:STANDARD"),
        *("DTSTART:19961027T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
        *("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD"),
    )
    head = [f"TZID:{name}", *([more] if more else [])]
    return END.join(["BEGIN:VTIMEZONE", *head, *(onsets or usual), "END:VTIMEZONE", ""])


def standard(rule: str, begins: str = "19700101T000000") -> tuple[str, ...]:
    head = ("BEGIN:STANDARD", f"DTSTART:{begins}", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200")
    return (*head, *([f"RRULE:{rule}"] if rule else []), "END:STANDARD")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        *(("Europe/Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin")),
        *(('"America/New_York"', "America/New_York"), ("America/New York", "America/New_York")),
        ("/example.org/20260101_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/America/Argentina/Salta", "America/Argentina/Salta"),
        *(
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("Eastern Standard Time", "America/New_York"),
        ),
        *(("UTC", ""), ("Etc/UTC", ""), ("utc", "")),
    ],
)
def test_a_name_stands_for_a_zone_of_the_pinned_data(told: str, name: str) -> None:
    item = one(f"DTSTART;TZID={told}:{WALL}")
    assert (item.zone, item.at) == (name, time(6, 30))


def test_a_clock_named_in_a_file_lies_to_nobody() -> None:
    (item,) = read(LYING, event(f"DTSTART;TZID=Europe/Berlin:{WALL}")).items
    assert (item.zone, item.at) == ("Europe/Berlin", time(6, 30))


@pytest.mark.parametrize(
    ("told", "at"),
    [
        *(("GMT+0100", time(6, 30)), ("UTC+2", time(5, 30)), ("UTC-05:00", time(12, 30))),
        *(("tzone://Microsoft/Utc", time(7, 30)), ("GMT", time(7, 30))),
    ],
)
def test_an_offset_is_read_on_the_clock_of_the_runner(told: str, at: time) -> None:
    item = one(f"DTSTART;TZID={told}:{WALL}")
    assert (item.zone, item.at) == ("Europe/Berlin", at)


@pytest.mark.parametrize("begins", ["19961027T030000", "16011028T030000"])
@pytest.mark.parametrize("start", ["20261201T063000", "20270701T063000"])
def test_an_unknown_name_is_read_by_the_plain_clock_of_its_file(start: str, begins: str) -> None:
    own = zone("Somewhere").replace("19961027T030000", begins)
    (item,) = read(own, event(f"DTSTART;TZID=Somewhere:{start}")).items
    assert (item.zone, item.at) == ("Europe/Berlin", time(6, 30))


def test_a_file_may_say_which_zone_its_own_name_means() -> None:
    own = zone("Club time", more="X-LIC-LOCATION:America/Chicago")
    (item,) = read(own, event(f"DTSTART;TZID=Club time:{WALL}")).items
    assert (item.zone, item.at) == ("America/Chicago", time(6, 30))


@pytest.mark.parametrize(
    "own",
    [
        zone("X", "BEGIN:STANDARD", "END:STANDARD"),
        zone("X", *standard("FREQ=MINUTELY")),
        zone("X", *standard("FREQ=YEARLY;BYDAY=MO"), *standard("")),
        zone("X", *standard("FREQ=MONTHLY;BYMONTH=3"), *standard("")),
        zone("X", *standard("")).replace("TZOFFSETTO:+0200", "TZOFFSETTO:+9900"),
        zone("Y"),
    ],
)
def test_a_clock_that_is_not_plain_is_known_by_nobody(own: str) -> None:
    found = read(own, event(f"DTSTART;TZID=X:{WALL}"), event("DTSTART:20261202", uid="good"))
    assert [item.uid for item in found.items] == ["good"]
    assert [each.why for each in found.skipped] == ["zone"]


def test_before_all_onsets_the_first_one_tells() -> None:
    late = zone("X", *standard("", "20300101T000000"), *standard("", "20310101T000000"))
    (item,) = read(late, event(f"DTSTART;TZID=X:{WALL}")).items
    assert item.at == time(6, 30)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        *(("X-WR-TIMEZONE:America/New_York", "America/New_York"), ("X-WR-TIMEZONE:UTC", "")),
        *(("X-WR-TIMEZONE:Nowhere/At All", ""), ("X-WR-CALNAME:Plan", "")),
    ],
)
def test_a_calendar_says_where_its_floating_times_are(head: str, name: str) -> None:
    (item,) = read(event(f"DTSTART:{WALL}"), head=head).items
    assert (item.zone, item.at) == (name, time(6, 30))


def test_an_instant_is_put_where_its_calendar_is() -> None:
    abroad = read(event("DTSTART:20261201T033000Z"), head="X-WR-TIMEZONE:America/New_York")
    (item,) = abroad.items
    assert (item.zone, item.day, item.at) == ("America/New_York", date(2026, 11, 30), time(22, 30))


def test_an_end_on_another_clock_is_counted_in_instants() -> None:
    lines = (f"DTSTART;TZID=Europe/Berlin:{WALL}", "DTEND;TZID=Europe/London:20261201T070000")
    assert one(*lines).minutes == 90


def test_a_runner_of_an_unknown_zone_is_no_fault_of_the_file() -> None:
    assert why("DTSTART;TZID=Nowhere:20261201T063000") == "zone"
    assert one(f"DTSTART:{WALL}Z", ask=Ask("UTC", NOW)).at == time(6, 30)  # type: ignore[arg-type]
