"""Calendar files (iCalendar): those of training tools, clubs, and any calendar.

Each event is read by itself, so that a broken one costs no other.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from clinic.foundation.core.texts import one_line
from protocols.core.faults import outside_days
from protocols.core.plans import ical_events, ical_races, making, titles
from protocols.core.plans.ical_events import Told
from protocols.core.plans.ical_lines import Block, Calendar, split
from protocols.core.plans.ical_times import Moment, Unusable, alike, starts
from protocols.core.plans.shape import (
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

OLD = timedelta(days=400)
_BY_CONTENT = "content:"
_BEGIN = re.compile(rb"(?im)^[ \t]*BEGIN:V(?:CALENDAR|EVENT)[ \t\r]*$")
_WIDE = re.compile(b"B\0E\0G\0I\0N\0:\0V\0")
_MAKERS = (
    ("trainingpeaks", re.compile(r"training ?peaks")),
    ("runna", re.compile(r"\brunna\b")),
    ("garmin", re.compile(r"garmin")),
    ("final_surge", re.compile(r"final ?surge")),
)
_UIDS = (
    ("runna", re.compile(r"(?:UPCOMING|COMPLETED)_PLAN|_plan_week_\d")),
    *((tool, re.compile(pattern.pattern, re.IGNORECASE)) for tool, pattern in _MAKERS),
)


def knows(content: bytes, name: str) -> bool:
    """Whether it is a calendar, whatever it is called."""
    head = content[:65_536].replace(b"\r", b"\n").removeprefix(b"\xef\xbb\xbf")
    return bool(_BEGIN.search(head) or _WIDE.search(head[:4_096] + b"\0"))


def read(content: bytes, ask: Ask) -> Read:
    """The events of a calendar file. Raises BadFile for what is none, or too much."""
    calendars = split(content)
    tool = tool_of(calendars)
    found: list[Told] = []
    skipped: list[Skipped] = []
    for calendar in calendars:
        for block in calendar.events:
            try:
                event = ical_events.told(block, calendar, runna=tool == "runna")
                found.append(event if event.uid else replace(event, uid=_content_uid(event)))
            except Unusable as error:
                skipped.append(_skipped(block, error.why))
            except (ValueError, ArithmeticError, LookupError):
                skipped.append(_skipped(block, "broken"))
    chosen, left = _newest(found)
    items, more = _items(chosen, [each for each in found if each.instead], ask)
    items = list(making.named([_veiled(item) for item in items]))
    named = (each.head.text("X-WR-CALNAME") or each.head.text("NAME") for each in calendars)
    name = next((told for each in named if (told := line(each, MOST_TITLE))), "")
    return Read(
        tool,
        name,
        tuple(sorted(items, key=lambda each: (each.line, each.day, each.uid))),
        tuple(sorted([*skipped, *left, *more], key=lambda each: (each.line, each.why))),
    )


def tool_of(calendars: Iterable[Calendar]) -> str:
    """Which tool wrote it: by its own name, or by the names it gives to events."""
    for calendar in calendars:
        product = calendar.head.text("PRODID").lower()
        for tool, pattern in _MAKERS:
            if pattern.search(product):
                return tool
        for event in calendar.events[:50]:
            for tool, pattern in _UIDS:
                if pattern.search(event.get("UID")[:MOST_UID]):
                    return tool
            if event.get("X-WORKOUT-ESTIMATED-DURATION"):
                return "runna"
    return "ical"


def _newest(found: list[Told]) -> tuple[list[Told], list[Skipped]]:
    """Of what has one name the newest edition, done rather than planned; of what was called off
    nothing. Where a careless tool gives one name to different days, all of them are kept.
    """
    alike: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for each in found:
        alike[each.uid, each.instead.mark if each.instead else ""].append(each)
    chosen: list[Told] = []
    skipped: list[Skipped] = []
    for editions in alike.values():
        best = max((each.done, each.sequence) for each in editions)
        latest = [each for each in editions if (each.done, each.sequence) == best]
        if any(each.cancelled for each in latest):
            skipped += [_skipped(each.block, "cancelled") for each in editions]
            continue
        by_start: dict[str, list[Told]] = defaultdict(list)
        for each in latest:
            by_start[each.span.start.mark if each.span else ""].append(each)
        careless = len(by_start) > 1 and not latest[0].instead
        for mark, same in by_start.items():
            chosen.append(replace(same[0], uid=f"{same[0].uid}/{mark}") if careless else same[0])
        kept = {id(same[0].block) for same in by_start.values()}
        skipped += [_skipped(e.block, "twice") for e in editions if id(e.block) not in kept]
    return chosen, skipped


def _items(chosen: list[Told], others: list[Told], ask: Ask) -> tuple[list[Item], list[Skipped]]:
    """The events as items, repeats among them, but those whose place one of the `others` takes.
    Raises BadFile if they are too many.
    """
    instead: dict[str, list[Moment]] = defaultdict(list)
    for each in others:
        if each.instead:
            instead[each.uid].append(each.instead)
    starts_of = {each.uid: each.span.start for each in chosen if each.span and not each.instead}
    items: list[Item] = []
    skipped: list[Skipped] = []
    for each in chosen:
        try:
            if each.instead is not None:
                items += _moved(each, each.instead, starts_of.get(each.uid), ask)
            else:
                items += _of(each, instead[each.uid], ask)
        except Unusable as error:
            skipped.append(_skipped(each.block, error.why))
        except (ValueError, ArithmeticError, LookupError):
            skipped.append(_skipped(each.block, "broken"))
        if len(items) > MOST_EVENTS:
            raise BadFile("too_many", each.block.line)
    return items, skipped


def _moved(told: Told, instead: Moment, first: Moment | None, ask: Ask) -> list[Item]:
    """One repeat that differs. It keeps the name of the one whose place it takes."""
    mark = alike(instead, first).mark if first else instead.mark
    return _young([replace(_item(told, ask), uid=_uid(told.uid, mark))], ask)


def _of(told: Told, instead: list[Moment], ask: Ask) -> list[Item]:
    """The items of one event. Raises Unusable where it gives none."""
    assert told.span is not None
    first, item = told.span.start, _item(told, ask)
    if not any(told.block.all(name) for name in ("RRULE", "RDATE", "EXRULE")):
        return _young([replace(item, uid=_uid(told.uid, ""))], ask)
    taken = {alike(each, first).mark for each in instead}
    repeats = starts(told.block, told.calendar, first, ask)
    if not repeats:
        raise Unusable("old")
    days = (item.until - item.day) if item.until else None
    found = []
    for start in repeats:
        if start.mark not in taken:
            moved = _placed(item, told, start, ask)
            until = None if days is None else moved.day + days
            found.append(replace(moved, uid=_uid(told.uid, start.mark), until=until))
    return found


def _item(told: Told, ask: Ask) -> Item:
    assert told.span is not None
    what, kind = ical_events.what_of(told)
    ical_events.checked(told, what)
    race = what in ("race", "maybe_race")
    item = Item(
        uid="",
        line=told.block.line,
        what=what,
        title=told.title,
        day=told.span.start.wall.date(),
        kind=kind,
        until=ical_events.last_day(told) if what == "absence" else None,
        minutes=None if what == "absence" else ical_events.minutes_of(told, what),
        distance_m=None if what == "absence" else ical_events.distance_of(told),
        priority=ical_races.priority_of(told.title, told.categories) if race else "",
        terrain=titles.terrain_of(told.title) if race else "",
        done=told.done,
    )
    return _placed(item, told, told.span.start, ask)


def _placed(item: Item, told: Told, start: Moment, ask: Ask) -> Item:
    """The item at a start, on the wall clock that is kept."""
    if not start.timed:
        return replace(item, day=start.wall.date())
    place = ical_events.zone_of(told)
    wall, zone = start.clock.read(start.wall, place or ask.zone, place)
    if outside_days(wall.date()):
        raise Unusable("years")
    if item.until is not None:  # an absence: of days
        return replace(item, day=wall.date(), until=item.until + (wall.date() - item.day))
    return replace(item, day=wall.date(), at=wall.time(), zone=zone)


def _young(items: list[Item], ask: Ask) -> list[Item]:
    for item in items:
        over = item.until or item.day
        if outside_days(over):
            raise Unusable("years")
        if item.what != "race" and over < ask.today - OLD:
            raise Unusable("old")
    return items


def _uid(uid: str, mark: str) -> str:
    whole = f"{uid}/{mark}" if mark else uid
    whole = whole if whole.isprintable() else one_line(whole)
    if len(whole) <= MOST_UID:
        return whole
    digest = hashlib.sha256(uid.encode("utf-8", errors="replace")).hexdigest()
    return f"{digest}/{mark}" if mark else digest


def _content_uid(told: Told) -> str:
    """A name for an event that has none: what it says, and when."""
    start = told.span.start.mark if told.span else ""
    text = f"{start} {titles.key(told.title)}"
    return f"{_BY_CONTENT}{hashlib.sha256(text.encode('utf-8', errors='replace')).hexdigest()}"


def _veiled(item: Item) -> Item:
    """Without the uid that was made of its title, if it is an absence."""
    made = item.what == "absence" and item.uid.startswith(_BY_CONTENT)
    return replace(item, uid="") if made else item


def _skipped(block: Block, why: str) -> Skipped:
    uid = _uid(ical_events.bare_uid(block), "")
    return Skipped(block.line, why, ical_events.titled(block), uid)
