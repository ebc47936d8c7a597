"""A text cut into rows of cells, whatever sign stands between them.

Each row for itself: a quote that is never closed, or a cell as long as a book, spoils its own row.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from protocols.core.plans.shape import MOST_EVENTS, BadFile
from protocols.core.plans.texts import text_of

SIGNS = ",;\t|"
SPARE_ROWS = 100  # headings and banners beside the events
MOST_LETTERS = 20_000  # of a row
MOST_CELLS = 250  # of a row
SHOWN = 100  # letters of a row that could not be read
MOST_LINES = 100_000  # rows can have several, and be empty
SAMPLE = 30  # rows by which the sign is told
QUOTED = re.compile(r'"((?:[^"]|"")*+)"')
HINT = re.compile(r"(?i)\s*\"?sep=(.)\"?[ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class Row:
    """Stripped cells, and the line in the file (from 1). No cells: it could not be read, and began
    so (`raw`).
    """

    line: int
    cells: tuple[str, ...]
    raw: str = ""

    @property
    def filled(self) -> tuple[str, ...]:
        return tuple(cell for cell in self.cells if cell)

    def cell(self, column: int | None) -> str:
        """The text in a column, "" where there is none."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """`sign` is what stands between the cells. Empty rows are left out."""

    sign: str
    rows: tuple[Row, ...]


def table_of(content: bytes) -> Table:
    """The rows of a file. Raises BadFile: what `text_of` does, too_many."""
    text = text_of(content).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise BadFile("too_many")
    hint = HINT.match(text)
    sign = hint[1] if hint and hint[1] in SIGNS else sign_of(text)
    start = hint.end() if hint else 0
    rows = []
    for row in _rows(text, start, sign):
        if row.filled or not row.cells:
            rows.append(row)
        if len(rows) > MOST_EVENTS + SPARE_ROWS:
            raise BadFile("too_many")
    return Table(sign, tuple(rows))


def sign_of(text: str) -> str:
    """What stands between the cells: what cuts most of the rows into equally many, and into the most."""
    return max(SIGNS, key=lambda sign: _worth(text, sign))


def _worth(text: str, sign: str) -> tuple[float, int]:
    """Which share of the first rows has the same number of cells (two or more), and that number."""
    rows = (row for _, row in zip(range(SAMPLE), _rows(text, 0, sign), strict=False))
    sizes = Counter(len(row.cells) for row in rows if row.filled or not row.cells)
    best = max(((count, size) for size, count in sizes.items() if size > 1), default=(0, 0))
    return best[0] / max(1, sizes.total()), best[1]


def _rows(text: str, at: int, sign: str) -> Iterator[Row]:
    line = text.count("\n", 0, at) + 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        cells: tuple[str, ...] | None
        if end - at > MOST_LETTERS:
            cells = None
        elif '"' in text[at:end]:
            cells = _plainly_quoted(text[at:end], sign)
            if cells is None:
                cells, end = _quoted(text, at, sign, end)
        else:
            cells = tuple(cell.strip() for cell in text[at:end].split(sign))
        yield Row(
            line, (cells or ())[:MOST_CELLS], "" if cells else text[at : min(end, at + SHOWN)]
        )
        line += text.count("\n", at, end + 1)
        at = end + 1


def _plainly_quoted(line: str, sign: str) -> tuple[str, ...] | None:
    """The cells of a line whose quotes are all in order, None of any other."""
    try:
        found = next(csv.reader([line], delimiter=sign, strict=True, skipinitialspace=True))
    except csv.Error:
        return None
    return tuple(cell.strip() for cell in found)


def _quoted(text: str, at: int, sign: str, line_end: int) -> tuple[tuple[str, ...] | None, int]:
    """The cells of a row with quotes, and where it ends; None where a quote is not closed, or closed
    lines later by one that seems to open something else.
    """
    cells: list[str] = []
    limit = at + MOST_LETTERS
    here = at
    while True:
        while text[here : here + 1] == " ":
            here += 1
        found = QUOTED.match(text, here, limit) if text[here : here + 1] == '"' else None
        if found is None and text[here : here + 1] == '"':
            return None, line_end
        begin = found.end() if found else here
        stop = _stop(text, begin, sign, limit)
        if stop is None or (found and "\n" in found[1] and text[begin:stop].strip()):
            return None, line_end
        quoted = found[1].replace('""', '"') if found else ""
        cells.append((quoted + text[begin:stop]).strip())
        if text[stop : stop + 1] != sign:
            return tuple(cells), stop
        here = stop + 1


def _stop(text: str, begin: int, sign: str, limit: int) -> int | None:
    """Where a cell ends: before the sign, the line's end or the text's; None past the limit."""
    ends = [found for mark in (sign, "\n") if (found := text.find(mark, begin, limit)) >= 0]
    if ends:
        return min(ends)
    return len(text) if len(text) <= limit else None
