"""Any plan as a table: columns in any order, by many names, with any sign between them.

Cells that look like formulas are words like any other. Days like 3/4/2026 are read alike in the
whole column (`dates.order_of`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time

from protocols.core.facts import WORKOUT_KINDS
from protocols.core.plans import absent, cells, columns, dates, figures, grids, making, titles
from protocols.core.plans.cells import Row, Table
from protocols.core.plans.columns import Layout
from protocols.core.plans.making import Unfit
from protocols.core.plans.shape import ABSENCES, Ask, BadFile, Item, Read, Skipped
from protocols.core.plans.texts import flat

ENDINGS = (".csv", ".tsv", ".txt", ".tab")
AMERICAN = (
    "New_York",
    "Chicago",
    "Denver",
    "Los_Angeles",
    "Phoenix",
    "Detroit",
    "Anchorage",
    "Boise",
)
BANNER = re.compile(
    r"(?:week|woche|kw|wk|semaine|semana|phase|block|month|monat)\b|w ?[0-9]{1,2}\b"
)
RACE_KIND = re.compile(
    r"(?:([abc])[\s-]*)?(?:race|competition|event|wettkampf|rennen|carrera|course)\b.*"
)
SICKNESS = {"injury": "injured", "verletzt": "injured", "verletzung": "injured", "krank": "sick"}
SICKNESS |= {"ill": "sick", "illness": "sick", "vacation": "holiday", "urlaub": "holiday"}
ABSENT = {kind: kind for kind in ABSENCES} | SICKNESS


def knows(content: bytes, name: str) -> bool:
    """Whether this may be a table: by its name, or by a sign that stands in its first lines."""
    if name.lower().endswith(ENDINGS):
        return True
    head = content[:4_000]
    return b"\n" in head.strip() and any(sign.encode() in head for sign in cells.SIGNS)


def read(content: bytes, ask: Ask) -> Read:
    """The rows that have a day. Raises BadFile: also `not_known` where no column holds days."""
    table = cells.table_of(content)
    if grid := grids.grid_of(table.rows):
        return grids.read(grid, table.rows, ask)
    layout = columns.layout_of(table.rows)
    if layout is None:
        raise BadFile("not_known")
    order = _order(table, layout, ask)
    rows: list[tuple[int, Row]] = []
    banners: list[Skipped] = []
    for row in table.rows:
        if row is layout.heading:
            continue
        if is_banner(row, layout):
            banners.append(Skipped(row.line, "banner", making.tidied(row.filled[0])))
        else:
            rows.append((row.line, row))

    def make(line: int, row: Row) -> Item:
        return _item(line, row, layout, order, ask)

    items, skipped = making.gathered(rows, make, lambda row: _called(row, layout), ask)
    every = sorted((*banners, *skipped), key=lambda each: each.line)
    return Read("csv", "", items, tuple(every))


def is_banner(row: Row, layout: Layout) -> bool:
    """A heading between the rows: one cell alone, a week's name, or the headings once more."""
    if not row.cells or columns.is_day(row.cell(layout.first("date"))):
        return False
    again = layout.heading is not None and row.cells == layout.heading.cells
    before = layout.heading is not None and row.line < layout.heading.line
    return again or before or len(row.filled) == 1 or bool(BANNER.match(flat(row.filled[0][:40])))


def _order(table: Table, layout: Layout, ask: Ask) -> str:
    """How the days of the column are written, where they can be read in two ways."""
    rows = table.rows
    texts = [row.cell(layout.first("date")) for row in rows]
    american = ask.zone.rpartition("/")[2] in AMERICAN or ask.zone.startswith("US/")
    likely = "mdy" if "mi" in layout.units.values() or (american and table.sign != ";") else "dmy"
    return dates.order_of(texts, (_weekday_beside(row) for row in rows), likely)


def _weekday_beside(row: Row) -> str | None:
    """A weekday's name among the cells, or at the beginning of one."""
    firsts = (cell.split()[0] for cell in row.filled[:8] if len(cell) < 40)
    return next((first for first in firsts if dates.weekday(first) is not None), None)


def _item(line: int, row: Row, layout: Layout, order: str, ask: Ask) -> Item:
    if not row.cells:
        raise Unfit("broken")
    when = dates.when(row.cell(layout.first("date")), order)
    clock = _clock(layout.text(row, "time"))
    if clock:
        day, at, zone = dates.When(when.day, clock, when.shift).seen_from(ask.zone)
    else:
        day, at, zone = when.seen_from(ask.zone)
    at = None if at == time(0) and clock is None else at
    item = Item(
        uid="",
        line=line,
        what="workout",
        title=making.tidied(_title(row, layout)),
        day=day,
        at=at,
        zone=zone if at else "",
        minutes=_figure(row, layout, "minutes"),
        distance_m=_figure(row, layout, "distance"),
    )
    return _sorted(_called_something(item), row, layout, order)


