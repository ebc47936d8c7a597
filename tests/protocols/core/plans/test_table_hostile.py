"""Tables made to do harm, or broken on the way."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.core.plans import cells, table, texts
from protocols.core.plans.cells import table_of
from protocols.core.plans.shape import MOST_BYTES
from tests.protocols.core.plans.plans_tables import BERLIN, bad, one, rows, why

CODES = ("", "empty", "not_known", "not_text", "too_many", "too_big")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_table_is_read_in_any_common_encoding(encoding: str) -> None:
    content = "Datum;Einheit\n6.12.2026;Läufe über Hügel – schön".encode(encoding)
    assert one(table.read(content, BERLIN)).title == "Läufe über Hügel – schön"


def test_line_ends_of_every_system_are_read() -> None:
    for end in ("\n", "\r\n", "\r"):
        found = table.read(
            end.join(["date,title", "2026-12-06,a", "2026-12-07,b", ""]).encode(), BERLIN
        )
        assert [(item.line, item.title) for item in found.items] == [(2, "a"), (3, "b")]


def test_the_hint_of_a_spreadsheet_is_followed() -> None:
    found = table.read(rows("sep=;", "date;title", "2026-12-06;a, b, c"), BERLIN)
    assert (one(found).title, one(found).line) == ("a, b, c", 3)


def test_a_quoted_cell_may_have_lines_and_signs_of_its_own() -> None:
    found = table.read(rows("title,date", '"a, ""b""', 'c",2026-12-06', "d,2026-12-07"), BERLIN)
    assert [(item.line, item.title) for item in found.items] == [(2, 'a, "b" c'), (4, "d")]


@pytest.mark.parametrize("opened", ['"lone', '"lone"" too', '"lone, and more'])
def test_a_quote_that_is_never_closed_spoils_its_row_alone(opened: str) -> None:
    found = table.read(
        rows("date,title", f"2026-12-05,{opened}", "2026-12-06,a", '2026-12-07,"b"'), BERLIN
    )
    assert why(found) == [(2, "broken")]
    assert [item.title for item in found.items] == ["a", "b"]
    assert found.skipped[0].title.startswith("2026-12-05")


def test_a_megabyte_in_one_cell_spoils_its_row_alone() -> None:
    for cell in ("a" * 1_000_000, '"' + "a" * 1_000_000 + '"', "a," * 500_000):
        found = table.read(rows("date,title", f"2026-12-05,{cell}", "2026-12-06,b"), BERLIN)
        assert (why(found), [item.title for item in found.items]) == ([(2, "broken")], ["b"])


def test_bytes_that_are_no_text_are_refused() -> None:
    assert bad(table.read, b"date,title\n2026-12-06,a\0b") == "not_text"
    assert bad(table.read, b"date,title\n2026-12-06,\x01") == "not_text"
    assert bad(table.read, b"\x89PNG\r\n\x1a\n" + bytes(range(200))) == "not_text"


def test_without_the_guard_a_nul_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CONTROL", re.compile("(?!)"))
    assert bad(table.read, b"date,title\n2026-12-06,a\0b") == ""


@pytest.mark.parametrize("row", ["2026-12-06,a", ",", "", '"', "x"])
def test_a_million_rows_are_counted_and_none_is_read(
    row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "_item", lambda *args: pytest.fail("read"))
    content = ("date,title\n" + f"{row}\n" * 1_000_000).encode()[:MOST_BYTES]
    assert bad(table.read, content) == "too_many"


def test_five_thousand_and_some_rows_are_too_many() -> None:
    assert bad(table.read, rows("date,title", *["2026-12-06,a"] * 5_101)) == "too_many"
    assert bad(table.read, rows("date,title", *[","] * 6_000, "2026-12-06,a")) == ""


def test_without_the_count_they_would_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_EVENTS", 6_000)
    assert bad(table.read, rows("date,title", *["2026-12-06,a"] * 5_101)) == ""


def test_more_bytes_than_a_file_may_have_are_not_looked_at() -> None:
    assert bad(table.read, b"date,title\n" + b"x" * MOST_BYTES) == "too_big"


@settings(max_examples=150)
@given(
    st.binary(max_size=200) | st.text(alphabet='",;\n\r\t|ab1.2026-', max_size=200).map(str.encode)
)
def test_whatever_bytes_come_they_are_read_or_refused(content: bytes) -> None:
    for whole in (content, b"date,title\n2026-12-06," + content + b"\n2026-12-07,a"):
        assert table.knows(whole, "") in (True, False)
        assert bad(table.read, whole) in CODES
        assert bad(table.read, whole) == bad(table.read, whole)


@settings(max_examples=100)
@given(st.text(alphabet='",\nab', max_size=60))
def test_every_line_of_a_text_is_in_a_row(text: str) -> None:
    found = table_of(f"x,y\n{text}\nlast,row".encode()).rows
    assert found[0].cells == ("x", "y")
    assert [row.line for row in found] == sorted({row.line for row in found})
    letters = sum(len(row.raw) + sum(map(len, row.cells)) for row in found)
    assert "a" not in text or letters > len("xylastrow")
