"""What the pictures of a season share: words, colours as classes, and text that fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clinic.foundation.templatetags.kept import when
from protocols.core.facts import Shape
from protocols.core.season import Day

LETTERS = {"pre_event": "P", "post_event": "R", "general": "G", "injury": "I", "none": "–"}
CLASSES = {"pre_event": "p", "post_event": "r", "general": "g", "injury": "i", "none": "o"}
FILLS = {
    "recommended": 'class="svg-good"',
    "caution": 'fill="url(#pat-care)"',
    "blocked": 'fill="url(#pat-stop)"',
}


_PHASES = {
    "base": gettext_lazy("Base"),
    "peak": gettext_lazy("Peak"),
    "taper": gettext_lazy("Taper"),
    "recovery": pgettext_lazy("phase", "Recovery"),
    "maintenance": gettext_lazy("Maintenance"),
}
_TYPES = {
    "pre_event": gettext_lazy("Pre-event"),
    "post_event": gettext_lazy("Post-event"),
    "general": gettext_lazy("General"),
    "injury": gettext_lazy("Injury"),
    "none": gettext_lazy("Other"),
}


def phase_word(phase: str) -> str:
    """A phase as the pictures name it."""
    return str(_PHASES[phase])


def phase_short(phase: str) -> str:
    """The same in two letters, where a band is narrow."""
    return phase_word(phase)[:2]


def kind_word(shape: Shape) -> str:
    """A kind of session as the lanes name it."""
    deep = shape.type == "general" and shape.depth == "deep"
    return str(_("Deep") if deep else _TYPES[shape.type])


def kind_letter(shape: Shape) -> str:
    """The letter of a lane: deep work has one of its own."""
    return "D" if shape.type == "general" and shape.depth == "deep" else LETTERS[shape.type]


def month(day: date) -> str:
    return when(day, "M")


def named(days: Sequence[Day]) -> dict[date, str]:
    """Each day of whole weeks as one says it: Tue 9 Dec. Weekdays and months are looked up once."""
    weekdays = [escape(when(day.day, "D")) for day in days[:7]]
    months = {day.day.month: day.day for day in days}
    names = {number: escape(month(first)) for number, first in months.items()}
    dates = (day.day for day in days)
    return {day: f"{weekdays[day.weekday()]} {day.day} {names[day.month]}" for day in dates}


def title(day: Day, name: str) -> str:
    """What stands on a day, in a line: what the pointer is told."""
    said = [f"{flag.name} ({flag.priority})" for flag in day.flags]
    said += [f"{LETTERS[mark.type]}{mark.minutes}" for mark in day.marks]
    if day.away:
        said.append(_("away"))
    return " · ".join([name, *map(escape, said)])


def cut(text: str, room: float, size: float = 11) -> str:
    """A text that fits into so much room, with an ellipsis where it is cut; "" where nothing would."""
    most = int(room / (size * 0.54))
    if len(text) <= most:
        return text
    return text[: most - 1].rstrip() + "…" if most > 3 else ""
