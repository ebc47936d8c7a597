"""Short words for the core's tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bookings.core.slots import Block, Place, Slot, Want, Worker, find
from protocols.core import zones

BERLIN = zones.load("Europe/Berlin")
SANTIAGO = zones.load("America/Santiago")
UTC = zones.load("UTC")
EVER = {"earliest": 0, "latest": 10**9}


def at(text: str) -> int:
    """The minute of an instant, such as 2026-11-23T09:00+01:00; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) // 60


def on_the_wall(zone: ZoneInfo, minutes: Iterable[int]) -> list[str]:
    """What the clock shows at these minutes: 23. 09:00."""
    return [datetime.fromtimestamp(m * 60, zone).strftime("%d. %H:%M") for m in minutes]


NINE = at("2026-11-23T09:00")  # a Monday; with zone UTC the wall clock is the same
HOURS = {1: [(NINE, NINE + 480)]}


def session(
    start: int, minutes: int, buffer: int = 0, place: int = 1, *, deep: bool = False
) -> Block:
    """A session with its buffers, so many minutes after nine."""
    begin, finish = NINE + start, NINE + start + minutes
    return Block(begin - buffer, finish + buffer, begin, finish, place, deep)


def want(minutes: int = 60, **more: object) -> Want:
    return Want(minutes=minutes, **(EVER | {"rooms": False} | more))  # type: ignore[arg-type]


def found(asked: Want, *workers: Worker, **more: object) -> list[Slot]:
    """The slots of one Monday at one place in UTC."""
    given = {"places": [Place(1, UTC)], "rooms": [], "begin": NINE - 540, "end": NINE + 900} | more
    return find(asked, workers=workers, **given)  # type: ignore[arg-type]


def starts(asked: Want, *workers: Worker, **more: object) -> list[int]:
    """Their starts, in minutes after nine."""
    return [slot.start - NINE for slot in found(asked, *workers, **more)]
