"""A session as a calendar file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bookings.core import ical

ENTRY = ical.Entry(
    code="abc23456",
    state="confirmed",
    start=datetime(2026, 12, 9, 13, 30, tzinfo=UTC),
    end=datetime(2026, 12, 9, 14, 30, tzinfo=UTC),
    changed=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    changes=2,
    title="Session at Riverside",
    place="Riverside, Quay 1; 2nd floor",
    url="https://legwork.example/appointments/abc23456/",
)


def event(entry: ical.Entry) -> dict[str, object]:
    calendar = Calendar.from_ical(ical.file(entry))
    return dict(calendar.walk("VEVENT")[0].items())


def test_a_calendar_reads_back_when_and_where() -> None:
    read = event(ENTRY)

    assert read["DTSTART"].dt == ENTRY.start  # type: ignore[attr-defined]
    assert read["DTEND"].dt == ENTRY.end  # type: ignore[attr-defined]
    assert (read["SUMMARY"], read["LOCATION"]) == (ENTRY.title, ENTRY.place)


def test_the_name_of_a_session_stays_and_its_number_grows() -> None:
    first, moved = event(ENTRY), event(replace(ENTRY, changes=3))

    assert first["UID"] == moved["UID"] == "abc23456@legwork"
    assert (first["SEQUENCE"], moved["SEQUENCE"]) == (2, 3)


@pytest.mark.parametrize(
    ("state", "status"),
    [("confirmed", "CONFIRMED"), ("review", "TENTATIVE"), ("cancelled", "CANCELLED")],
)
def test_a_calendar_hears_what_became_of_it(state: str, status: str) -> None:
    assert event(replace(ENTRY, state=state))["STATUS"] == status


@given(st.text(max_size=200))
def test_no_text_begins_a_line_of_its_own(text: str) -> None:
    written = ical.file(replace(ENTRY, title=text, place=text)).decode()

    lines = written.replace("\r\n ", "").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert "\n" not in "".join(lines)
    assert not {"\x0b", "\x0c", "\x85", "\u2028", "\u2029"} & set(written)
    assert sum(line.startswith("SUMMARY:") for line in lines) == 1


def test_without_the_cleaning_a_name_would_keep_its_separators(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ical, "clean", lambda text: text)

    assert "\u2028" in ical.file(replace(ENTRY, title="one\u2028two")).decode()
