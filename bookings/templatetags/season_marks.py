"""A session and a flag as every picture of a season draws them."""

from __future__ import annotations

from django.utils.html import escape

from bookings.templatetags.season_words import CLASSES, LETTERS
from protocols.core.season import Flag, Mark


def mark_svg(
    mark: Mark, x: float, y: float, wide: float, high: float, size: float, *, bare: bool = False
) -> str:
    """One session as a plate: its pattern below, letter and length above; `bare`: the letter alone."""
    letter = LETTERS[mark.type]
    said = letter if bare else f"{letter}{mark.minutes}"
    foot = {"light": 3.0, "moderate": 5.0, "deep": 7.0}[mark.depth]
    code = CLASSES[mark.type]
    return (
        f'<g class="stype-{code} mark mark-{mark.depth}"><rect class="mark-plate" x="{x}" y="{y:g}"'
        f' width="{wide:g}" height="{high:g}" rx="3.5"/><rect fill="url(#pat-{code})" x="{x + 1:g}"'
        f' y="{y + high - foot - 1:g}" width="{wide - 2:g}" height="{foot:g}"/><text class="mark-said"'
        f' font-size="{size:g}" x="{x + wide / 2:g}" y="{y + (high - foot) / 2 + 3.4:g}"'
        f' text-anchor="middle">{said}</text></g>'
    )


def flag_svg(flag: Flag, x: float, y: float) -> str:
    """A pennant with its letter, its pole at x."""
    kind = flag.priority.lower() if flag.counts else "off"
    return (
        f'<path class="flag flag-{kind}" d="M{x} {y:g}h18l-4 7.5l4 7.5h-18z"/>'
        f'<text class="flag-said flag-said-{kind}" font-size="11" x="{x + 7:g}" y="{y + 11.4:g}"'
        f' text-anchor="middle">{escape(flag.priority)}</text>'
    )
