"""A note as it is read: its parts, figures and areas in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from bookings.core.measures import MEASURES
from bookings.forms.notes import PARTS
from bookings.models import VisitNote
from bookings.queries.note_words import figure, measure_word, unit_word
from bookings.queries.notes import NoteTold
from protocols.core.body.marks import TECHNIQUES, worked_words
from protocols.core.body.regions import REGIONS, said
from protocols.core.facts import DEPTHS
from protocols.forms.choices import WORDS

register = template.Library()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a note with its name."""

    label: str | Promise
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """One test's values, "" where none was noted."""

    word: str
    unit: str
    left: str
    right: str


@register.filter
def note_day(note: VisitNote) -> date:
    """The day of its session on the wall of its studio."""
    return date.fromisoformat(note.appointment.local_start[:10])


@register.simple_tag
def area_options(chosen: str = "") -> SafeString:
    """Every place of the body chart, by its name and then its side: typing its name finds it."""
    return _options(_places(get_language() or "en"), chosen)


@register.simple_tag
def technique_options(chosen: str = "") -> SafeString:
    """What can be done there."""
    language = get_language() or "en"
    return _options([(code, said(words, language)) for code, words in TECHNIQUES.items()], chosen)


@register.simple_tag
def depth_options(chosen: str = "") -> SafeString:
    """How deep; moderate for a new one."""
    return _options([(code, str(WORDS[code])) for code in DEPTHS], chosen or "moderate")


def _options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    each = (
        (code, mark_safe(" selected") if code == chosen else "", word) for code, word in choices
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', each)


@lru_cache(maxsize=4)
def _places(language: str) -> list[tuple[str, str]]:
    with override(language):
        sides = {"left": _("left"), "right": _("right"), "middle": ""}
    found = []
    for region in REGIONS:
        for side in region.sides:
            name = ", ".join(filter(None, (said(region.words, language), sides[side])))
            found.append((f"{region.code} {region.view} {side}", name[:1].upper() + name[1:]))
    return sorted(found, key=lambda place: place[1])


@register.filter
def said_parts(told: NoteTold) -> list[Part]:
    """The four parts."""
    return [Part(label, getattr(told.content, part)) for part, label in PARTS.items()]


@register.filter
def said_tests(told: NoteTold) -> list[Figures]:
    """The tests that were noted."""
    tests = told.content.tests
    return [
        Figures(
            measure_word(one.code),
            unit_word(one),
            *(
                figure(tests[one.code][s]) if s in tests[one.code] else ""
                for s in ("left", "right")
            ),
        )
        for one in MEASURES
        if one.code in tests
    ]


@register.filter
def said_worked(told: NoteTold) -> list[str]:
    """The areas worked, in words."""
    language = get_language() or "en"
    return [
        worked_words(one, str(WORDS[one.depth]).lower(), language) for one in told.content.worked
    ]
