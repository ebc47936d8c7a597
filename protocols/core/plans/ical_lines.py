"""The bytes of a calendar file, cut into calendars and events. What an event says is read later.

Tolerant: line ends of any kind, text before the calendar, several calendars in one file, events
that never end, other things inside of events. Only what is asked for is kept, so that a file of a
million lines costs no memory.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from protocols.core.plans.ical_repeats import Allowance
from protocols.core.plans.shape import MOST_EVENTS, BadFile

MOST_LINES = 400_000
MOST_CALENDARS = 500
MOST_LETTERS = 64 * 1024  # of one property
MOST_TIMES = 1_000  # that one event names a property
DEEPEST = 64
_EVENT = re.compile(rb"(?im)^BEGIN:VEVENT[ \t\r]*$")
_DATES = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})
_LONG = frozenset({"DESCRIPTION"})  # too long is no fault: its beginning says it all
_WANTED = {
    "VEVENT": _DATES
    | {"UID", "SUMMARY", "DESCRIPTION", "DURATION", "RRULE", "EXRULE", "STATUS", "CATEGORIES"}
    | {"SEQUENCE", "X-USER-TIMEZONE", "X-WORKOUT-ESTIMATED-DURATION"},
    "VCALENDAR": frozenset({"PRODID", "METHOD", "X-WR-CALNAME", "NAME", "X-WR-TIMEZONE"}),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION"}),
    "STANDARD": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}),
}
_WANTED["DAYLIGHT"] = _WANTED["STANDARD"]
_PARAMETER = re.compile(r';([^=;:"]+)=("[^"]*"|[^;"]*)')
_DATED = re.compile(r"([^:]*(?::(?!\d{4}-?\d\d-?\d\d)[^:]*)*):(\d{4}-?\d\d-?\d\d.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Prop(NamedTuple):
    """One property; `value` as it stands, escapes and all."""

    params: dict[str, str]
    value: str


@dataclass(slots=True)
class Block:
    """An event or another part, by the line it begins on; `fault`: why it cannot be used."""

    name: str
    line: int
    props: dict[str, list[Prop]] = field(default_factory=dict)
    parts: list[Block] = field(default_factory=list)
    fault: str = ""

    def get(self, name: str) -> str:
        """The first value of a property, or ""."""
        found = self.props.get(name)
        return found[0].value.strip() if found else ""

    def text(self, name: str) -> str:
        """The same, without escapes."""
        return unescaped(self.get(name))

    def all(self, name: str) -> list[Prop]:
        return self.props.get(name, [])


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its own properties, events and zones. `allowance` is that of the file, `clocks`
    what was made of the zones so far.
    """

    head: Block
    allowance: Allowance = field(default_factory=Allowance)
    events: list[Block] = field(default_factory=list)
    zones: dict[str, Block] = field(default_factory=dict)
    clocks: dict[str, Any] = field(default_factory=dict)


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], text)


