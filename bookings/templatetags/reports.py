"""Reports as SVG, and their cells in words. Parts of a bar differ by pattern, not by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bookings.core.money import told
from bookings.core.reports import Cell, Column, Table
from clinic.foundation.templatetags.kept import when

register = template.Library()

WIDE, LETTER, GAP = 360.0, 7.0, 8.0  # the picture; a letter of what stands behind its bars
LINE, BAR = 40.0, 12.0
MOST_BARS, MOST_LETTERS = 30, 48
DATES = {"day": "D j M Y", "month": "F Y"}
WORDS = frozenset(("text", "currency", *DATES))
BACK = 'class="bar-back"'
FILLS = (
    'class="bar-part svg-accent"',
    'class="bar-part" fill="url(#bar-dense)"',
    'class="bar-part" fill="url(#bar-wide)"',
)
CELL_HIGH, DAY_WIDE = 26.0, 34.0
FAINTEST, FULL = 0.06, 0.42  # how strong a colour lies under figures that stay legible


@register.simple_tag
def report_picture(table: Table) -> SafeString:
    """The SVG of a table, with its sentence for who cannot see it; "" without rows."""
    draw = {"bars": _bars, "quartiles": _quartiles, "heat": _heat}.get(table.picture)
    if draw is None or not table.rows:
        return mark_safe("")
    high, pieces = draw(table)
    svg = (
        f'<svg class="report-svg report-{table.picture}" viewBox="0 0 {WIDE:g} {high:g}" role="img"'
        f' aria-label="{escape(table.sentence or table.title)}" focusable="false">'
        f"{''.join(pieces)}</svg>"
    )
    return mark_safe(svg)  # noqa: S308 - numbers, and words that were escaped


@register.simple_tag
def report_patterns() -> SafeString:
    """The patterns of all pictures: once a page, before them."""
    return mark_safe(f'<svg width="0" height="0" aria-hidden="true">{_PATTERNS}</svg>')  # noqa: S308 - ours


@register.simple_tag
def report_keys(table: Table) -> list[tuple[SafeString, str]]:
    """What the parts of the bars are, as (attributes of their box, words)."""
    if table.picture != "bars" or not table.rows:
        return []
    looks = [*zip(FILLS, table.bars, strict=False), *([(BACK, table.whole)] if table.whole else [])]
    return [(mark_safe(look), table.columns[at].title) for look, at in looks]  # noqa: S308 - ours


@register.simple_tag
def report_rows(table: Table) -> list[tuple[str, list[tuple[bool, str]]]]:
    """Rows as (code of its link or "", cells as (whether they are figures, words))."""
    links = table.links or ("",) * len(table.rows)
    return [
        (
            link,
            [
                (not is_word(column), _said(table, row, at))
                for at, column in enumerate(table.columns)
            ],
        )
        for link, row in zip(links, table.rows, strict=True)
    ]


@register.filter
def is_word(column: Column) -> bool:
    """Whether a column holds words or days, and no figures."""
    return column.kind in WORDS


@register.filter
def in_hours(minutes: int) -> str:
    """90 as 1 h 30; from two days on in days and hours."""
    hours, rest = divmod(minutes, 60)
    if rest:
        return _("%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}
    return _("%(hours)d h") % {"hours": hours}


def _long(minutes: int) -> str:
    """How long ahead: days and hours, where it is that long."""
    days, hours = divmod(round(minutes / 60), 24)
    return (
        _("%(days)d d %(hours)d h") % {"days": days, "hours": hours} if days else in_hours(minutes)
    )


def _said(table: Table, row: tuple[Cell, ...], at: int) -> str:
    """A cell in words; a dash for nothing."""
    value, kind = row[at], table.columns[at].kind
    if value is None:
        return "–"
    if kind in DATES:
        return when(date.fromisoformat(f"{value}-01"[:10]), DATES[kind])
    if isinstance(value, str):
        return value
    if kind == "money":
        place = next(n for n, column in enumerate(table.columns) if column.kind == "currency")
        return told(value, str(row[place]))
    words = {
        "share": lambda: f"{value} %",
        "minutes": lambda: in_hours(value),
        "ahead": lambda: _long(value),
    }
    return words[kind]() if kind in words else str(value)


def _number(row: tuple[Cell, ...], at: int | None) -> int:
    value = row[at] if at is not None else 0
    return value if isinstance(value, int) else 0


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1].rstrip()}…"


# ---- bars ----------------------------------------------------------------------------------


def _bars(table: Table) -> tuple[float, Iterator[str]]:
    rows = table.rows[:MOST_BARS]
    most = max(
        max(sum(_number(row, at) for at in table.bars), _number(row, table.whole)) for row in rows
    )
    return LINE * len(rows) + 2, _bar_pieces(table, rows, max(most, 1))


def _bar_pieces(table: Table, rows: tuple[tuple[Cell, ...], ...], most: int) -> Iterator[str]:
    right = _right(table, rows, table.value)
    for place, row in enumerate(rows):
        y = place * LINE
        yield _text(0, y + 14, _short(_name(table, row)), "svg-ink")
        if table.value is not None:
            yield _text(WIDE, y + 31, _said(table, row, table.value), "svg-ink", "end")
        if table.whole is not None:
            yield _rect(0.5, y + 20, _number(row, table.whole) / most * right, BACK)
        x = 0.5
        for number, at in enumerate(table.bars):
            wide = _number(row, at) / most * right
            yield _rect(x, y + 20, wide, FILLS[number])
            x += wide


def _name(table: Table, row: tuple[Cell, ...]) -> str:
    """What a line is called: all its texts up to the first number."""
    texts = (at for at, column in enumerate(table.columns) if not at or column.kind == "text")
    return ", ".join(_said(table, row, at) for at in texts)


def _right(table: Table, rows: tuple[tuple[Cell, ...], ...], at: int | None) -> float:
    """Where bars end: before the longest of what is written behind them."""
    if at is None:
        return WIDE - GAP
    return WIDE - GAP - LETTER * max(6, *(len(_said(table, row, at)) for row in rows))


def _rect(x: float, y: float, wide: float, look: str) -> str:
    if wide <= 0:
        return ""
    return f'<rect {look} x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{BAR:g}"/>'


def _text(
    x: float, y: float, words: str, look: str, anchor: str = "start", size: str = "12.5"
) -> str:
    return (
        f'<text class="{look}" font-size="{size}" x="{x:.1f}" y="{y:.1f}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )


def _quartiles(table: Table) -> tuple[float, Iterator[str]]:
    """A box from a quarter to three quarters, with a line at half."""
    rows = table.rows[:MOST_BARS]
    most = max(_number(row, table.bars[2]) for row in rows) or 1
    return LINE * len(rows) + 2, _boxes(table, rows, most)


def _boxes(table: Table, rows: tuple[tuple[Cell, ...], ...], most: int) -> Iterator[str]:
    right = _right(table, rows, table.bars[1])
    for place, row in enumerate(rows):
        y = place * LINE
        low, half, high = (_number(row, at) / most * right for at in table.bars)
        yield _text(0, y + 14, _short(_name(table, row)), "svg-ink")
        yield f'<path class="bar-line" d="M0 {y + 26:g}H{right:g}"/>'
        yield _rect(low + 0.5, y + 20, max(high - low, 1), FILLS[1])
        yield f'<path class="bar-half" d="M{half + 0.5:.1f} {y + 17:g}v{BAR + 6:g}"/>'
        yield _text(WIDE, y + 31, _said(table, row, table.bars[1]), "svg-ink", "end")


# ---- heat ----------------------------------------------------------------------------------


def _heat(table: Table) -> tuple[float, Iterator[str]]:
    return CELL_HIGH * (len(table.rows) + 1), _heat_pieces(table)


def _heat_pieces(table: Table) -> Iterator[str]:
    wide = (WIDE - DAY_WIDE) / max(len(table.columns) - 1, 1)
    size = "11" if wide > 24 else "9"
    for at, column in enumerate(table.columns[1:]):
        x = DAY_WIDE + (at + 0.5) * wide
        yield _text(x, 16, column.title, "svg-soft", "middle", size)
    for place, row in enumerate(table.rows):
        y = (place + 1) * CELL_HIGH
        yield _text(0, y + 17, str(row[0]), "svg-ink")
        for at in range(1, len(row)):
            x = DAY_WIDE + (at - 1) * wide
            share = row[at]
            if not isinstance(share, int):
                yield f'<path class="bar-line" d="M{x + 3:.1f} {y + 13:g}h{wide - 6:.1f}"/>'
                continue
            strong = FAINTEST + (FULL - FAINTEST) * min(share, 100) / 100
            yield (
                f'<rect class="svg-accent" fill-opacity="{strong:.2f}" x="{x + 0.5:.1f}"'
                f' y="{y + 0.5:g}" width="{wide - 1:.1f}" height="{CELL_HIGH - 1:g}" rx="2"/>'
            )
            yield _text(x + wide / 2, y + 17, str(share), "svg-ink", "middle", size)


_PATTERNS = (
    '<defs><pattern id="bar-dense" width="4" height="4" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="svg-accent" width="2" height="4"/></pattern>'
    '<pattern id="bar-wide" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<circle class="svg-accent" cx="3" cy="3" r="1.6"/></pattern></defs>'
)
