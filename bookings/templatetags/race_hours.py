"""The bar of a day round a race: a page has a hundred boxes, so no template is asked for each."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.utils.safestring import SafeString, mark_safe

from protocols.core.hourly import HourDay, Thing

register = template.Library()

HIGH = 36
BAR = (
    '<svg class="hours-bar" width="100%" height="{}" shape-rendering="crispEdges"'
    ' aria-hidden="true" focusable="false">{}</svg>'
)
BOX = '<rect {} x="{}%" y="{}" width="{}%" height="{}"/>'
NOW = '<line class="hours-now" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/>'
FILLS = {
    "recommended": 'class="svg-good"',
    "fine": 'class="svg-fine-soft"',
    "caution": 'fill="url(#pat-care)"',
    "blocked": 'fill="url(#pat-stop)"',
}
HUES = {"pre_event": "p", "post_event": "r", "general": "g", "injury": "i"}


@register.simple_tag
def hours_bar(day: HourDay) -> SafeString:
    """What is possible along a day, what the runner has on over it, and now."""
    return mark_safe(BAR.format(HIGH, "".join(_parts(day))))  # noqa: S308 - numbers and our words


def _parts(day: HourDay) -> Iterator[str]:
    for stretch in day.stretches:
        yield BOX.format(FILLS[stretch.verdict], stretch.left, 0, stretch.width, HIGH)
    for thing in day.things:
        if thing.opens:
            look, top = _look(thing)
            yield BOX.format(look, thing.left, top, thing.width, HIGH - top - 4)
    if day.now is not None:
        yield NOW.format(day.now, HIGH)


def _look(thing: Thing) -> tuple[str, int]:
    """How a thing is drawn, and how far from the top: an easy run is low."""
    if thing.kind == "race":
        return 'class="hours-gun" rx="3"', 4
    if thing.kind == "workout":
        return 'class="hours-run" rx="2"', 4 if thing.effort == "hard" else 16
    return f'class="hours-mine stype-{HUES.get(thing.what, "o")}" rx="4"', 4
