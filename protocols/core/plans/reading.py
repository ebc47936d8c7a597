"""A file from elsewhere, whatever wrote it: which reader it is for, and what is made sure of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from protocols.core.plans import final_surge, ical, intervals, strava, table, watch
from protocols.core.plans.shape import (
    MOST_BYTES,
    MOST_EVENTS,
    MOST_TITLE,
    MOST_UID,
    Ask,
    BadFile,
    Item,
    Read,
    Skipped,
)
from protocols.core.plans.texts import line


class Reader(NamedTuple):
    """`knows(content, name)` is cheap and never raises; `read` raises nothing but BadFile."""

    knows: Callable[[bytes, str], bool]
    read: Callable[[bytes, Ask], Read]


# Asked in this order: those with a mark of their own first, any table last.
READERS = (
    Reader(watch.knows, watch.read),
    Reader(ical.knows, ical.read),
    Reader(intervals.knows, intervals.read),
    Reader(final_surge.knows, final_surge.read),
    Reader(strava.knows, strava.read),
    Reader(table.knows, table.read),
)
# Packed files, pictures, documents: no reader guesses at those, whatever they are called.
FOREIGN = (b"\x1f\x8b", b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"BZh")
PAGE = (b"<!doctype html", b"<html")


def read(content: bytes, name: str, ask: Ask) -> Read:
    """What a file holds; the content says of which kind it is, the name only where it does not.

    A file without one good event gives its `skipped`. Raises BadFile.
    """
    if len(content) > MOST_BYTES:
        raise BadFile("too_big")
    head = content[:1_024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise BadFile("empty")
    if head.startswith(FOREIGN) or head[:64].lower().startswith(PAGE):
        raise BadFile("not_known")
    reader = next((each for each in READERS if each.knows(content, name)), None)
    if reader is None:
        raise BadFile("not_known")
    found = _tidied(reader.read(content, ask))
    if not found.items and not found.skipped:
        raise BadFile("no_event")
    return found


def _tidied(found: Read) -> Read:
    """Titles on one line, and each event once. Raises BadFile if there are too many."""
    if len(found.items) > MOST_EVENTS:
        raise BadFile("too_many")
    items: dict[str, Item] = {}
    skipped = [replace(each, title=_line(each.title)) for each in found.skipped[:MOST_EVENTS]]
    for item in found.items:
        tidy = replace(item, title=_line(item.title), uid=line(item.uid, MOST_UID))
        if not tidy.title:
            skipped.append(Skipped(item.line, "no_title", uid=tidy.uid))
        elif tidy.uid in items:
            skipped.append(Skipped(item.line, "twice", tidy.title, tidy.uid))
        else:
            items[tidy.uid] = tidy
    ordered = sorted(skipped, key=lambda each: (each.line, each.why, each.title))
    return Read(found.tool, _line(found.name), tuple(items.values()), tuple(ordered))


def _line(text: str) -> str:
    return line(text, MOST_TITLE)
