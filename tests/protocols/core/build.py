"""Cases for tests: a candidate that starts, or ends, at `NOW`, and a calendar told in hours from it.

The expectations in the tests beside this file are written from the contract, not from the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from protocols.core import evaluate

Json = dict[str, Any]
NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)  # a Wednesday; the zone is UTC unless a test says so
US = timedelta(microseconds=1)

RUNNING = ("pre_event", "post_event", "general", "injury")
BODY = ("none/swedish", "none/hot_stone", "none/prenatal", "none/couples")
OTHER = ("none", "none/spa", "none/chair_massage", "none/reiki")
EVERYBODY = (*RUNNING, *BODY, *OTHER)
DEPTHS = ("light", "moderate", "deep")
GENTLE = ("light", "moderate")
LENGTHS = (1, 30, 31, 45, 46, 60, 61, 1440)
HARD = ("intervals", "threshold", "race_pace", "long_run", "hills")
SOFT = ("easy", "cross_training", "rest")


def later(hours: int = 0, us: int = 0, days: int = 0) -> datetime:
    """So many hours and microseconds after NOW."""
    return NOW + timedelta(days=days, hours=hours, microseconds=us)


def earlier(hours: int = 0, us: int = 0, days: int = 0) -> datetime:
    """So many hours and microseconds before NOW."""
    return NOW - timedelta(days=days, hours=hours, microseconds=us)


def session(
    what: str, start: datetime | None = None, end: datetime | None = None, **more: Any
) -> Json:
    """A session such as "general deep 60" or "none/spa light 30", from a start or to an end."""
    kind, depth, length = what.split()
    minutes = int(length)
    begin = start or (end or NOW) - timedelta(minutes=minutes)
    found: Json = {"type": kind, "depth": depth, "start": begin.isoformat(), "minutes": minutes}
    if "/" in kind:
        found["type"], found["service"] = kind.split("/")
    return found | more


def race(
    start: datetime | None = None,
    finish: datetime | None = None,
    minutes: int = 60,
    priority: str = "A",
    **more: Any,
) -> Json:
    """An A race of an hour that starts, or finishes, then; with both, as long as that takes."""
    length = timedelta(minutes=minutes)
    begin, end = start or (finish or NOW) - length, finish or (start or NOW) + length
    times = {"start": begin.isoformat(), "finish": end.isoformat()}
    return {**times, "priority": priority, **more}


def workout(
    kind: str, start: datetime | None = None, end: datetime | None = None, minutes: int = 60
) -> Json:
    """A workout that starts, or ends, then."""
    begin = start or (end or NOW) - timedelta(minutes=minutes)
    return {"kind": kind, "start": begin.isoformat(), "minutes": minutes}


def starting(what: str = "general light 60", **parts: Any) -> Json:
    """A case whose candidate starts at NOW."""
    return {"timezone": "UTC", "candidate": session(what, start=NOW), **parts}


def ending(what: str = "general light 60", **parts: Any) -> Json:
    """A case whose candidate ends at NOW."""
    return {"timezone": "UTC", "candidate": session(what, end=NOW), **parts}


def fired(case: Json) -> dict[str, str]:
    """Every rule that fires, with its effect, in the order of the answer."""
    return {reason["rule"]: reason["effect"] for reason in evaluate(case)["reasons"]}


def effect(rule: str, case: Json) -> str | None:
    """What one rule does."""
    return fired(case).get(rule)


def because(rule: str, case: Json) -> str:
    """What one rule says; it must fire."""
    (found,) = (reason for reason in evaluate(case)["reasons"] if reason["rule"] == rule)
    return str(found["because"])


@dataclass(frozen=True)
class Row:
    """One line of the tables of protocols.md: for whom, how long, in which hours, what follows."""

    rule: str
    types: tuple[str, ...]
    depths: tuple[str, ...]
    hours: tuple[int, int]
    effect: str
    lengths: tuple[int, ...] = LENGTHS

    def holds(self, what: str, distance: timedelta) -> bool:
        """Whether it speaks of that session, so far from the race."""
        kind, depth, minutes = what.split()
        low, high = (timedelta(hours=hours) for hours in self.hours)
        fits = kind in self.types and depth in self.depths and int(minutes) in self.lengths
        return fits and low <= distance < high


def expected(rows: list[Row], what: str, distance: timedelta) -> dict[str, str]:
    """What a table says of a session, so far from the race: rules and effects."""
    return {row.rule: row.effect for row in rows if row.holds(what, distance)}


def bounds(rows: list[Row]) -> list[int]:
    """Every bound of a table, in hours."""
    return sorted({bound for row in rows for bound in row.hours})


def disagreements(
    rows: list[Row], bound: int, whats: list[str], ask: Callable[[str, timedelta], dict[str, str]]
) -> dict[str, object]:
    """At a bound and a microsecond to either side of it: sessions of which a table says otherwise."""
    asked = [(what, timedelta(hours=bound) + us * US) for what in whats for us in (-1, 0, 1)]
    return {
        f"{what} at {distance}": (ask(what, distance), expected(rows, what, distance))
        for what, distance in asked
        if ask(what, distance) != expected(rows, what, distance)
    }


def shapes(lengths: tuple[int, ...] = LENGTHS, depths: tuple[str, ...] = DEPTHS) -> list[str]:
    """Every type and service, depth and length; type none is never deep."""
    return [
        f"{kind} {depth} {minutes}"
        for kind in EVERYBODY
        for depth in depths
        for minutes in lengths
        if depth != "deep" or not kind.startswith("none")
    ]
