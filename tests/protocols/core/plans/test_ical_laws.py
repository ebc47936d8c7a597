"""Laws of reading calendars: a broken event costs no good one, and nothing but BadFile is raised."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import ical
from protocols.core.plans.reading import read
from protocols.core.plans.shape import MOST_TITLE, MOST_UID, WHATS, WHY, BadFile, Read
from tests.protocols.core.plans import files
from tests.protocols.core.plans.files import ASK, END, calendar, event

NAMES = st.sampled_from(
    ("Tempo run", "Harbour 10K", "Rest", "Long run, easy", "Injured", "🏃 Läufe")
)
STARTS = st.dates(date(2026, 11, 1), date(2027, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
TIMES = st.sampled_from(("", "T063000", "T053000Z"))
GOOD = st.builds(lambda day, at, name: (f"DTSTART:{day}{at}", name), STARTS, TIMES, NAMES)
LINES = st.sampled_from(
    (
        *("DTSTART:20261399", "DTSTART:20261201", "DTSTART;TZID=Nowhere:20261201T060000"),
        *("RRULE:FREQ=SECONDLY", "RRULE:FREQ=DAILY;INTERVAL=0", "DURATION:-P1D", "SUMMARY:a\0b"),
        *("RECURRENCE-ID:20261201", "STATUS:CANCELLED", "SEQUENCE:x", "UID:", "DTEND:10000101"),
        *("BEGIN:VALARM", "END:VALARM", "END:VTIMEZONE", "BEGIN:STANDARD", "CATEGORIES:Race"),
        *("SUMMARY:Broken", "no colon", " folded", ":", ";;;=:", 'SUMMARY;X="open:Broken'),
    )
)
BROKEN = st.lists(LINES, max_size=6).map(lambda lines: END.join(["BEGIN:VEVENT", *lines, ""]))
MIXES = st.lists(GOOD | BROKEN, max_size=8)


@settings(max_examples=120)
@given(MIXES)
def test_a_broken_event_never_loses_a_good_one(mix: list[tuple[str, str] | str]) -> None:
    parts = [
        part if isinstance(part, str) else event(part[0], uid=f"good-{n}", summary=part[1])
        for n, part in enumerate(mix)
    ]
    found = ical.read(calendar(*parts), ASK)
    good = {f"good-{n}" for n, part in enumerate(mix) if not isinstance(part, str)}
    assert good <= {item.uid for item in found.items}
    assert {each.why for each in found.skipped} <= set(WHY)
    assert {item.what for item in found.items} <= set(WHATS)


@settings(max_examples=80)
@given(MIXES.map(lambda mix: [part for part in mix if not isinstance(part, str)]))
def test_the_order_of_events_changes_nothing_but_lines(mix: list[tuple[str, str]]) -> None:
    parts = [event(start, uid=f"u{n}", summary=name) for n, (start, name) in enumerate(mix)]
    one, other = (ical.read(calendar(*each), ASK) for each in (parts, parts[::-1]))
    assert {(i.uid, i.day, i.at, i.what) for i in one.items} == {
        (i.uid, i.day, i.at, i.what) for i in other.items
    }


@settings(max_examples=150)
@given(
    st.binary(max_size=200),
    st.sampled_from((files.TRAININGPEAKS, files.RUNNA, files.CLUB)),
    st.integers(0, 900),
    st.integers(0, 300),
)
def test_a_spoilt_file_is_read_or_refused(
    junk: bytes, content: bytes, at: int, length: int
) -> None:
    spoilt = content[:at] + junk + content[at + length :]
    with suppress(BadFile):
        found = read(spoilt, "plan.ics", ASK)
        assert Read.from_json(json.loads(json.dumps(found.to_json()))) == found
        assert all(0 < len(item.title) <= MOST_TITLE for item in found.items)
        assert all(0 < len(item.uid) <= MOST_UID for item in found.items)
        assert read(spoilt, "plan.ics", ASK) == found


@settings(max_examples=100)
@given(st.binary(max_size=400), st.sampled_from(("a.ics", "a.csv", "a.json", "a.fit", "a", "")))
def test_any_bytes_at_all_are_read_or_refused(content: bytes, name: str) -> None:
    with suppress(BadFile):
        found = read(content, name, ASK)
        assert found.items or found.skipped
