"""Parts of pages that look the same every time."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def kept(part: str, /, **told: str | bool) -> SafeString:
    """A template that depends on what it is told and the language alone: drawn once for each.

    An icon stands on a page a hundred times, and to include it costs more than all it is made of.
    Only for words of ours: what is told is kept as long as the process lives.
    """
    return _drawn(part, get_language(), tuple(told.items()))


@lru_cache(maxsize=2_000)
def _drawn(
    part: str, _language: str | None, told: tuple[tuple[str, str | bool], ...]
) -> SafeString:
    return render_to_string(part, dict(told))
