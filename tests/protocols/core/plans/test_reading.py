"""Which reader a file is for, and what is made sure of whatever each reader gives."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest

from protocols.core.plans import reading
from protocols.core.plans.reading import Reader, read
from protocols.core.plans.shape import (
    BAD,
    MOST_BYTES,
    MOST_EVENTS,
    Ask,
    BadFile,
    Item,
    Read,
    Skipped,
)
from tests.protocols.core.plans import files
from tests.protocols.core.plans.files import ASK, calendar, event

INTERVALS = json.dumps(
    [{"id": 1, "category": "RACE_A", "start_date_local": "2026-12-06T09:00:00", "name": "Harbour"}]
).encode()
SURGE = json.dumps([{"WorkoutDate": "2026-12-06", "WorkoutTitle": "Tempo", "WorkoutRace": False}])
TABLE = b"date,title\n2026-12-06,Tempo\n"


def bad(content: bytes, name: str = "plan") -> str:
    with pytest.raises(BadFile) as told:
        read(content, name, ASK)
    assert told.value.code in BAD
    return told.value.code


@pytest.mark.parametrize("name", ["plan.ics", "plan.csv", "plan.fit", "", "PLAN.ICS.txt"])
@pytest.mark.parametrize(
    ("content", "tool"),
    [
        *((files.RUNNA, "runna"), (b"\xef\xbb\xbf" + files.CLUB, "ical")),
        *((INTERVALS, "intervals"), (SURGE.encode(), "final_surge"), (TABLE, "csv")),
    ],
)
def test_the_content_says_what_a_file_is_whatever_its_name(
    content: bytes, tool: str, name: str
) -> None:
    assert read(content, name, ASK).tool == tool


@pytest.mark.parametrize(
    ("content", "code"),
    [
        *((b"", "empty"), (b" \r\n\xef\xbb\xbf", "empty"), (b"\0" * 100, "empty")),
        *((gzip.compress(files.CLUB), "not_known"), (b"PK\x03\x04 zip", "not_known")),
        *((b"<!DOCTYPE html><p>a,b\n1,2", "not_known"), (b"%PDF-1.7 a,b\n", "not_known")),
        *((b"x" * (MOST_BYTES + 1), "too_big"), (b"hello there", "not_known")),
        (calendar(), "no_event"),
    ],
)
def test_a_file_of_nothing_readable_says_which_nothing(content: bytes, code: str) -> None:
    assert bad(content) == code


def test_a_file_without_a_good_event_says_what_was_wrong_with_each() -> None:
    found = read(calendar(event("DTSTART:soon", summary="Tempo\x07 run")), "plan.ics", ASK)
    assert (found.items, found.skipped) == (
        (),
        (Skipped(4, "no_date", "Tempo run", "one@example.org"),),
    )


def given(monkeypatch: pytest.MonkeyPatch, *items: Item, **more: str) -> Read:
    """What is made of items that some reader gives."""

    def reads(content: bytes, ask: Ask) -> Read:
        return Read("csv", more.get("name", ""), items, ())

    monkeypatch.setattr(reading, "READERS", (Reader(lambda content, name: True, reads),))
    return read(b"x", "x", ASK)


def item(uid: str, title: str = "Tempo", line: int = 1) -> Item:
    return Item(uid, line, "workout", title, date(2026, 12, 1))


def test_the_same_event_twice_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(monkeypatch, item("a"), item("b", line=2), item("a", "Again", line=3))
    assert [each.uid for each in found.items] == ["a", "b"]
    assert found.skipped == (Skipped(3, "twice", "Again", "a"),)


def test_texts_are_put_on_one_line_and_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    found = given(
        monkeypatch, item("a\0\n", "x\u202e\r\ny" + "z" * 300), item("b", "\u200b", 2), name="p\n"
    )
    assert (found.items[0].uid, found.items[0].title) == ("a", ("x y" + "z" * 300)[:200])
    assert (found.name, found.skipped) == ("p", (Skipped(2, "no_title", uid="b"),))


def test_no_reader_gives_more_than_a_file_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadFile, match="too_many"):
        given(monkeypatch, *(item(str(n)) for n in range(MOST_EVENTS + 1)))
