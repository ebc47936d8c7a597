"""A watch's recordings, byte by byte: a small writer of FIT, and one of TCX."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

START = datetime(2026, 10, 18, 7, 15, 30, tzinfo=UTC)
SINCE = datetime(1989, 12, 31, tzinfo=UTC)
FILE_ID, SESSION, RECORD = 0, 18, 20
UINT8, UINT16, UINT32, ENUM = 0x02, 0x84, 0x86, 0x00


def fit(*sessions: bytes, records: int = 5, head: int = 14) -> bytes:
    """A recording: who made it, so many points, and the sessions."""
    body = definition(0, FILE_ID, [(0, 1, ENUM), (4, 4, UINT32)])
    body += bytes([0]) + struct.pack("<BI", 4, seconds_of(START))
    body += definition(1, RECORD, [(253, 4, UINT32), (5, 4, UINT32), (3, 1, UINT8)])
    for at in range(records):
        body += bytes([1]) + struct.pack("<IIB", seconds_of(START) + at, at * 300, 140)
    return sealed(body + b"".join(sessions), head)


def session(
    start: datetime | None = START,
    took: float | None = 2712.5,
    metres: float | None = 10_000,
    sport: int = 1,
    order: str = "<",
) -> bytes:
    """One session with its definition; None for a field that says nothing."""
    fields = [(2, 4, UINT32), (7, 4, UINT32), (9, 4, UINT32), (5, 1, ENUM), (25, 2, UINT16)]
    values = (
        0xFFFFFFFF if start is None else seconds_of(start),
        0xFFFFFFFF if took is None else round(took * 1000),
        0xFFFFFFFF if metres is None else round(metres * 100),
        sport,
        1,
    )
    return (
        definition(2, SESSION, fields, order) + bytes([2]) + struct.pack(f"{order}IIIBH", *values)
    )


def definition(
    local: int, message: int, fields: Sequence[tuple[int, int, int]], order: str = "<"
) -> bytes:
    head = struct.pack(f"{order}BBBHB", 0x40 | local, 0, order == ">", message, len(fields))
    return head + b"".join(bytes(field) for field in fields)


def sealed(body: bytes, head: int = 14) -> bytes:
    """The records with their header and check sums."""
    start = struct.pack("<BBHI4s", head, 0x20, 2132, len(body), b".FIT")
    if head == 14:
        start += struct.pack("<H", crc(start))
    return start + body + struct.pack("<H", crc(start + body))


def crc(content: bytes) -> int:
    """Bit by bit, so that it shares nothing with the product's table."""
    value = 0
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def seconds_of(moment: datetime) -> int:
    return int((moment - SINCE).total_seconds())


def tcx(
    start: datetime = START,
    took: float = 2712.5,
    metres: float = 10_000,
    sport: str = "Running",
    *,
    paused: int = 0,
) -> bytes:
    """Two laps of equal length with a point at the end of each, the clock stopped between them."""
    half = timedelta(seconds=took / 2)
    laps = ""
    for begin in (start, start + half + timedelta(seconds=paused)):
        laps += (
            f'<Lap StartTime="{spelt(begin)}"><TotalTimeSeconds>{took / 2}</TotalTimeSeconds>'
            f"<DistanceMeters>{metres / 2}</DistanceMeters><Track>"
            f"<Trackpoint><Time>{spelt(begin)}</Time></Trackpoint>"
            f"<Trackpoint><Time>{spelt(begin + half)}</Time></Trackpoint></Track></Lap>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase'
        ' xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="{sport}"><Id>{spelt(start)}</Id>{laps}</Activity>'
        "</Activities></TrainingCenterDatabase>"
    ).encode()


def spelt(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
