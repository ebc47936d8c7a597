"""The season from top to bottom, for a telephone: a week a line, a day as wide as a thumb."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.utils.html import escape
from django.utils.translation import gettext as _

from bookings.templatetags.season_marks import flag_svg, mark_svg
from bookings.templatetags.season_words import (
    FILLS,
    cut,
    kind_letter,
    month,
    phase_word,
)
from protocols.core.season import Day, Season

WIDTH, LEFT = 360.0, 34.0
CELL = (WIDTH - LEFT) / 7
HEAD, BODY, LANE, GAP, WORD = 17.0, 36.0, 8.0, 9.0, 13.0
FLAG = 21.0
TICKS = {"hard": 14.0, "unknown": 9.0, "gentle": 6.0}


def draw(season: Season, chosen: date, query: str) -> str:
    """The SVG; `chosen` and `query` as in the wide picture."""
    pieces: list[str] = []
    y, before = 16.0, ""
    for place in range(7):
        name = escape(_weekday(season.days[place].day))
        x = _x(place) + CELL / 2
        pieces.append(
            f'<text class="svg-soft" font-size="11" x="{x:.1f}" y="10" text-anchor="middle">{name}</text>'
        )
    for week in season.weeks:
        lanes = len(season.kinds) if any(day.best for day in week) else 0
        high = HEAD + BODY + LANE * lanes
        named = _named(week, before)
        if named:
            y += WORD - 4
            pieces += (_phase_name(place, phase, y) for place, phase in named)
        # Behind all else, so that it can move from day to day.
        pieces[:0] = [_pin(_x(n), y, high) for n, day in enumerate(week) if day.day == chosen]
        pieces.extend(_week(season, week, y, high, query))
        y, before = y + high + GAP, week[-1].phase
    return (
        f'<svg class="season-svg season-tall" viewBox="0 0 {WIDTH:g} {y:g}" aria-hidden="true"'
        f' focusable="false">{"".join(pieces)}</svg>'
    )


def _pin(x: float, y: float, high: float) -> str:
    return f'<rect class="season-pin" x="{x}" y="{y:g}" width="{CELL:.1f}" height="{high:g}"/>'


def _x(place: float) -> float:
    return round(LEFT + place * CELL, 1)


def _weekday(day: date) -> str:
    return (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))[day.weekday()]


def _week(
    season: Season,
    week: tuple[Day, ...],
    y: float,
    high: float,
    query: str,
) -> Iterator[str]:
    yield from _gutter(season, week, y)
    yield from _band(week, y)
    yield from _lanes(season, week, y + HEAD + BODY)
    yield from _numbers(season, week, y)
    yield from _ticks(week, y + HEAD + 16)
    for place, day in enumerate(week):
        x = _x(place)
        if day.away:
            box = f'x="{x}" y="{y + HEAD:g}" width="{CELL:.1f}" height="{BODY:g}"'
            yield f'<rect fill="url(#pat-away)" {box}/>'
        yield from _things(day, x, y + HEAD)
        yield from _names(week, place, y + HEAD + 29)
    yield from _due(season, week, y)
    box = f'y="{y:g}" width="{CELL:.1f}" height="{high:g}"'
    for place, day in enumerate(week):
        yield (
            f'<a href="?{query}day={day.day.isoformat()}" tabindex="-1">'
            f'<rect class="hit" x="{_x(place)}" {box}/></a>'
        )


def _gutter(season: Season, week: tuple[Day, ...], y: float) -> Iterator[str]:
    """The month where one begins, and the letters of the lanes."""
    first = next((day.day for day in week if day.day.day == 1), None)
    if first or week[0] is season.days[0]:
        shown = month(first or week[0].day)
        yield f'<text class="svg-ink tall-month" font-size="13" x="0" y="{y + 13:g}">{shown}</text>'
    else:
        number = week[0].day.isocalendar().week
        yield f'<text class="svg-soft" font-size="11" x="0" y="{y + 13:g}">{number}</text>'
    if any(day.best for day in week):
        for row, kind in enumerate(season.kinds):
            at = y + HEAD + BODY + LANE * row + 6.6
            yield f'<text class="svg-soft" font-size="8.5" x="21" y="{at:g}">{kind_letter(kind)}</text>'


def _named(week: tuple[Day, ...], before: str) -> list[tuple[int, str]]:
    """The phases that begin in a week, and with which of its days."""
    last = (before, *(day.phase for day in week))
    return [(n, day.phase) for n, day in enumerate(week) if day.phase != last[n]]


def _phase_name(place: int, phase: str, y: float) -> str:
    x, anchor = (_x(place) + 2, "start") if place < 5 else (WIDTH, "end")
    return (
        f'<text class="svg-ink ph-word" font-size="11" x="{x:g}" y="{y - 3:g}" text-anchor="{anchor}">'
        f"{escape(phase_word(phase))}</text>"
    )


def _band(week: tuple[Day, ...], y: float) -> Iterator[str]:
    """The phases behind the numbers of the days."""
    at = 0
    for phase, days in groupby(day.phase for day in week):
        length = len(list(days))
        x, wide = _x(at), length * CELL
        yield (
            f'<rect class="ph ph-{phase}" x="{x}" y="{y:g}" width="{wide:.1f}" height="{HEAD:g}"/>'
            f'<rect fill="url(#pat-{phase})" x="{x}" y="{y:g}" width="{wide:.1f}" height="{HEAD:g}"/>'
        )
        at += length


def _numbers(season: Season, week: tuple[Day, ...], y: float) -> Iterator[str]:
    plate = f'y="{y + 2:g}" width="17" height="13" rx="3"'
    today = f'y="{y:g}" width="20" height="{HEAD:g}" rx="4"'
    base = f'y="{y + 12:g}"'
    yield '<g font-size="11" text-anchor="middle">'
    for place, day in enumerate(week):
        x, at = _x(place) + 1, day.day
        if at == season.today:
            yield (
                f'<rect class="today-plate" x="{x:g}" {today}/>'
                f'<text class="today-said tall-day" x="{x + 10:g}" {base}>{at.day}</text>'
            )
        else:
            tone = "svg-soft" if at < season.today else "svg-ink"
            yield (
                f'<rect class="ph-name" x="{x:g}" {plate}/>'
                f'<text class="{tone} tall-day" x="{x + 8.5:g}" {base}>{at.day}</text>'
            )
    yield "</g>"


def _things(day: Day, x: float, y: float) -> Iterator[str]:
    """Flags, and sessions below them."""
    for place, flag in enumerate(day.flags[:2]):
        yield flag_svg(flag, x + 3 + FLAG * place, y + 1.5)
    for place, mark in enumerate(day.marks[:2]):
        wide = 27.0 if len(day.marks) == 1 else 21.5
        yield mark_svg(mark, round(x + 2 + place * 22, 1), y + 19, wide, 15.5, 9.5)


def _names(week: tuple[Day, ...], place: int, y: float) -> Iterator[str]:
    """The name of a day's first race, as far as there is room below it."""
    day = week[place]
    if not day.flags or day.marks:
        return
    taken = (n for n in range(place + 1, 7) if week[n].marks or week[n].flags)
    room = (next(taken, 7) - place) * CELL - 4
    x, anchor = _x(place) + 3, "start"
    if place > 3 and not any(other.marks or other.flags for other in week[:place]):
        room, x, anchor = (place + 1) * CELL - 4, _x(place + 1) - 2, "end"
    name = cut(day.flags[0].name, room, 10.5)
    if name:
        yield (
            f'<text class="svg-ink season-halo" font-size="10.5" x="{x:g}" y="{y:g}"'
            f' text-anchor="{anchor}">{escape(name)}</text>'
        )


