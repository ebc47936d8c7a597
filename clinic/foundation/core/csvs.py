"""Tables for spreadsheets, in which no cell can become a formula.

UTF-8 with a byte order mark, semicolons between cells, CR LF behind lines. Most clinics' spreadsheet
programs run with a decimal comma and split at semicolons; the others ask. Texts stand in quotes,
numbers do not. Give whole numbers where there is a choice: nobody reads those in two ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from clinic.foundation.core.texts import one_line

Cell = str | int | float | None
MARK = "\ufeff"
BETWEEN, END = ";", "\r\n"
# What a formula, or a call of another program, begins with; full-width ones are taken for the same.
STARTS = frozenset("=+-@|%\N{MINUS SIGN}")
SPLIT = re.compile("([,;])")
QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›")


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Head and rows as one text. Raises `ValueError` for a row that is shorter or longer than its head."""
    lines = [_line(head)]
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of {len(row)} cells under a head of {len(head)}")
        lines.append(_line(row))
    return MARK + END.join(lines) + END


def harmless(text: str) -> str:
    """A text on one line, without control characters; with an apostrophe before it where it could
    be taken for a formula, after spaces, quotes and what is not seen too.

    Likewise behind each comma and semicolon: a program that splits the file at the other of them
    begins a cell there, since our quotes do not stand where it looks for them.
    """
    return "".join(map(_defused, SPLIT.split(one_line(text))))


def _defused(piece: str) -> str:
    bare = unicodedata.normalize("NFKC", piece)
    first = next((c for c in bare if not (c.isspace() or c in QUOTES or _unseen(c))), "")
    return f"'{piece}" if first in STARTS else piece


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Mn", "Me")


def _line(cells: Iterable[Cell]) -> str:
    return BETWEEN.join(map(_cell, cells))


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + harmless(value).replace('"', '""') + '"'
    number = repr(float(value)) if isinstance(value, float) else str(int(value))
    return "" if number in ("nan", "inf", "-inf") else number
