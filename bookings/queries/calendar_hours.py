"""What lies behind the sessions of the calendar: hours, closures, times off, held openings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from bookings.core.spans import Span, common, merged, without
from bookings.queries import field
from bookings.queries.busy import minutes
from bookings.queries.calendar_rows import Around
from bookings.queries.calendar_sessions import Walls
from bookings.queries.setup import Setup, Studio
from protocols.core import walls

A_DAY = timedelta(days=1)
Told = dict[str, Any]


def working(
    setup: Setup, studios: Collection[Studio], first: date, days: int, clock: Walls
) -> Iterator[tuple[str, Told]]:
    """When each therapist works at these studios, cut at midnights; with its day."""
    if not studios:
        return
    ends = {studio.key: _days(studio.zone.key, first, days) for studio in studios}
    begin = min(spans[0][1][0] for spans in ends.values())
    end = max(spans[-1][1][1] for spans in ends.values())
    cuts: dict[tuple[int, tuple[Span, ...]], list[tuple[str, str, str]]] = {}
    for worker in field.lay(setup, studios, {}, begin, end).workers:
        for key, spans in worker.hours.items():
            studio, same = setup.studio[key], (key, tuple(spans))  # many work the same hours
            if same not in cuts:
                cuts[same] = list(_cut(spans, ends[key], studio.zone.key, clock))
            who = {"t": setup.person[worker.key].code, "l": studio.code}
            yield from ((day, {**who, "s": s, "e": e}) for day, s, e in cuts[same])


def closed(
    studios: Collection[Studio], around: Around, first: date, last: date
) -> Iterator[tuple[str, Told]]:
    """The hours in which these studios are closed out of turn, and what for; with their day."""
    known = {studio.code: studio for studio in studios}
    in_force: dict[tuple[str, date], Told] = {}
    for row in around.closures:  # of two on one day the later one holds, as for availability
        begin, end = (date.fromisoformat(row[name]) for name in ("first", "last"))
        day = max(begin, first)
        while day <= min(end, last) and row["location"] in known:
            in_force[row["location"], day] = row
            day += A_DAY
    for (code, day), row in sorted(in_force.items(), key=lambda found: found[0]):
        for span in _shut(known[code], day, row["hours"]):
            s, e = (_at(day, minute) for minute in span)
            yield day.isoformat(), {"l": code, "n": row["name"], "s": s, "e": e}


def offs(setup: Setup, location: str, around: Around, clock: Walls) -> Iterator[Told]:
    """Times off, asked and granted, on the wall of the first studio where their therapist works."""
    zones: dict[str, str] = {}
    for studio in setup.studios:
        for key in studio.shifts:
            if location in ("", studio.code) and key in setup.person:
                zones.setdefault(setup.person[key].code, studio.zone.key)
    for row in around.offs:
        zone = zones.get(row["therapist"], "" if location else clock.zone)
        if zone:
            s, e = (clock.wall(_seconds(row[name]), zone) for name in ("begin", "end"))
            yield {"c": row["code"], "t": row["therapist"], "s": s, "e": e, "st": row["state"]}


def openings(location: str, around: Around, clock: Walls) -> Iterator[Told]:
    """Times that are held for those to whom they are offered, buffers included."""
    for row in around.openings:
        if location in ("", row["location"]):
            names = ("begin", "end", "until")
            s, e, until = (clock.wall(_seconds(row[name]), row["zone"]) for name in names)
            yield {
                "c": row["code"],
                "t": row["therapist"],
                "r": [around.rooms[key] for key in row["rooms"] if key in around.rooms],
                "l": row["location"],
                "s": s,
                "e": e,
                "until": until,
                "to": row["asked"] or 0,
            }


def _days(zone: str, first: date, days: int) -> list[tuple[str, Span]]:
    """Each day with the minutes since 1970 at which it begins and ends there."""
    edges = [minutes(walls.days_between(first, n, zone)[1]) for n in range(days + 1)]
    return [((first + n * A_DAY).isoformat(), span) for n, span in enumerate(pairwise(edges))]


def _cut(
    spans: Sequence[Span], ends: list[tuple[str, Span]], zone: str, clock: Walls
) -> Iterator[tuple[str, str, str]]:
    for day, whole in ends:
        for begin, end in common(spans, [whole]):
            yield day, clock.wall(begin * 60, zone), clock.wall(end * 60, zone)


def _shut(studio: Studio, day: date, instead: list[list[int]]) -> list[Span]:
    """Minutes of the wall: the whole day, or what the other hours leave of the usual ones."""
    if not instead:
        return [(0, 1440)]
    usual = [(a, b) for weekday, a, b in studio.hours if weekday == day.weekday()]
    return without(merged(usual), [(a, b) for a, b in instead])


def _at(day: date, minute: int) -> str:
    there = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - a wall
    return there.isoformat(timespec="minutes")


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
