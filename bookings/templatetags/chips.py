"""The buttons of a day's times: a page has hundreds, so no template is asked for each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from bookings.queries.offers import Entry

register = template.Library()

CHIP = '<li class="q{}"><button class="chip{}" name="pick" value="{}" type="submit"><b>{}</b>{}</button></li>'
STILL = '<li class="q{}"><span class="chip chip-still"><b>{}</b>{}</span></li>'


@register.simple_tag
def chips(entries: Iterable[Entry], *, still: bool) -> SafeString:
    """Each time of a group; `still` where it cannot be pressed."""
    told = cache(_who)  # the same few names again and again
    if still:
        rows = [STILL.format(e.quarter, e.clock, told(e.names, "")) for e in entries]
    else:
        rows = [
            CHIP.format(e.quarter, _look(e), escape(e.pick), e.clock, told(e.names, e.whom))
            for e in entries
        ]
    return mark_safe("".join(rows))  # noqa: S308 - numbers, verdicts, and what was escaped


def _look(entry: Entry) -> str:
    return f" chip-{entry.verdict}" if entry.verdict else ""


def _who(names: str, whom: str) -> str:
    """With whom, short; the whole of it is the title."""
    if not names:
        return ""
    title = f' title="{escape(whom)}"' if whom else ""
    return f'<span class="chip-who"{title}>{escape(names)}</span>'
