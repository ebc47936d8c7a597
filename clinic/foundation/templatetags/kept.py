"""Parts of pages that look the same every time."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.template.defaultfilters import date as written
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
Told = str | bool | frozenset[str]


@register.simple_tag
def kept(part: str, /, **told: Told) -> SafeString:
    """A template that depends on what it is told and the language alone: drawn once for each.

    An icon stands on a page a hundred times, and to include it costs more than all it is made of.
    Only for words of ours: what is told is kept as long as the process lives.
    """
    return _drawn(part, get_language(), tuple(told.items()))


@register.filter
def when(value: date | None, form: str) -> str:
    """Django's `date`, each day and time written once: a page of times names the same ones often."""
    return "" if value is None else _written(value, form, get_language())


@lru_cache(maxsize=8_000)
def _written(value: date, form: str, _language: str | None) -> str:
    return str(written(value, form))


@lru_cache(maxsize=2_000)
def _drawn(part: str, _language: str | None, told: tuple[tuple[str, Told], ...]) -> SafeString:
    return render_to_string(part, dict(told))
