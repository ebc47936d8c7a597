"""Promise 4: every zone of the pinned tzdata, every change of its clock from 2026 to 2030."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bookings.core import hours
from bookings.core.hours import open_spans
from bookings.core.slots import Place, Worker, find
from protocols.core import zones
from tests.bookings.core.build import UTC, at, want
from tests.bookings.core.clinics import Wall
from tests.bookings.core.reference_slots import clock, in_hours

FIRST, LAST, DAY = at("2026-01-01"), at("2031-01-08"), 1440
QUARTER = 15
ALL_DAY = Wall(tuple((day, 0, DAY) for day in range(7)), {})
NIGHT = Wall(tuple((day, 22 * 60, 26 * 60 + 30) for day in range(7)), {})  # closes in most gaps
Change = tuple[int, int, int]  # the first minute of the new offset, the old offset, the new one


def offset(zone: ZoneInfo, minute: int) -> int:
    there = clock(zone, minute).utcoffset()
    assert there is not None
    return int(there.total_seconds()) // 60


def turn(zone: ZoneInfo, low: int, high: int) -> int:
    """The first quarter that has the offset of `high`, and not that of `low`."""
    quarters, new = range(low, high + 1, QUARTER), offset(zone, high)
    return quarters[bisect_left(quarters, x=True, key=lambda at: offset(zone, at) == new)]


def changes(zone: ZoneInfo) -> tuple[Change, ...]:
    """Every change of the zone's offset, or that there is none. No two are in one week."""
    offsets = [(week, offset(zone, week)) for week in range(FIRST, LAST, 7 * DAY)]
    found = [
        (turn(zone, week, end), old, new)
        for (week, old), (end, new) in pairwise(offsets)
        if old != new
    ]
    return tuple(found) or ((FIRST, *2 * (offset(zone, FIRST),)),)


@cache
def every_change() -> dict[Change, ZoneInfo]:
    """Each change that some zone makes, with one that makes it: alike is tried once."""
    known = [zones.load(name) for name in sorted(zones.names())]
    return {change: zone for zone in known for change in changes(zone)}


def starts(zone: ZoneInfo, wall: Wall, middle: int, minutes: int) -> list[int]:
    """The starts of the days around an instant."""
    begin, end = middle - DAY, middle + DAY
    spans = open_spans(zone, wall.weekly, wall.exceptions, begin - DAY, end + DAY)
    worker = Worker(1, hours={1: spans})
    return [slot.start for slot in find(want(minutes), [Place(1, zone)], [worker], [], begin, end)]


def quarters(zone: ZoneInfo, middle: int) -> list[int]:
    """Every quarter that the calendar of these days has and the clock shows, the first time."""
    first = clock(zone, middle - DAY).replace(hour=0, minute=0, fold=0, tzinfo=None)
    named = (first + timedelta(minutes=15 * step) for step in range(4 * 24 * 4))
    there = [(wall, wall.replace(tzinfo=zone).astimezone(zones.load("UTC"))) for wall in named]
    real = [utc for wall, utc in there if utc.astimezone(zone).replace(tzinfo=None, fold=0) == wall]
    found = (int(utc.timestamp()) // 60 for utc in real)
    return [minute for minute in found if middle - DAY <= minute < middle + DAY]


def test_around_every_change_each_time_on_the_wall_is_offered_once() -> None:
    for (middle, *_), zone in every_change().items():
        found = starts(zone, ALL_DAY, middle, 15)
        walls = [clock(zone, start).replace(tzinfo=None, fold=0) for start in found]

        assert all(one < other for one, other in pairwise(found))
        assert len(set(walls)) == len(walls)
        assert found == quarters(zone, middle)


def test_around_every_change_sessions_lie_in_hours_by_the_clock() -> None:
    for (middle, *_), zone in every_change().items():
        for start in starts(zone, NIGHT, middle, 60):
            session = [
                clock(zone, minute) for minute in (*range(start, start + 60, 15), start + 59)
            ]
            assert all(in_hours(NIGHT, shown) for shown in session)


def test_nights_are_open_around_every_change() -> None:
    fewest = min(len(starts(z, NIGHT, at, 60)) for (at, *_), z in every_change().items())
    assert fewest >= 2 * 15 - 8


def test_most_of_the_worlds_changes_are_tried() -> None:
    tried = every_change()
    assert len({change for change in tried if change[1] != change[2]}) > 150
    assert {new - old for _, old, new in tried} >= {60, -60, 30, -30, 120, -120, 0}
    assert set(changes(UTC)) <= tried.keys()


def test_without_a_look_at_what_was_shown_starts_would_be_doubled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hours, "_shown", lambda _stretches, _wall: False)
    back = [(at, zone) for (at, old, new), zone in every_change().items() if new < old]
    assert all(starts(zone, ALL_DAY, at, 15) != quarters(zone, at) for at, zone in back)


def test_with_one_offset_for_all_days_hours_would_be_an_hour_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (middle, old, _), zone = next((c, z) for c, z in every_change().items() if c[1] != c[2])
    monkeypatch.setattr(hours, "offset_at", lambda _zone, _at: old)
    found = starts(zone, NIGHT, middle, 60)
    assert not all(in_hours(NIGHT, clock(zone, start)) for start in found)


def test_datetime_says_the_same_of_the_first_showing() -> None:
    shown = datetime(2026, 10, 25, 2, 30, tzinfo=zones.load("Europe/Berlin"))
    assert int(shown.timestamp()) // 60 == at("2026-10-25T00:30")