def split(content: bytes) -> list[Calendar]:
    """The calendars of a file. Raises BadFile for what is none, and for too much of it."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    content = content.removeprefix(codecs.BOM_UTF8)
    if len(_EVENT.findall(content)) > MOST_EVENTS:
        raise BadFile("too_many")
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if content.count(b"\n") > MOST_LINES:
        raise BadFile("too_hard")
    splitter = _Splitter()
    _unfold(content, splitter)
    splitter.stop()
    if not splitter.calendars:
        raise BadFile("broken", 1)
    return splitter.calendars


def _unfold(content: bytes, splitter: _Splitter) -> None:
    """Put folded lines together again, as bytes: a letter may be cut in its middle."""
    begun, parts, size = 0, [b""], 0
    for number, raw in enumerate(content.split(b"\n"), 1):
        if raw[:1] in (b" ", b"\t") and begun:
            if size <= MOST_LETTERS:  # one piece more than fits, so that it shows
                parts.append(raw[1:])
            size += len(raw) - 1
        elif raw:
            splitter.take(begun, parts)
            begun, parts, size = number, [raw], len(raw)
    splitter.take(begun, parts)


class _Splitter:
    """Takes one line after the other, and knows in what it stands."""

    def __init__(self) -> None:
        self.calendars: list[Calendar] = []
        self.allowance = Allowance()
        self.at: Block | None = None  # what a property belongs to
        self.event: Block | None = None
        self.zone: Block | None = None
        self.others: list[str] = []  # what is not read here: alarms, tasks, notes
        self.count = 0

    def take(self, line: int, parts: list[bytes]) -> None:
        """One line put together; its name decides whether the rest is looked at."""
        first = parts[0]
        if not first.strip():
            return
        if first[:6].upper() == b"BEGIN:":
            self._begin(_decoded(b"".join(parts))[6:].strip().upper(), line)
        elif first[:4].upper() == b"END:":
            self._end(_decoded(b"".join(parts))[4:].strip().upper())
        elif self.at is not None and not self.others:
            self._property(self.at, parts)

    def stop(self) -> None:
        """The event that is open is over without an end: nobody knows what it lacks."""
        if self.event is not None:
            self.event.fault = self.event.fault or "broken"
        self.event = self.zone = None
        self.others.clear()

    def _begin(self, name: str, line: int) -> None:
        if name == "VCALENDAR":
            self.stop()
            self._calendar(line)
        elif name == "VEVENT":
            self.stop()
            self.count += 1
            if self.count > MOST_EVENTS:
                raise BadFile("too_many", line)
            current = self._current(line)
            self.event = self.at = Block(name, line)
            current.events.append(self.event)
        elif name == "VTIMEZONE":
            self.stop()
            self._current(line)
            self.zone = self.at = Block(name, line)
        elif self.zone is not None and name in ("STANDARD", "DAYLIGHT") and not self.others:
            self.at = Block(name, line)
            if len(self.zone.parts) < MOST_TIMES:
                self.zone.parts.append(self.at)
        elif len(self.others) < DEEPEST:
            self.others.append(name)

    def _end(self, name: str) -> None:
        if name == "VEVENT":
            self.event = None
            self._back()
        elif name == "VCALENDAR":
            self.stop()
            self.at = None
        elif name == "VTIMEZONE":
            if self.zone is not None and self.calendars:
                zone = self.zone.get("TZID").strip('" ')
                self.calendars[-1].zones.setdefault(zone, self.zone)
            self.zone = None
            self._back()
        elif name in self.others:
            del self.others[self.others.index(name) :]
        elif name in ("STANDARD", "DAYLIGHT"):
            self.at = self.zone or self.at

    def _back(self) -> None:
        self.others.clear()
        self.at = self.calendars[-1].head if self.calendars else None

    def _calendar(self, line: int) -> Calendar:
        if len(self.calendars) == MOST_CALENDARS:
            raise BadFile("too_hard", line)
        self.calendars.append(Calendar(Block("VCALENDAR", line), self.allowance))
        self.at = self.calendars[-1].head
        return self.calendars[-1]

    def _current(self, line: int) -> Calendar:
        """The calendar that is open: files without one there are, too."""
        return self.calendars[-1] if self.calendars else self._calendar(line)

    def _property(self, block: Block, parts: list[bytes]) -> None:
        head = parts[0][:40]
        name = re.split(rb"[;:]", head, maxsplit=1)[0].decode("ascii", errors="replace").upper()
        name = name.strip()
        if name not in _WANTED[block.name] or block.fault:
            return
        raw = b"".join(parts)
        too_long = len(raw) > MOST_LETTERS and name not in _LONG
        if too_long or b"\0" in raw or len(block.all(name)) >= MOST_TIMES:
            block.fault = "broken"
        elif found := _parsed(name, _decoded(raw[:MOST_LETTERS])):
            block.props.setdefault(name, []).append(found)


def _decoded(raw: bytes) -> str:
    """UTF-8, as the standard says, or what old programs write instead."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _parsed(name: str, line: str) -> Prop | None:
    """Parameters and value. A date is known by its look: the names of some zones have colons."""
    if name in _DATES and (found := _DATED.match(line)):
        head, colon, value = found[1], ":", found[2]
    else:
        end = re.match(r'(?:[^":]|"[^"]*")*', line)
        cut = end.end() if end else 0
        head, colon, value = line[:cut], line[cut : cut + 1], line[cut + 1 :]
    if not colon:
        return None
    params = {m[1].strip().upper(): m[2].strip('" ') for m in _PARAMETER.finditer(head)}
    return Prop(params, value)
