"""The pictures of a season. They have a thousand parts, so no template is asked for each."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.safestring import SafeString, mark_safe

from bookings.templatetags import season_small, season_table, season_tall, season_wide
from protocols.core.season import Season

register = template.Library()


@register.simple_tag
def season_picture(season: Season, *, chosen: date, query: str) -> SafeString:
    """The wide and the tall one; the screen shows one of them."""
    drawn = season_wide.draw(season, chosen, query) + season_tall.draw(season, chosen, query)
    return mark_safe(drawn)  # noqa: S308 - numbers, words of ours, and what was escaped


@register.simple_tag
def season_rows(season: Season, *, query: str) -> SafeString:
    """Head and body of the table."""
    return mark_safe(season_table.draw(season, query))  # noqa: S308 - likewise


@register.simple_tag
def season_strip_of(seasons: dict[int, Season], client: int, day: date) -> SafeString | str:
    """A client's weeks with that day marked; nothing for a season in which nothing stands."""
    found = seasons.get(client)
    return "" if found is None or found.empty else season_strip(found, first=day, last=day)


@register.simple_tag
def season_strip(season: Season, *, first: date, last: date) -> SafeString:
    """Some weeks, with the days from `first` to `last` marked."""
    return mark_safe(season_small.draw(season, first, last))  # noqa: S308 - likewise
