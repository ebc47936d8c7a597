"""FIT: the sessions of a watch's recording. Only its definitions and sessions are looked at: the
thousands of points between them are stepped over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from protocols.core.plans.shape import BadFile

MAGIC = b".FIT"
SESSION = 18
MOST_SESSIONS = 100
START, ELAPSED, DISTANCE, SPORT = 2, 7, 9, 5
RUNNING = 1
EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
EMPTY = {1: 0xFF, 2: 0xFFFF, 4: 0xFFFFFFFF}  # an unsigned number that says nothing, by size
SIZES = {1: "B", 2: "H", 4: "I"}


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch of one sport. `started` is an aware instant; None for what is not told."""

    started: datetime | None
    seconds: float | None
    metres: float | None
    running: bool


@dataclass(slots=True)
class Shape:
    """How the records of one local number look: little or big end first, (field, size) in order."""

    order: str
    message: int
    fields: list[tuple[int, int]] = field(default_factory=list)
    size: int = 0


def is_fit(content: bytes) -> bool:
    """Whether it begins as a FIT file does."""
    return len(content) >= 12 and content[8:12] == MAGIC


def sessions_of(content: bytes) -> list[Session]:
    """The sessions of all files in a row. Raises BadFile: too_many, and `broken` if
    cut off or not as written.
    """
    found: list[Session] = []
    at = 0
    while at < len(content):
        body, end = _body(content, at)
        try:
            for values in _records(content, body, end - 2):
                found.append(_session(values))
                if len(found) > MOST_SESSIONS:
                    raise BadFile("too_many")
        except (IndexError, struct.error, KeyError):
            raise BadFile("broken") from None
        at = end
    return found


def _body(content: bytes, at: int) -> tuple[int, int]:
    """Where the records of the file at `at` begin, and where it ends, its check sum behind it."""
    head = content[at : at + 14]
    if not is_fit(head) or head[0] < 12:
        raise BadFile("broken")
    body = at + head[0]
    end = body + int.from_bytes(head[4:8], "little") + 2
    if end > len(content) or check_sum(content[at:end]) != 0:
        raise BadFile("broken")
    return body, end


def _table() -> tuple[int, ...]:
    values = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
        values.append(value)
    return tuple(values)


CRC = _table()


def check_sum(content: bytes) -> int:
    """CRC-16 as FIT has it: 0 of a file with its own sum behind it."""
    value, table = 0, CRC
    for byte in content:
        value = (value >> 8) ^ table[(value ^ byte) & 0xFF]
    return value


def _records(content: bytes, at: int, end: int) -> Iterator[dict[int, int]]:
    """The fields of each session."""
    shapes: dict[int, Shape] = {}
    while at < end:
        head = content[at]
        packed = head & 0x80
        local = (head >> 5) & 3 if packed else head & 0x0F
        if not packed and head & 0x40:
            shapes[local], at = _definition(content, at)
            continue
        shape = shapes[local]
        if shape.message == SESSION:
            yield _values(content, at + 1, shape)
        at += 1 + shape.size
    if at != end:
        raise BadFile("broken")


def _definition(content: bytes, at: int) -> tuple[Shape, int]:
    order = ">" if content[at + 2] else "<"
    (message,) = struct.unpack_from(f"{order}H", content, at + 3)
    shape = Shape(order, message)
    developer = content[at] & 0x20
    count, here = content[at + 5], at + 6
    for _ in range(count):
        shape.fields.append((content[here], content[here + 1]))
        here += 3
    shape.size = sum(size for _, size in shape.fields)
    if developer:
        count, here = content[here], here + 1
        shape.size += sum(content[here + 1 : here + 3 * count : 3])
        here += 3 * count
    return shape, here


def _values(content: bytes, at: int, shape: Shape) -> dict[int, int]:
    """The whole numbers of a record that say something."""
    found = {}
    for number, size in shape.fields:
        if size in SIZES:
            (value,) = struct.unpack_from(f"{shape.order}{SIZES[size]}", content, at)
            if value != EMPTY[size]:
                found[number] = value
        at += size
    return found


def _session(values: dict[int, int]) -> Session:
    start, seconds, metres = values.get(START), values.get(ELAPSED), values.get(DISTANCE)
    return Session(
        started=None if start is None else EPOCH + timedelta(seconds=start),
        seconds=None if seconds is None else seconds / 1000,
        metres=None if metres is None else metres / 100,
        running=values.get(SPORT, RUNNING) == RUNNING,
    )
