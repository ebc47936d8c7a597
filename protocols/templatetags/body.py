"""The body chart as SVG: the figure from the front and from the back, with marks on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protocols.core.body.marks import KINDS, Mark, Worked, worked_words
from protocols.core.body.regions import REGIONS, VIEWS, Region, place_words, said

register = template.Library()
FIGURE = settings.BASE_DIR / "static" / "vendor" / "body-regions-0.0.4" / "regions.json"
STEPS = ((1, 0), (3, 1), (6, 2), (9, 3), (11, 4))  # below which pain, which fill
# Drawn by us over the others; what lies below would hide it.
LAST = {("it_band", "front"), ("hip_flexor", "front"), ("knee", "back"), ("achilles", "back")}
LETTERS = {"sharp": "S", "dull": "D", "tight": "T", "numb": "N"}
DEPTHS = {"light": "L", "moderate": "M", "deep": "D"}
DRAWN = sorted(REGIONS, key=lambda region: region.key in LAST)
Told = dict[tuple[str, str, str], tuple[str, str, str]]  # place -> (classes, label, words)


@register.simple_tag
def body_chart(
    marks: Iterable[Mark] = (), before: Iterable[Mark] = (), worked: Iterable[Worked] = ()
) -> SafeString:
    """Both views: pain now as a fill with its number, what hurt before as an outline, or work done.

    The words of it belong beside it: `body_list`.
    """
    told: Told = {}
    for mark in before:
        told[mark.place] = ("body-before", "", _("before: %(pain)d") % {"pain": mark.pain})
    for mark in marks:
        was = "body-before " if mark.place in told else ""
        step = next(step for above, step in STEPS if mark.pain < above)
        words = f"{mark.pain}, {said(KINDS[mark.kind], _language())}"
        told[mark.place] = (f"{was}body-pain-{step}", f"{mark.pain}{LETTERS[mark.kind]}", words)
    for one in worked:
        words = worked_words(one, _depth(one.depth), _language()).partition(": ")[2]
        told[one.place] = ("body-worked", DEPTHS[one.depth], words)
    views = [(figure_svg(view, told), _title(view)) for view in VIEWS]
    figures = format_html_join(
        "", '<figure class="body-view">{}<figcaption>{}</figcaption></figure>', views
    )
    return format_html('<div class="body-chart">{}</div>', figures)


@register.simple_tag
def body_press() -> SafeString:
    """Both views for a finger or a mouse: a comfort beside the list of places, and hidden from
    whoever does not see, since the list says and does the same.
    """
    views = [(_press(view), _title(view)) for view in VIEWS]
    figures = format_html_join(
        "", '<figure class="body-view">{}<figcaption>{}</figcaption></figure>', views
    )
    return format_html('<div class="body-chart body-press" aria-hidden="true">{}</div>', figures)


@register.simple_tag
def body_list(marks: Iterable[Mark] = (), before: Iterable[Mark] = ()) -> SafeString:
    """The same in words: each place, how much before and now."""
    old, new = ({mark.place: mark for mark in some} for some in (before, marks))
    rows = [
        (place_words(*place, _language()), _pain(old.get(place)), _pain(new.get(place)))
        for place in {**new, **old}
    ]
    if not rows:
        return format_html('<p class="soft">{}</p>', _("No place is marked."))
    head = (_("Place"), _("Last time"), _("Now"))
    body = format_html_join(
        "", '<tr><th scope="row">{}</th><td class="num">{}</td><td class="num">{}</td></tr>', rows
    )
    return format_html(
        '<table class="body-list"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        *head,
        body,
    )


def figure_svg(view: str, told: Told) -> SafeString:
    """One view with what is told of its places."""
    drawn = _figure()[view]
    shapes = "".join(
        _shape(region, side, drawn, told.get((region.code, side, view)))
        for region in DRAWN
        if region.view == view
        for side in region.sides
    )
    labels = "".join(
        _label(drawn["middle"][code][side], told[code, side, seen][1])
        for code, side, seen in told
        if seen == view and told[code, side, seen][1]
    )
    name = _title(view)
    return _svg(drawn, shapes + labels, f'role="img" aria-label="{escape(name)}"')


@lru_cache(maxsize=2)
def _press(view: str) -> SafeString:
    drawn = _figure()[view]
    places = [(one.code, side) for one in DRAWN if one.view == view for side in one.sides]
    shapes = "".join(
        f'<path class="body-region" data-place="{code}/{side}/{view}" '
        f'd="{drawn["regions"][code][side]}"></path>'
        for code, side in places
    )
    labels = "".join(
        _label(drawn["middle"][code][side], "", f' data-label="{code}/{side}/{view}"')
        for code, side in places
    )
    return _svg(drawn, shapes + labels, 'focusable="false"')


def _svg(drawn: dict[str, Any], inside: str, attrs: str) -> SafeString:
    # All of it is our own data and words: nothing that anybody typed.
    return mark_safe(  # noqa: S308
        f'<svg class="body-figure" viewBox="{drawn["box"]}" {attrs}>'
        f'<path class="body-outline" d="{drawn["outline"]}"></path>{inside}</svg>'
    )


def _shape(
    region: Region, side: str, drawn: dict[str, Any], told: tuple[str, str, str] | None
) -> str:
    path = drawn["regions"][region.code][side]
    if told is None:
        return f'<path class="body-region" d="{path}"></path>'
    words = escape(f"{place_words(region.code, side, region.view, _language())}: {told[2]}")
    return f'<path class="body-region {told[0]}" d="{path}"><title>{words}</title></path>'


def _label(middle: list[int], label: str, attrs: str = "") -> str:
    x, y = middle
    return f'<text class="body-label" x="{x}" y="{y}"{attrs}>{label}</text>'


def _pain(mark: Mark | None) -> str:
    return f"{mark.pain}, {said(KINDS[mark.kind], _language())}" if mark else "–"


def _title(view: str) -> str:
    return _("From the front") if view == "front" else _("From the back")


def _depth(depth: str) -> str:
    return {"light": _("light"), "moderate": _("moderate"), "deep": _("deep")}[depth]


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


@lru_cache(maxsize=1)
def _figure() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FIGURE.read_text(encoding="utf-8"))
    return found