def _sorted(item: Item, row: Row, layout: Layout, order: str) -> Item:
    """The item as what it is: a race where a column of its own says so, else by kind and title."""
    kinds = layout.texts(row, "kind")
    kind = _kind(item.title, kinds)
    away = _absence(item, row, layout, kinds)
    if away:
        until = _until(row, layout, order, item.day)
        return Item("", item.line, "absence", item.title, item.day, kind=away, until=until)
    mark = _mark(row, layout, item, kind)
    if mark is not None:
        said = layout.text(row, "terrain")
        terrain = titles.terrain_of(said) or titles.terrain_of(item.title)
        return making.changed(_guessed(item), what="race", priority=mark, terrain=terrain)
    named = [found for each in kinds if (found := RACE_KIND.fullmatch(flat(each)))]
    trained = _guessed(making.trained(item, running=kind != "cross_training", kind=kind))
    letter = next((found[1].upper() for found in named if found[1]), "")
    maybe = "maybe_race" if named else trained.what
    return making.changed(trained, what=maybe, priority=letter)


def _absence(item: Item, row: Row, layout: Layout, kinds: Sequence[str]) -> str:
    """Which kind of absence: as a column of kinds calls it, or by the title of what is no race."""
    named = next((ABSENT[kind] for kind in map(flat, kinds) if kind in ABSENT), "")
    if named or _races(row, layout):
        return named
    found = absent.settled(making.changed(item, kind=_kind(item.title, kinds)))
    return found.kind if found.what == "absence" else ""


def _races(row: Row, layout: Layout) -> list[str]:
    return [text for text in layout.texts(row, "race") if not figures.is_no(text)]


def _kind(title: str, kinds: Sequence[str]) -> str:
    """By the columns of kinds, if they say more than "run", else by the title."""
    plainly = [flat(kind).replace(" ", "_") for kind in kinds]
    told = [kind for kind in plainly if kind in WORKOUT_KINDS]
    told += [found for kind in kinds if (found := titles.kind_of(kind)) != "unknown"]
    if "cross_training" in told:
        return "cross_training"
    return told[0] if told and told[0] != "unknown" else titles.kind_of(title)


def _mark(row: Row, layout: Layout, item: Item, kind: str) -> str | None:
    """The priority of what a column calls a race outright, "" where it says none; None of no race.

    A priority beside what is plainly training means how much the training matters.
    """
    letter = next(filter(None, map(figures.priority, layout.texts(row, "priority"))), "")
    if races := _races(row, layout):
        return letter or next(filter(None, map(figures.priority, races)), "")
    if letter and (kind == "unknown" or titles.looks_like_race(item.title)):
        return letter
    return None


def _title(row: Row, layout: Layout) -> str:
    """What it is called: also a race whose name stands in the column of races, or its mere kind."""
    races = layout.texts(row, "race")
    names = [t for t in races if not (figures.is_no(t) or figures.is_yes(t) or figures.priority(t))]
    known = [*names, *layout.texts(row, "title"), *layout.texts(row, "kind")]
    return next((text for text in known if any(c.isalnum() for c in text)), "")


def _called_something(item: Item) -> Item:
    """A run without a name is known by how long it is."""
    length = absent.length_of(item)
    return item if item.title or not length else making.changed(item, title=length)


def _guessed(item: Item) -> Item:
    """With distance and duration out of the title, where no cell told them."""
    return making.changed(
        item,
        distance_m=item.distance_m or titles.distance_of(item.title),
        minutes=item.minutes or titles.minutes_of(item.title),
    )


def _figure(row: Row, layout: Layout, role: str) -> int | None:
    read_cell = figures.metres if role == "distance" else figures.minutes
    for at in layout.columns.get(role, ()):
        found = read_cell(row.cell(at), layout.units.get(at, ""))
        if found:
            return found
    return None


def _clock(text: str) -> time | None:
    try:
        return dates.clock(text)
    except Unfit:
        return None


def _until(row: Row, layout: Layout, order: str, first: date) -> date:
    text = layout.text(row, "until")
    return dates.when(text, order).day if text else first


def _called(row: Row, layout: Layout) -> str:
    return _title(row, layout) or " ".join(row.filled) or row.raw
