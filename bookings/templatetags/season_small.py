"""The season as a strip of some weeks: above the times of a week, and on a therapist's day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.utils.html import escape
from django.utils.translation import gettext as _

from bookings.templatetags.season_marks import flag_svg, mark_svg
from bookings.templatetags.season_words import month, phase_short, phase_word
from protocols.core.season import Season

WIDTH = 360.0
BAND, FLAGS, BASE, MARKS, HIGH = 15.0, 18.0, 50.0, 53.5, 84.0
MARK, MARK_HIGH, NARROW = 23.0, 14.0, 12.0  # a session, and one with another close behind it
TICKS = {"hard": 15.0, "unknown": 10.0, "gentle": 6.0}


def draw(season: Season, first: date, last: date) -> str:
    """The SVG; the days from `first` to `last` are marked."""
    step = WIDTH / len(season.days)
    pieces = [
        *_marked(season, first, last, step),
        *_bands(season, step),
        *_weeks(season, step),
        *_things(season, step),
        *_today(season, step),
    ]
    return (
        f'<svg class="season-svg season-small" viewBox="0 0 {WIDTH:g} {HIGH:g}" aria-hidden="true"'
        f' focusable="false">{"".join(pieces)}</svg>'
    )


def _marked(season: Season, first: date, last: date, step: float) -> Iterator[str]:
    zero = season.days[0].day
    x, wide = (first - zero).days * step, ((last - first).days + 1) * step
    yield (
        f'<rect class="small-pin" x="{x:.1f}" y="{BAND - 1:g}" width="{wide:.1f}"'
        f' height="{MARKS + MARK_HIGH - BAND + 3:g}" rx="3"/>'
    )


def _bands(season: Season, step: float) -> Iterator[str]:
    at = 0
    for phase, days in groupby(season.days, key=lambda day: day.phase):
        length = len(list(days))
        x, wide = at * step, length * step
        yield (
            f'<rect class="ph ph-{phase}" x="{x:.1f}" y="0" width="{wide:.1f}" height="{BAND:g}"/>'
            f'<rect fill="url(#pat-{phase})" x="{x:.1f}" y="0" width="{wide:.1f}" height="{BAND:g}"/>'
        )
        word = phase_word(phase) if wide > 60 else phase_short(phase) if wide > 20 else ""
        if word:
            room = len(word) * 5.6 + 6
            yield (
                f'<rect class="ph-name" x="{x + 2:.1f}" y="2" width="{room:.0f}" height="11" rx="2"/>'
                f'<text class="svg-ink ph-word" font-size="10" x="{x + 5:.1f}" y="11">{word}</text>'
            )
        at += length


def _weeks(season: Season, step: float) -> Iterator[str]:
    for number, week in enumerate(season.weeks):
        x = round(number * 7 * step, 1)
        if number:
            yield f'<line class="svg-line" x1="{x}" x2="{x}" y1="{BAND:g}" y2="{MARKS + MARK_HIGH:g}"/>'
        said = f"{week[0].day.day} {month(week[0].day)}" if number % 2 == 0 else ""
        if said:
            yield f'<text class="svg-soft" font-size="9.5" x="{x + 2:g}" y="{HIGH - 5:g}">{said}</text>'


def _things(season: Season, step: float) -> Iterator[str]:
    yield f'<line class="svg-line" x1="0" x2="{WIDTH:g}" y1="{BASE:g}" y2="{BASE:g}"/>'
    yield from _ticks(season, step)
    for number, day in enumerate(season.days):
        x = (number + 0.5) * step
        for flag in day.flags[:2]:
            yield f'<line class="pole" x1="{x:.1f}" x2="{x:.1f}" y1="{FLAGS:g}" y2="{BASE:g}"/>'
            yield flag_svg(flag, round(min(x, WIDTH - 19), 1), FLAGS)
    yield from _marks(season, step)


def _marks(season: Season, step: float) -> Iterator[str]:
    """Sessions below the line; of one with another close behind it the letter alone."""
    marks = [((n + 0.5) * step, mark) for n, day in enumerate(season.days) for mark in day.marks]
    for place, (x, mark) in enumerate(marks):
        following = marks[place + 1][0] if place + 1 < len(marks) else WIDTH + MARK
        narrow = following - x < MARK + 1
        wide = NARROW if narrow else MARK
        at = round(min(max(x - NARROW / 2, 0), WIDTH - wide), 1)
        yield mark_svg(mark, at, MARKS, wide, MARK_HIGH, 8.5, bare=narrow)


def _ticks(season: Season, step: float) -> Iterator[str]:
    paths: dict[str, list[str]] = {}
    for number, day in enumerate(season.days):
        strokes = [tick for tick in day.ticks if tick.kind != "rest"][:3]
        for place, tick in enumerate(strokes):
            x = (number + 0.5) * step + (place - (len(strokes) - 1) / 2) * 1.8
            stroke = f"M{x:.1f} {BASE:g}v-{TICKS[tick.effort]:g}"
            paths.setdefault(tick.effort, []).append(stroke)
    for effort, drawn in paths.items():
        yield f'<path class="tick tick-{effort}" d="{"".join(drawn)}"/>'


def _today(season: Season, step: float) -> Iterator[str]:
    place = (season.today - season.days[0].day).days
    if 0 <= place < len(season.days):
        x = round((place + 0.5) * step, 1)
        yield f'<line class="today" x1="{x}" x2="{x}" y1="0" y2="{MARKS + MARK_HIGH + 2:g}"/>'
        yield f"<title>{escape(_('Your season'))}</title>"
