"""Three weeks round a session, day by day. It has a hundred parts, so no template draws each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clinic.foundation.templatetags.kept import kept, when
from protocols.core.strip import StripDay, StripWorkout

register = template.Library()
MOST = 3  # workouts that a day has room for


@register.simple_tag
def card_strip(days: Sequence[StripDay], *, now: date, kind: str) -> SafeString:
    """One `<li>` a day; that of the session (`now`) has its type too."""
    drawn = "".join(_day(day, now, kind) for day in days)
    return mark_safe(drawn)  # noqa: S308 - words of ours, and what was escaped


def _day(day: StripDay, now: date, kind: str) -> str:
    here = day.day == now
    classes = "card-day-now" if here else "card-day-after" if day.day > now else ""
    name, number = when(day.day, "D")[:2], day.day.day
    marks = "".join(_marks(day, kind if here else ""))
    return (
        f'<li class="{classes}"><span class="card-day">'
        f"{_hidden(when(day.day, 'l j F') + ':')}"
        f'<span aria-hidden="true">{name}<br>{number}</span></span>'
        f'<span class="card-marks">{marks}</span></li>'
    )


def _marks(day: StripDay, own: str) -> Iterable[str]:
    for race in day.races:
        flag = kept("parts/icon.html", name="flag")
        yield f'<span class="strip-race">{flag}{race.priority}{_hidden(" " + race.name)}</span>'
    for workout in day.workouts[:MOST]:
        yield _workout(workout)
    for session in day.sessions:
        yield f"{_type(session.type)}{_hidden(_('session'))}"
    if own:
        yield f'<span class="card-this">{_type(own)}</span>{_hidden(_("this session"))}'


def _workout(workout: StripWorkout) -> str:
    word = _hidden(kept("protocols/workout_kind.html", kind=workout.kind).strip())
    if workout.kind == "rest":
        return word
    tick = "tick-hard" if workout.effort == "hard" else "tick-easy"
    return f"{kept('parts/icon.html', name=tick)}{word}"


def _type(code: str) -> str:
    return kept("parts/session_type.html", type=code, short=True)


def _hidden(words: str) -> str:
    return f' <span class="visually-hidden">{escape(words)}</span>'
