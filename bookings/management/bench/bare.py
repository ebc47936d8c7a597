"""The least that could be called a booking system: what the product's speed is measured against.

One query of what is busy, a merge, JSON or a plain page. No login, no rooms, no rules, no calendar,
one time zone. Only `make bench` serves it, in a web server of its own (`bare_wsgi`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Template
from django.urls import path

from bookings.actions import load_sessions
from bookings.core.load import AFTER, CLOSES, MINUTES, OPENS, STEP

ZONE = ZoneInfo("Europe/Berlin")
MOST_DAYS = 62
PAGE = """<!doctype html><title>Free times</title>
{% for day, starts in days %}<h2>{{ day|date:"l, j F" }}</h2>
<ul>{% for start in starts %}<li><a href="?at={{ start }}">{{ start }}</a></li>{% endfor %}</ul>
{% endfor %}"""
Free = dict[str, list[int]]  # by therapist: minutes since 1970 at which a session could start


BUSY = """
    SELECT t.code, extract(epoch FROM lower(o.during))::bigint / 60,
           extract(epoch FROM upper(o.during))::bigint / 60
    FROM bookings_occupancy o JOIN bookings_therapist t USING (resource_id)
    WHERE o.live AND o.during && tstzrange(%(begin)s, %(end)s)
      AND (%(whom)s IS NULL OR t.code = %(whom)s)
"""


WEEK = """
    SELECT a.id, a.code, a.local_start, a.end_at, a.state, a.type, a.depth, a.minutes,
           a.buffer_before, a.buffer_after, a.price, a.paid_at, l.code, s.name, c.name, c.code
    FROM bookings_appointment a JOIN bookings_location l ON l.id = a.location_id
    JOIN bookings_service s ON s.id = a.service_id JOIN clinic_client c ON c.id = a.client_id
    WHERE a.local_start >= %(first)s AND a.local_start < %(after)s
      AND a.state NOT IN ('cancelled', 'late_cancelled')
    ORDER BY a.start_at, a.id
"""
TAKEN = """
    SELECT o.appointment_id, t.code, r.code
    FROM bookings_occupancy o JOIN bookings_appointment a ON a.id = o.appointment_id
    LEFT JOIN bookings_therapist t ON t.resource_id = o.resource_id
    LEFT JOIN bookings_room r ON r.resource_id = o.resource_id
    WHERE a.local_start >= %(first)s AND a.local_start < %(after)s
"""
LINES = """
    SELECT h.appointment_id, count(*)
    FROM bookings_historyline h JOIN bookings_appointment a ON a.id = h.appointment_id
    WHERE a.local_start >= %(first)s AND a.local_start < %(after)s
    GROUP BY h.appointment_id
"""
RACES = """
    SELECT client_id, name, priority, local_start FROM protocols_race
    WHERE start_at >= %(first)s::date - 62 AND start_at < %(after)s::date + 62
"""


def times(request: HttpRequest) -> HttpResponse:
    """Free starts as JSON."""
    found = sorted((at, code) for code, starts in _asked(request).items() for at in starts)
    shown = {at: datetime.fromtimestamp(at * 60, ZONE).isoformat() for at, _code in found}
    told = [{"start": shown[at], "therapist": code} for at, code in found]
    return JsonResponse({"slots": told})


def page(request: HttpRequest) -> HttpResponse:
    """Free starts as a page: by day, each once."""
    days: dict[date, list[str]] = {}
    for at in sorted({at for starts in _asked(request).values() for at in starts}):
        shown = datetime.fromtimestamp(at * 60, ZONE)
        days.setdefault(shown.date(), []).append(f"{shown:%H:%M}")
    return HttpResponse(_template().render(Context({"days": days.items()})))


def insert(request: HttpRequest) -> HttpResponse:
    """One row and its commit."""
    asked: dict[str, int] = json.loads(request.body)
    load_sessions.note(by=None, appointment=asked["appointment"], now=datetime.now(UTC))
    return JsonResponse({"done": True}, status=201)


def week(request: HttpRequest) -> HttpResponse:
    """The sessions of some days with whom and what they take, and the races of that time."""
    first = date.fromisoformat(request.GET["from"])
    after = first + timedelta(days=int(request.GET["days"]))
    asked = {"first": first.isoformat(), "after": after.isoformat()}
    with connection.cursor() as cursor:
        taken: dict[int, list[str]] = {}
        for pk, therapist, room in _rows(cursor, TAKEN, asked):
            taken.setdefault(pk, []).append(therapist or room)
        lines = dict(_rows(cursor, LINES, asked))
        races = _rows(cursor, RACES, asked)
        names = "code start end state type depth minutes before after price paid at service client"
        told = [
            {
                **dict(zip((*names.split(), "client_code"), row, strict=True)),
                "taken": taken.get(pk, []),
                "lines": lines.get(pk, 0),
            }
            for pk, *row in _rows(cursor, WEEK, asked)
        ]
    return JsonResponse({"sessions": told, "races": races})


def _rows(cursor: Any, sql: str, asked: dict[str, str]) -> list[Any]:
    cursor.execute(sql, asked)
    return list(cursor.fetchall())


@cache
def _template() -> Template:
    return Template(PAGE)


def _asked(request: HttpRequest) -> Free:
    first = date.fromisoformat(request.GET["from"])
    days = min(int(request.GET["days"]), MOST_DAYS)
    whom = request.GET.get("therapist")
    return free(first, days, whom, earliest=datetime.now(UTC))


def free(first: date, days: int, whom: str | None, *, earliest: datetime) -> Free:
    """One query of what is busy, then what is left of each day's hours."""
    begin = datetime(first.year, first.month, first.day, tzinfo=ZONE)
    asked = {"begin": begin, "end": begin + timedelta(days=days), "whom": whom}
    busy: dict[str, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(BUSY, asked)
        for code, low, high in cursor:
            busy.setdefault(code, []).append((low, high))
    spans = [_hours(first + timedelta(days=n), earliest) for n in range(days)]
    return {code: list(_starts(spans, sorted(taken))) for code, taken in busy.items()}


def _hours(day: date, earliest: datetime) -> tuple[int, int]:
    """A day's opening hours in minutes since 1970."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    opens, closes = (
        int((midnight.replace(hour=minute // 60)).timestamp()) // 60 for minute in (OPENS, CLOSES)
    )
    return max(opens, -(-int(earliest.timestamp()) // 60 // STEP) * STEP), closes


def _starts(spans: list[tuple[int, int]], taken: list[tuple[int, int]]) -> Iterator[int]:
    """The merge: starts on the grid with a whole session, and its buffer, in a gap."""
    at = 0
    for opens, closes in spans:
        free_from = opens
        while at < len(taken) and taken[at][0] < closes:
            low, high = taken[at]
            yield from range(free_from, low - MINUTES - AFTER + 1, STEP)
            free_from, at = max(free_from, high), at + 1
        yield from range(free_from, closes - MINUTES + 1, STEP)


def ready(request: HttpRequest) -> HttpResponse:
    """Whether it answers."""
    return HttpResponse()


urlpatterns = [
    path("ready", ready),
    path("slots", times),
    path("page", page),
    path("insert", insert),
    path("week", week),
]
