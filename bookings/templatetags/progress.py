"""Charts of a season as SVG, and the same as tables. Lines differ by dash and marker, not by colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bookings.core.measures import BY_CODE
from bookings.queries.note_words import figure, measure_word, unit_word
from bookings.queries.progress import Progress
from clinic.foundation.templatetags.kept import when
from protocols.core.body.regions import AREAS, SIDE_WORDS, said
from protocols.core.progress import STAGES, Chart, Spot, spots, table

register = template.Library()

WIDE, HIGH = 360.0, 172.0
LEFT, RIGHT, TOP, BASE = 28.0, 252.0, 14.0, 140.0
LABEL = 15.0  # the least distance between two labels at the end of lines
MOST_LETTERS = 9
# Left, right, middle; then races, the newest first.
DASHES = ("", "6 3", "2 3", "", "6 3", "2 3", "9 3 2 3")
MARKERS = (
    "M-5 0L4 -5V5Z",
    "M5 0L-4 -5V5Z",
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
    "M-4.2 -4.2H4.2V4.2H-4.2Z",
    "M0 -5L5 4H-5Z",
    "M0 5L5 -4H-5Z",
)
KINDS = {"left": 0, "right": 1, "middle": 2}
RACES = 3


@dataclass(frozen=True)
class Drawn:
    """A chart with its words. `kinds` say which dash and marker each series has."""

    chart: Chart
    title: str
    unit: str
    names: tuple[str, ...]
    kinds: tuple[int, ...]
    ticks: tuple[tuple[int, str], ...]
    days: bool  # whether x is days, else hours

    def at(self, x: int) -> str:
        if not self.days:
            return _("%(hours)d h") % {"hours": x}
        return when(date.fromordinal(x), "D j M Y")


@register.simple_tag
def progress_pain(told: Progress) -> list[Drawn]:
    """Pain by area, 0 to 10."""
    language = get_language() or "en"
    return [
        _sides(told, chart, said(AREAS[chart.code], language), _("of 10")) for chart in told.pain
    ]


@register.simple_tag
def progress_ranges(told: Progress) -> list[Drawn]:
    """Tests and range, left and right."""
    return [
        _sides(told, chart, measure_word(chart.code), unit_word(BY_CODE[chart.code]))
        for chart in told.ranges
    ]


@register.simple_tag
def progress_recovery(told: Progress) -> list[Drawn]:
    """Soreness after races; none or one."""
    chart = told.recovery
    if chart is None:
        return []
    runs = [told.runs.get(each.code) for each in chart.series]
    names = tuple(run.name if run else _("A race") for run in runs)
    ticks = tuple((stage, _("%(hours)d h") % {"hours": stage}) for stage in STAGES)
    kinds = tuple(range(RACES, RACES + len(names)))
    return [Drawn(chart, _("After your races"), _("of 10"), names, kinds, ticks, days=False)]


def _sides(told: Progress, chart: Chart, title: str, unit: str) -> Drawn:
    language = get_language() or "en"
    names = tuple(said(SIDE_WORDS[each.code], language) for each in chart.series)
    kinds = tuple(KINDS[each.code] for each in chart.series)
    return Drawn(chart, title, unit, names, kinds, _months(told.first, told.last), days=True)


def _months(first: date, last: date) -> tuple[tuple[int, str], ...]:
    """The first of months, some three to six of them."""
    months = [
        date(first.year + month // 12, month % 12 + 1, 1)
        for month in range(first.month, first.month + 13)
    ]
    inside = [day for day in months if first < day <= last]
    step = 1 if len(inside) <= 4 else 2 if len(inside) <= 7 else 3
    return tuple((day.toordinal(), when(day, "M")) for day in inside[::step])


@register.simple_tag
def progress_picture(drawn: Drawn) -> SafeString:
    """The SVG."""
    pieces = [*_frame(drawn), *_lines(drawn)]
    svg = (
        f'<svg class="progress-svg" viewBox="0 0 {WIDE:g} {HIGH:g}" aria-hidden="true"'
        f' focusable="false">{"".join(pieces)}</svg>'
    )
    return mark_safe(svg)  # noqa: S308 - numbers, and words that were escaped


@register.simple_tag
def progress_rows(drawn: Drawn) -> SafeString:
    """Head and body of the table, the newest day first; hours as they pass."""
    heads = [_("Day") if drawn.days else _("After the finish"), *drawn.names]
    cells = (
        f'<th scope="col"{" class=num" if n else ""}>{escape(w)}</th>' for n, w in enumerate(heads)
    )
    head = "".join(cells)
    rows = table(drawn.chart)
    body = "".join(
        f'<tr><th scope="row">{escape(drawn.at(row.x))}</th>'
        + "".join(f'<td class="num">{_cell(cell)}</td>' for cell in row.cells)
        + "</tr>"
        for row in (reversed(rows) if drawn.days else rows)
    )
    return mark_safe(  # noqa: S308 - likewise
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    )


def _cell(value: float | None) -> str:
    if value is None:
        return f'<span class="soft">–<span class="visually-hidden"> {escape(_("nothing said"))}</span></span>'
    return figure(value)


def _frame(drawn: Drawn) -> Iterator[str]:
    chart = drawn.chart
    for share in (0.0, 0.5, 1.0):
        y = BASE - share * (BASE - TOP)
        yield f'<path class="progress-grid" d="M{LEFT:g} {y:g}H{RIGHT:g}"/>'
        yield (
            f'<text class="svg-soft" font-size="12.5" x="{LEFT - 5:g}" y="{y + 4:g}"'
            f' text-anchor="end">{figure(share * chart.high)}</text>'
        )
    wide = max(chart.last - chart.first, 1)
    for x, word in drawn.ticks:
        at = LEFT + (x - chart.first) / wide * (RIGHT - LEFT)
        yield f'<path class="progress-tick" d="M{at:.1f} {BASE:g}v4"/>'
        yield (
            f'<text class="svg-soft" font-size="12.5" x="{at:.1f}" y="{BASE + 19:g}"'
            f' text-anchor="middle">{escape(word)}</text>'
        )


def _lines(drawn: Drawn) -> Iterator[str]:
    ends: list[tuple[float, str, int]] = []
    for line, name, kind in zip(spots(drawn.chart), drawn.names, drawn.kinds, strict=True):
        places = [(_x(spot), _y(spot)) for spot in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        dash = f' stroke-dasharray="{DASHES[kind]}"' if DASHES[kind] else ""
        yield f'<path class="progress-line progress-line-{kind}" d="M{path}"{dash}/>'
        for x, y in places:
            yield (
                f'<path class="progress-mark progress-mark-{kind}" d="{MARKERS[kind]}"'
                f' transform="translate({x:.1f} {y:.1f})"/>'
            )
        ends.append((places[-1][1], f"{_short(name)} {figure(line[-1].point.value)}", kind))
    yield from _labels(ends)


def _labels(ends: list[tuple[float, str, int]]) -> Iterator[str]:
    """The name and last value of each line beside its end, pushed apart where they would meet."""
    below = BASE - (len(ends) - 1) * LABEL + 4
    least = TOP
    for number, (y, words, kind) in enumerate(sorted(ends)):
        at = min(max(y, least), below + number * LABEL)
        least = at + LABEL
        yield (
            f'<path class="progress-mark progress-mark-{kind}" d="{MARKERS[kind]}"'
            f' transform="translate({RIGHT + 14:g} {at:.1f})"/>'
            f'<text class="svg-ink" font-size="12.5" x="{RIGHT + 22:g}" y="{at + 4:.1f}">'
            f"{escape(words)}</text>"
        )


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1].rstrip()}…"


def _x(spot: Spot) -> float:
    return LEFT + spot.x * (RIGHT - LEFT)


def _y(spot: Spot) -> float:
    return BASE - spot.y * (BASE - TOP)
