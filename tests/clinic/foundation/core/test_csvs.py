"""Tables for spreadsheets: what goes in comes out, and nothing of it is a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clinic.foundation.core import csvs

DANGER = ("=1+1", "+49 30 1", "-2", "@SUM(A1)", "|cmd", "%0a", "\u22122")  # fmt: skip
LED = (
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\u00a0",
    "\u3000",
    '"',
    "'",
    '" ',
    "\u200b",
    "\u202e",
    "\u0301",
    "\x00",
)
texts = st.text(max_size=12) | st.builds(
    "".join, st.lists(st.sampled_from([*LED, *DANGER, ";", "x"]))
)
cells = texts | st.integers(-(10**12), 10**12) | st.none()


def read(text: str) -> list[list[str]]:
    """As a spreadsheet reads it."""
    assert text.startswith(csvs.MARK)
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=csvs.BETWEEN, strict=True))


def begins_a_formula(cell: str) -> bool:
    """What a spreadsheet looks at: the first letter, spaces and unseen ones before it left out."""
    folded = unicodedata.normalize("NFKC", cell).lstrip()
    return folded[:1] in {"=", "+", "-", "@", "|", "%", "\t", "\r", "\u2212"}


@settings(max_examples=60)
@given(st.lists(st.tuples(cells, cells, cells), max_size=4))
@example([('"=1+1', "\uff1d1+1", "\t=1"), (-5, "-5", None)])
def test_rows_come_back_as_they_went_in_with_texts_on_one_line(
    rows: list[tuple[csvs.Cell, ...]],
) -> None:
    head, *found = read(csvs.table(["a", "b", "c"], rows))
    assert head == ["a", "b", "c"]
    kept = [
        [csvs.harmless(c) if isinstance(c, str) else "" if c is None else str(c) for c in r]
        for r in rows
    ]
    assert found == kept


@settings(max_examples=60)
@given(texts)
def test_no_text_can_become_a_formula(text: str) -> None:
    ((cell,),) = read(csvs.table([text], []))
    assert not begins_a_formula(cell)
    assert not begins_a_formula(cell.lstrip("\"' ")) or cell.startswith("'")
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in cell)
    assert "\u2028" not in cell


@pytest.mark.parametrize("led", LED)
@pytest.mark.parametrize("danger", DANGER)
def test_what_leads_a_formula_does_not_hide_it(led: str, danger: str) -> None:
    assert csvs.harmless(led + danger).startswith("'")


@pytest.mark.parametrize("sign", "\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66")
def test_a_full_width_sign_counts_as_the_sign(sign: str) -> None:
    assert csvs.harmless(f"{sign}1+1") == f"'{sign}1+1"


def test_a_number_stays_a_number_below_zero_too() -> None:
    text = csvs.table(["n"], [[-5], [0], [1.5], [float("nan")], [None]])
    assert text == '\ufeff"n"\r\n-5\r\n0\r\n1.5\r\n\r\n\r\n'


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from([*LED, *DANGER, ",", ";", '"', "x"])).map("".join)))
@example(["A race,=1+1,", 'x,""=1+1', "a;@SUM(A1)"])
def test_split_at_commas_no_part_of_a_text_becomes_a_formula_either(texts: list[str]) -> None:
    for line in csvs.table(texts, [texts])[1:].splitlines() if texts else ():
        for cell in next(csv.reader([line], delimiter=",")):
            assert not begins_a_formula(cell)


def test_split_at_commas_a_race_would_be_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvs, "SPLIT", re.compile("(?!)"))
    line = csvs.table(["A race,=1+1,"], []).strip()
    assert any(map(begins_a_formula, next(csv.reader([line], delimiter=","))))


def test_an_ordinary_name_is_left_as_it_is() -> None:
    assert csvs.harmless("  O'Hara-Müller, Jo; 10 % ") == "O'Hara-Müller, Jo; 10 %"


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        csvs.table(["a"], [["x", "y"]])


def test_without_the_apostrophe_a_name_would_be_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvs, "STARTS", frozenset())
    ((cell,),) = read(csvs.table(["=1+1"], []))
    assert begins_a_formula(cell)


def test_without_one_line_a_cell_could_hide_what_it_begins_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csvs, "one_line", lambda text: text)
    ((cell,),) = read(csvs.table(["a\u202eb"], []))
    assert "\u202e" in cell
