"""The season from left to right, for a wide screen and for paper: an SVG, put together as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.utils.html import escape
from django.utils.translation import gettext as _

from bookings.templatetags.season_marks import flag_svg, mark_svg
from bookings.templatetags.season_plan import (
    FLAG_HIGH,
    FLAGS,
    LANE,
    LEFT,
    MARK_HIGH,
    RIGHT,
    WIDTH,
    Plan,
    mark_width,
    planned,
)
from bookings.templatetags.season_words import (
    FILLS,
    cut,
    kind_word,
    month,
    named,
    phase_short,
    phase_word,
    title,
)
from protocols.core.season import Season

MONTHS, WEEKS, BAND, BAND_HIGH = 11.0, 27.0, 36.0, 24.0
TICKS = {"hard": 22.0, "unknown": 14.0, "gentle": 9.0}


def draw(season: Season, chosen: date, query: str) -> str:
    """The SVG. `chosen` is the day told of; `query` stands before the day in each day's address."""
    plan = planned(season)
    parts = [
        _backs(plan, chosen),
        _rulers(plan),
        _bands(plan),
        _labels(plan),
        _lanes(plan),
        _away(plan),
        _ticks(plan),
        _due(plan),
        _marks(plan),
        _flags(plan),
        _today(plan),
        _links(plan, query),
    ]
    inner = "".join(piece for part in parts for piece in part)
    high = round(plan.bottom + 22)
    return (
        f'<svg class="season-svg season-wide" viewBox="0 0 {WIDTH:g} {high}" aria-hidden="true"'
        f' focusable="false" data-step="{plan.step:.3f}">{inner}</svg>'
    )


# ---- behind everything ---------------------------------------------------------------------


def _backs(plan: Plan, chosen: date) -> Iterator[str]:
    place = plan.place(chosen)
    high = plan.bottom - BAND + 4
    x = plan.x(place) if 0 <= place < len(plan.season.days) else -plan.step * 9
    wide = max(plan.step, 4)
    yield f'<rect class="season-pin" x="{x}" y="{BAND - 2:g}" width="{wide:.1f}" height="{high:g}"/>'


def _rulers(plan: Plan) -> Iterator[str]:
    """Weeks with their numbers, and months."""
    every = 1 if len(plan.season.weeks) <= 30 else 2
    for number, week in enumerate(plan.season.weeks):
        x, monday = plan.x(number * 7), week[0].day
        first = monday.day <= 7
        tone = "svg-edge" if first else "svg-line"
        top = BAND - 34 if first else BAND - 4
        yield f'<line class="{tone}" x1="{x}" x2="{x}" y1="{top:g}" y2="{plan.bottom:g}"/>'
        if first or number == 0:
            shown = month(monday) if number or first else month(week[-1].day)
            yield f'<text class="svg-ink" font-size="12" x="{x + 4}" y="{MONTHS}">{shown}</text>'
        if number % every == 0:
            week_number = monday.isocalendar().week
            yield f'<text class="svg-soft" font-size="11" x="{x + 4}" y="{WEEKS}">{week_number}</text>'


def _labels(plan: Plan) -> Iterator[str]:
    tall = [
        (WEEKS, _("Week")),
        (BAND + 16, _("Phase")),
        (FLAGS + 13, _("Races")),
        (plan.ticks - 4, _("Training")),
        (plan.sessions + 14, _("Sessions")),
    ]
    lanes = [
        (plan.lanes + LANE * row + 11, kind_word(kind))
        for row, kind in enumerate(plan.season.kinds)
    ]
    for y, word in [*tall, *lanes]:
        yield f'<text class="svg-soft" font-size="12" x="0" y="{y:g}">{escape(word)}</text>'


def _bands(plan: Plan) -> Iterator[str]:
    """The phases, each with its pattern and its name."""
    at = 0
    for phase, days in groupby(plan.season.days, key=lambda day: day.phase):
        length = len(list(days))
        x, wide = plan.x(at), round(length * plan.step, 1)
        yield (
            f'<rect class="ph ph-{phase}" x="{x}" y="{BAND:g}" width="{wide}" height="{BAND_HIGH:g}"/>'
            f'<rect fill="url(#pat-{phase})" x="{x}" y="{BAND:g}" width="{wide}" height="{BAND_HIGH:g}"/>'
        )
        word = phase_word(phase)
        if len(word) * 6.6 + 14 > wide:
            word = phase_short(phase) if wide > 24 else ""
        if word:
            room = len(word) * 6.6 + 10
            yield (
                f'<rect class="ph-name" x="{x + 3}" y="{BAND + 4:g}" width="{room:.0f}" height="16" rx="4"/>'
                f'<text class="svg-ink ph-word" font-size="12" x="{x + 8}" y="{BAND + 16.5:g}">{word}</text>'
            )
        at += length


def _lanes(plan: Plan) -> Iterator[str]:
    """For each kind of session: on which days it is recommended, asks for care, or cannot be."""
    for row, _kind in enumerate(plan.season.kinds):
        y, at = plan.lanes + LANE * row, 0
        for verdict, days in groupby(d.best[row] if d.best else "" for d in plan.season.days):
            length = len(list(days))
            if verdict:
                fill = FILLS.get(verdict, 'class="svg-fine-soft"')
                wide = round(length * plan.step - 0.4, 1)
                yield f'<rect {fill} x="{plan.x(at)}" y="{y:g}" width="{wide}" height="{LANE - 4:g}"/>'
            at += length


