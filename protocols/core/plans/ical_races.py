"""What makes an event of a calendar a race, short of its source saying so: categories, titles, and
calendars that hold nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from protocols.core.facts import PRIORITIES
from protocols.core.plans import measures, titles
from protocols.core.plans.measures import flattened

_RUN_FIRST = re.compile(r"^\s*(?:run|running)\s*[-–:]\s+(?=\S)", re.IGNORECASE)
# Calendars of nothing but races say so in their names or addresses.
_LISTED = re.compile(r"(?:^|[/.@])races?[/.@-]", re.IGNORECASE)
_LIST = re.compile(
    r"\braces$|^races\b|\brace (?:calendar|schedule|diary|dates|list)\b|\bfixtures\b|\blaufkalender\b"
    r"|\bwettkampf(?:e|kalender|termine)?\b|\bwettkaempfe\b|\bcalendario de carreras\b"
)
_LETTER = re.compile(
    r"\b([ABC])-?(?:race|Race|RACE)\b|\b([BC]) (?:race|Race|RACE)\b|^A [Rr]ace\s*[:–-]"
)
_LETTERED = re.compile(r"(?:^|\b)([abc])[ _-]?(?:race|event|rennen|wettkampf|prio\w*)\b")
_LETTER_AFTER = re.compile(r"\b(?:race|event|rennen|wettkampf|prio\w*)[ _:-]{0,2}([abc])\b")
_RACES = re.compile(
    r"\b(?:races?|wettkampf|rennen|compet\w+|course|carrera|[abc]-?race|race_?[abc])\b"
)


def looks_like_race(title: str, words: str) -> bool:
    """By a title; `words` is the title without the sport: "Run: 10k" is a run of that length."""
    alone = measures.named_distance_of(words) or not _RUN_FIRST.match(title)
    return titles.looks_like_race(words if alone else f"run {words}")


def is_listed(uid: str, calendar: str, words: str) -> bool:
    """Whether an event of no known kind is a race because all of its calendar are: by the name of
    the calendar, or the address that its UID is made of.
    """
    listed = _LISTED.search(uid) or _LIST.search(flattened(calendar))
    return bool(listed) and not (titles.is_about(words) or titles.is_errand(words))


def priority_of(title: str, categories: Iterable[str]) -> str:
    """A, B or C, where an event says so; else ""."""
    for each in categories:
        found = _LETTERED.search(flattened(each)) or _LETTER_AFTER.search(flattened(each))
        if found:
            return found[1].upper()
    if found := _LETTER.search(title):
        letter = found[1] or found[2] or "A"
        return letter if letter in PRIORITIES else ""
    return ""


def names_races(categories: Iterable[str]) -> bool:
    """Whether a category is that of races."""
    return any(
        _RACES.fullmatch(flattened(each)) or titles.looks_like_race(each) for each in categories
    )