def _ticks(week: tuple[Day, ...], base: float) -> Iterator[str]:
    """The workouts of a week, each beside its day's flag: those of one effort are one path."""
    paths: dict[str, str] = {}
    for place, day in enumerate(week):
        if len(day.flags) > 1:
            continue
        x = _x(place) + 6 + FLAG * len(day.flags)
        strokes = [tick.effort for tick in day.ticks if tick.kind != "rest"]
        for number, effort in enumerate(strokes[:4]):
            stroke = f"M{x + 5 * number:g} {base:g}v-{TICKS[effort]:g}"
            paths[effort] = paths.get(effort, "") + stroke
    for effort, drawn in paths.items():
        yield f'<path class="tick tick-{effort}" d="{drawn}"/>'


def _lanes(season: Season, week: tuple[Day, ...], y: float) -> Iterator[str]:
    """For each kind of session what the days are good for, neighbours of one mind as one."""
    for row in range(len(season.kinds)):
        at = 0
        for verdict, days in groupby(day.best[row] if day.best else "" for day in week):
            length = len(list(days))
            if verdict:
                fill = FILLS.get(verdict, 'class="svg-fine-soft"')
                box = f'x="{_x(at)}" y="{y + LANE * row:g}" width="{length * CELL - 0.5:.1f}"'
                yield f'<rect {fill} {box} height="{LANE - 2:g}"/>'
            at += length


def _due(season: Season, week: tuple[Day, ...], y: float) -> Iterator[str]:
    """A dashed line round the days in which the next session belongs."""
    due = season.due
    if due.state == "none" or due.begin is None:
        return
    until = max(due.until or due.begin, season.today.toordinal())
    zero = week[0].day.toordinal()
    begin, end = max(due.begin - zero, 0), min(until - zero + 1, 7)
    if begin < end:
        yield (
            f'<rect class="due due-{due.state}" x="{_x(begin) + 1:g}" y="{y + HEAD + 18:g}"'
            f' width="{(end - begin) * CELL - 2:.1f}" height="17.5" rx="4"/>'
        )
        if begin + zero == due.begin:
            yield (
                f'<text class="due-word season-halo" font-size="9.5" x="{_x(begin) + 5:g}"'
                f' y="{y + HEAD + 30:g}">{escape(_("due"))}</text>'
            )
