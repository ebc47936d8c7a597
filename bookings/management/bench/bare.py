"""The least that could be called a booking system: what the product's speed is measured against.

One query of what is busy, a merge, JSON or a plain page. No login, no rooms, no rules, no calendar,
one time zone. Only `make bench` serves it, in a web server of its own (`bare_wsgi`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
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
]
