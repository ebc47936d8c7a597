"""Plans by weeks: a row for each week, a column for each weekday, and in one column the week's date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from protocols.core.facts import WORKOUT_KINDS
from protocols.core.plans import dates, figures, making, titles
from protocols.core.plans.cells import Row
from protocols.core.plans.making import Unfit
from protocols.core.plans.shape import MOST_EVENTS, Ask, BadFile, Item, Read, Skipped
from protocols.core.plans.texts import flat

FEWEST = 5  # weekdays among the headings
SEARCHED = 20  # rows in which the headings are looked for
LETTERS = ("m", "t", "w", "t", "f", "s", "s")
ENDS = re.compile(r"\b(?:end|ends|ending|bis|fin|hasta|through)\b")
BEGINS = re.compile(r"\b(?:of|start|starts|starting|begin\w*|from|ab|von|beginn|commencing|w/c)\b")
MILES = re.compile(r"\b(?:mi|miles?|mileage)\b")
BARE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")


class Grid(NamedTuple):
    """The row of headings, the weekday (Monday 0) of each column that is one, and the unit of bare
    figures.
    """

    heading: Row
    weekdays: dict[int, int]
    unit: str


class Cell(NamedTuple):
    """One day's training as it stands in its week; `day` None where the week has no date."""

    day: date | None
    text: str
    unit: str


def grid_of(rows: Sequence[Row]) -> Grid | None:
    """The weekdays that head the columns. None if no row is of such headings."""
    for row in rows[:SEARCHED]:
        found = {
            at: day for at, cell in enumerate(row.cells) if (day := _weekday(cell)) is not None
        }
        if len(found) < FEWEST:
            found = _by_letters(row.cells)
        if len(set(found.values())) == len(found) >= FEWEST:
            return Grid(row, found, "mi" if MILES.search(flat(" ".join(row.cells)[:600])) else "km")
    return None


def read(grid: Grid, rows: Sequence[Row], ask: Ask) -> Read:
    """Each day of each week. What has no date is skipped for that. Raises BadFile: too_many."""
    below = [row for row in rows if row.line > grid.heading.line]
    column = _dates_at(grid, below)
    order = dates.order_of([row.cell(column) for row in below])
    shift = _last_is_told(grid, below, column, order)
    cells = [
        (row.line, cell) for row in below for cell in _cells(row, grid, column, order, ends=shift)
    ]
    if len(cells) > MOST_EVENTS:
        raise BadFile("too_many")
    items, skipped = making.gathered(cells, _item, lambda cell: cell.text, ask)
    once: dict[tuple[int, str], Skipped] = {}
    for each in skipped:  # a week without a date is said once
        once.setdefault((each.line, each.why if each.why == "no_date" else each.title), each)
    return Read("csv", "", items, tuple(once.values()))


def _weekday(text: str) -> int | None:
    return dates.weekday(text) if text and len(text) <= 12 else None


def _by_letters(cells: Sequence[str]) -> dict[int, int]:
    """M T W T F S S, one after the other."""
    small = [flat(cell) for cell in cells]
    for at in range(len(small) - 6):
        if tuple(small[at : at + 7]) == LETTERS:
            return {at + day: day for day in range(7)}
    return {}


def _dates_at(grid: Grid, rows: Sequence[Row]) -> int | None:
    """The column, beside those of the weekdays, that holds days."""
    found: Counter[int] = Counter()
    for row in rows[: SEARCHED * 5]:
        for at, cell in enumerate(row.cells[:40]):
            if cell and at not in grid.weekdays and _day(cell, "dmy") is not None:
                found[at] += 1
    return max(found, key=lambda at: (found[at], -at)) if found else None


def _last_is_told(grid: Grid, rows: Sequence[Row], column: int | None, order: str) -> bool:
    """Whether the date of a week is that of its last day: by its heading, else by its weekday."""
    heading = flat(grid.heading.cell(column)[:60])
    if ENDS.search(heading) or BEGINS.search(heading):
        return bool(ENDS.search(heading))
    days = (day for row in rows if (day := _day(row.cell(column), order)) is not None)
    columns = sorted(grid.weekdays)
    usual = Counter(day.weekday() for day in days).most_common(1)
    return bool(usual) and usual[0][0] == grid.weekdays[columns[-1]] != grid.weekdays[columns[0]]


def _cells(row: Row, grid: Grid, column: int | None, order: str, *, ends: bool) -> Iterator[Cell]:
    told = _day(row.cell(column), order)
    for at, weekday in sorted(grid.weekdays.items()):
        text = making.tidied(row.cell(at))
        if not any(c.isalnum() for c in text):
            continue
        apart = 0 if told is None else (weekday - told.weekday()) % 7
        back = 7 if ends and apart else 0
        try:
            day = None if told is None else told + timedelta(days=apart - back)
        except OverflowError:
            day = None
        yield Cell(day, text, grid.unit)


def _item(line: int, cell: Cell) -> Item:
    if cell.day is None:
        raise Unfit("no_date")
    bare = BARE.fullmatch(cell.text)
    title = f"{cell.text} {cell.unit}" if bare else cell.text
    item = Item("", line, "workout", title, cell.day)
    plain = flat(title)
    kind = plain if plain in WORKOUT_KINDS else titles.kind_of(title)
    found = making.trained(item, running=kind != "cross_training", kind=kind)
    return making.changed(
        found,
        distance_m=figures.metres(cell.text, cell.unit) if bare else titles.distance_of(title),
        minutes=titles.minutes_of(title),
    )


def _day(text: str, order: str) -> date | None:
    try:
        return dates.when(text, order).day
    except Unfit:
        return None