def _away(plan: Plan) -> Iterator[str]:
    at, high = 0, plan.bottom - BAND - BAND_HIGH
    for away, days in groupby(day.away for day in plan.season.days):
        length = len(list(days))
        if away:
            x, y, wide = plan.x(at), BAND + BAND_HIGH, round(length * plan.step, 1)
            yield f'<rect fill="url(#pat-away)" x="{x}" y="{y:g}" width="{wide}" height="{high:g}"/>'
            if wide > 30:
                yield (
                    f'<text class="svg-soft season-halo" font-size="11" x="{x + 3}"'
                    f' y="{plan.ticks - 18:g}">{escape(_("away"))}</text>'
                )
        at += length


# ---- what stands on days -------------------------------------------------------------------


def _ticks(plan: Plan) -> Iterator[str]:
    """Hard workouts are tall, easy ones short, those of unknown kind dotted; rest is no stroke."""
    base = plan.ticks
    yield (
        f'<line class="svg-line" x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{base + 1:g}" y2="{base + 1:g}"/>'
    )
    paths: dict[str, list[str]] = {"hard": [], "gentle": [], "unknown": []}
    for number, day in enumerate(plan.season.days):
        strokes = [tick for tick in day.ticks if tick.kind != "rest"]
        for place, tick in enumerate(strokes):
            share = (place + 1) / (len(strokes) + 1)
            x = round(plan.x(number) + plan.step * share, 1)
            paths[tick.effort].append(f"M{x} {base:g}v-{TICKS[tick.effort]:g}")
    for effort, strokes_ in paths.items():
        if strokes_:
            yield f'<path class="tick tick-{effort}" d="{"".join(strokes_)}"/>'


def _marks(plan: Plan) -> Iterator[str]:
    """Sessions: letter and length; the deeper, the fuller."""
    for mark, number, row in plan.marks:
        wide = mark_width(mark)
        x = min(plan.x(number + 0.5) - 3, WIDTH - RIGHT - wide)
        y = plan.sessions + (MARK_HIGH + 4) * row
        yield mark_svg(mark, round(x, 1), y, wide, MARK_HIGH, 11)


def _due(plan: Plan) -> Iterator[str]:
    """The days in which the next session belongs."""
    due, season = plan.season.due, plan.season
    if due.state == "none" or due.begin is None:
        return
    zero, last = season.days[0].day.toordinal(), len(season.days)
    until = max(due.until or due.begin, season.today.toordinal())
    begin, end = max(due.begin - zero, 0), min(until - zero + 1, last)
    if begin >= end:
        return
    x, y = plan.x(begin), plan.sessions - 3
    wide = max(round((end - begin) * plan.step, 1), 26)
    yield (
        f'<rect class="due due-{due.state}" x="{x}" y="{y:g}" width="{wide}" height="26" rx="6"/>'
        f'<text class="due-word season-halo" font-size="12" x="{x + wide / 2:g}" y="{y + 17:g}"'
        f' text-anchor="middle">{escape(_("due"))}</text>'
    )


def _flags(plan: Plan) -> Iterator[str]:
    """Races, each on its pole; a name gives way to the next flag of its row."""
    for place, (flag, number, row) in enumerate(plan.flags):
        x, y = plan.x(number + 0.5), FLAGS + FLAG_HIGH * row
        following = (n for _f, n, other in plan.flags[place + 1 :] if other == row)
        end = min((plan.x(n) for n in following), default=WIDTH)
        name = cut(flag.name, min(end - x - 26, 150), 12)
        yield f'<line class="pole" x1="{x}" x2="{x}" y1="{y:g}" y2="{plan.bottom:g}"/>'
        yield flag_svg(flag, x, y)
        if name:
            dropped = "" if flag.counts else " dropped"
            yield (
                f'<text class="svg-ink season-halo{dropped}" font-size="12" x="{x + 21:g}" y="{y + 12:g}">'
                f"{escape(name)}</text>"
            )


def _today(plan: Plan) -> Iterator[str]:
    place = plan.place(plan.season.today)
    if not 0 <= place < len(plan.season.days):
        return
    x, y = plan.x(place + 0.5), plan.bottom
    anchor = "start" if place < 7 else "end" if place > len(plan.season.days) - 7 else "middle"
    yield (
        f'<line class="today" x1="{x}" x2="{x}" y1="{BAND - 4:g}" y2="{y + 4:g}"/>'
        f'<text class="today-word" font-size="12" x="{x}" y="{y + 17:g}" text-anchor="{anchor}">'
        f"{escape(_('Today'))}</text>"
    )


def _links(plan: Plan, query: str) -> Iterator[str]:
    """Each day as a column that can be pressed. The table beside has the same links for the keyboard."""
    box = f'y="{BAND - 2:g}" width="{plan.step:.2f}" height="{plan.bottom - BAND + 4:g}"'
    names = named(plan.season.days)
    for number, day in enumerate(plan.season.days):
        said = title(day, names[day.day])
        yield (
            f'<a href="?{query}day={day.day.isoformat()}" tabindex="-1">'
            f'<rect class="hit" x="{plan.x(number)}" {box}><title>{said}</title></rect></a>'
        )
