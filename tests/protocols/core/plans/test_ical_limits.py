"""Files made to take time or memory: each is a clear answer, and counted rather than timed."""

from __future__ import annotations

import pytest

from protocols.core.plans import ical, ical_lines
from protocols.core.plans.ical_lines import MOST_CALENDARS, MOST_LETTERS, MOST_LINES
from protocols.core.plans.shape import MOST_EVENTS, BadFile
from tests.protocols.core.plans.files import ASK, calendar, event, read

DAY = "DTSTART;VALUE=DATE:20261201"
GOOD = event(DAY, uid="good")


def bad(content: bytes) -> str:
    with pytest.raises(BadFile) as told:
        ical.read(content, ASK)
    return told.value.code


def test_too_many_events_are_counted_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def unfold(*args: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr(ical_lines, "_unfold", unfold)
    assert bad(calendar("BEGIN:VEVENT\r\nEND:VEVENT\r\n" * (MOST_EVENTS + 1))) == "too_many"


def test_as_many_events_as_a_file_may_hold_are_read() -> None:
    found = read(*(event(DAY, uid=str(number)) for number in range(MOST_EVENTS)))
    assert (len(found.items), found.skipped) == (MOST_EVENTS, ())


def test_events_hidden_from_the_count_are_counted_where_they_begin() -> None:
    folded = "BEGIN:VEV\r\n ENT\r\nEND:VEVENT\r\n"
    assert bad(calendar(folded * (MOST_EVENTS + 1))) == "too_many"


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"X:\n" * (MOST_LINES + 1),
        b"BEGIN:VCALENDAR\n" * (MOST_CALENDARS + 1),
    ],
)
def test_more_lines_or_calendars_than_anybody_has_are_refused(content: bytes) -> None:
    assert bad(content) == "too_hard"


@pytest.mark.parametrize(
    "lines",
    [
        ("SUMMARY:" + "x" * 1_000_000,),
        ("SUMMARY:x" + "\r\n y" * MOST_LETTERS,),
        ("SUMMARY:a\0b",),
        ("EXDATE:20261201",) * 2_000,
        ("SUMMARY:",),
    ],
)
def test_an_event_beyond_measure_is_skipped_alone(lines: tuple[str, ...]) -> None:
    found = read(GOOD, event(DAY, *lines, uid="bad"), event(DAY, uid="also"))
    assert [item.uid for item in found.items] == ["good", "also"]
    assert [each.line for each in found.skipped] == [9]


@pytest.mark.parametrize(
    "lines",
    [
        ("DESCRIPTION:" + "x <" * 300_000,),
        ("ATTACH;ENCODING=BASE64:" + "QUJD" * 300_000,),
        ("BEGIN:VALARM",) * 5_000,
        ("END:VALARM",) * 5_000,
        ("X-WORKOUT-ESTIMATED-DURATION:" + "9" * 5_000,),
        ("CATEGORIES:" + "a," * 30_000,),
        ("SEQUENCE:" + "9" * 30_000,),
    ],
)
def test_what_is_too_long_and_not_needed_costs_nothing(lines: tuple[str, ...]) -> None:
    found = read(GOOD, event(DAY, *lines, uid="long"), event(DAY, uid="also"))
    assert [item.uid for item in found.items] == ["good", "long", "also"]


@pytest.mark.parametrize("content", [b"", b"hello", b"BEGIN:VCARD\nEND:VCARD\n", b"\xff\xfe"])
def test_what_is_no_calendar_is_broken(content: bytes) -> None:
    assert bad(content) == "broken"


def test_a_calendar_of_nothing_is_read_as_nothing() -> None:
    assert (read().items, read().skipped) == ((), ())
    assert (read("BEGIN:A\r\n" * 1_000).items, read("END:A\r\n" * 1_000).skipped) == ((), ())
