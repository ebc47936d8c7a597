"""What every reader of a file gives: the events it found, and those that it could not use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

MOST_BYTES = 5 * 1024 * 1024
MOST_EVENTS = 5_000
MOST_UID = 200
MOST_TITLE = 200
WHATS = ("race", "maybe_race", "workout", "absence", "run")
ABSENCES = ("injured", "sick", "holiday", "travel")


@dataclass(frozen=True, slots=True)
class Item:
    """One event, as its source tells it.

    `what`: `race` where the source says so outright, `maybe_race` where it looks like one,
    `workout`, `absence`, and `run` for the recording of a finished one. `at` is the wall clock of
    `zone` at its start, None where the day alone is known; `zone` "" is wherever the runner is.
    `kind` is one of `WORKOUT_KINDS` (of a `maybe_race`, too: what it is if it is none) or of
    `ABSENCES`, else "". `until` is the last day of an absence. `took_s`: seconds from gun to finish
    of what is over. `line` (from 1) is where it stands: of a JSON list the number of the object.
    """

    uid: str
    line: int
    what: str
    title: str
    day: date
    at: time | None = None
    zone: str = ""
    kind: str = ""
    until: date | None = None
    minutes: int | None = None
    distance_m: int | None = None
    priority: str = ""
    terrain: str = ""
    done: bool = False
    took_s: int | None = None

    @property
    def local(self) -> datetime | None:
        """The naive wall clock at its start."""
        return None if self.at is None else datetime.combine(self.day, self.at)

    def to_json(self) -> dict[str, Any]:
        """Plain values, those that say something."""
        found = {
            name: value for name, value in asdict(self).items() if value not in (None, "", False)
        }
        return {
            name: value.isoformat() if isinstance(value, date | time) else value
            for name, value in found.items()
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Item:
        """The other way round."""
        read: dict[str, Any] = dict(told)
        for name, kind in cls.TIMES.items():
            if read.get(name) is not None:
                read[name] = kind.fromisoformat(read[name])
        return cls(**read)

    TIMES: ClassVar[dict[str, Any]] = {"day": date, "at": time, "until": date}


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be used: its line, and why as a code (`WHY`).

    `uid` is the one that its item would have, as far as it is known; of a series, what stands before
    the "/" of its repeats.
    """

    line: int
    why: str
    title: str = ""
    uid: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, those that say something."""
        return {name: value for name, value in asdict(self).items() if value or name != "uid"}


# Codes of `Skipped.why`; their words are in `queries/import_words`.
WHY = (
    "no_date",  # no day that could be read
    "no_title",  # nothing to know it by
    "years",  # not in the years 1970 to 2200
    "zone",  # by a clock that nobody knows
    "length",  # it ends before it begins, or lasts longer than anything here can
    "recurrence",  # repeats more often than daily, or by a rule that makes no sense
    "broken",  # it cannot be read at all
    "note",  # a note, a goal, an availability: nothing that is trained or raced
    "cancelled",  # its own source says that it does not take place
    "old",  # training of more than a year ago
    "banner",  # a heading of a plan
    "twice",  # the same event once more
    "no_race",  # a recording, and no race on that day
    "unit",  # a distance or duration that makes no sense
)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read. `tool` is one of `TOOLS`, `name` what the calendar calls itself or ""."""

    tool: str
    name: str
    items: tuple[Item, ...]
    skipped: tuple[Skipped, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "tool": self.tool,
            "name": self.name,
            "items": [item.to_json() for item in self.items],
            "skipped": [each.to_json() for each in self.skipped],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Read:
        return cls(
            told["tool"],
            told["name"],
            tuple(Item.from_json(item) for item in told["items"]),
            tuple(Skipped(**each) for each in told["skipped"]),
        )


TOOLS = (
    "ical",  # any calendar file
    "trainingpeaks",
    "runna",
    "garmin",
    "final_surge",
    "intervals",
    "strava",
    "csv",  # any table
    "watch",  # FIT or TCX
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a reader needs to know beside the file: the runner's zone, and now (aware)."""

    zone: str
    now: datetime

    @property
    def today(self) -> date:
        """The day in UTC: near enough for limits of months."""
        return self.now.date()


class BadFile(Exception):
    """A file that gives nothing at all. `code` is one of `BAD`; `line` where, 0 if nowhere."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code, line)
        self.code, self.line = code, line


BAD = (
    "empty",
    "too_big",  # more than MOST_BYTES
    "too_many",  # more than MOST_EVENTS
    "not_known",  # no format that is read here
    "not_text",  # bytes that are no text
    "broken",  # a format that is known, and cut off or wrong from the start
    "too_hard",  # more time or memory than a file may take
    "no_event",  # read well, and no good event in it
)
