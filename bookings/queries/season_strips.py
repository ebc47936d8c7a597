"""Small pictures of several clients' seasons at once: races, training and sessions, nothing of health."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import Q

from bookings.core.lifecycle import OVER
from bookings.models import Appointment
from protocols.core import facts, walls
from protocols.core.races import UNKNOWN_MINUTES
from protocols.core.season import Season, season
from protocols.core.units import MINUTE
from protocols.core.zones import LocalDays, instant, load
from protocols.models import Race, Workout
from protocols.queries import races, rules

WEEKS, BEHIND = 9, 2  # how many, and of them before the week of the day
PAST, FAR = timedelta(days=60), timedelta(days=400)  # races that make a phase
T = TypeVar("T", Race, Workout, Appointment)


def strips(clients: Collection[int], day: date, zone: str, now: datetime) -> dict[int, Season]:
    """By client: the weeks round that day. Four queries, however many they are; none for nobody."""
    if not clients:
        return {}
    first = day - timedelta(days=day.weekday() + 7 * BEHIND)
    begin, end = walls.days_between(first, 7 * WEEKS, zone)
    ruleset, local = rules.current(), LocalDays(load(zone))
    raced = _by_client(_races(clients, begin, end))
    trained = _by_client(_workouts(clients, first, begin, end))
    held = _by_client(_sessions(clients, begin, end))
    return {
        client: season(
            ruleset,
            _calendar(local, raced[client], trained[client], held[client]),
            first=first.toordinal(),
            weeks=WEEKS,
            now=instant(now),
            judged=False,
        )
        for client in clients
    }


def _by_client(rows: Iterable[T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row)
    return found


def _races(clients: Collection[int], begin: datetime, end: datetime) -> Iterable[Race]:
    rows = Race.objects.filter(client__in=clients, start_at__gte=begin - PAST)
    return rows.filter(start_at__lt=end + FAR).select_related("listed").order_by("start_at", "pk")


def _workouts(
    clients: Collection[int], first: date, begin: datetime, end: datetime
) -> Iterable[Workout]:
    timed = Q(start_at__gte=begin, start_at__lt=end)
    dated = Q(day__gte=first, day__lt=first + timedelta(weeks=WEEKS))
    return Workout.objects.filter(timed | dated, client__in=clients).order_by("pk")


def _sessions(clients: Collection[int], begin: datetime, end: datetime) -> Iterable[Appointment]:
    rows = Appointment.objects.filter(client__in=clients, start_at__gte=begin, start_at__lt=end)
    return rows.exclude(state__in=[*OVER, "held"]).order_by("start_at", "pk")


def _calendar(
    local: LocalDays, raced: list[Race], trained: list[Workout], held: list[Appointment]
) -> facts.Calendar:
    return facts.Calendar(
        days=local,
        runner=facts.Runner(),
        races=tuple(_race(row, order) for order, row in enumerate(raced)),
        workouts=tuple(_workout(local, row, order) for order, row in enumerate(trained)),
        sessions=tuple(_session(local, row, order) for order, row in enumerate(held)),
        away=(),
        injury=None,
        screening=(),
        cleared=frozenset(),
        waivers=frozenset(),
    )


def _race(row: Race, order: int) -> facts.Race:
    start = instant(row.start_at)
    known = instant(row.finish_at) if row.finish_at else 0
    finish = known or start + (row.expected_minutes or UNKNOWN_MINUTES) * MINUTE
    status = races.standing(row)
    return facts.Race(row.name, start, finish, row.priority, row.terrain, status, order)


def _workout(local: LocalDays, row: Workout, order: int) -> facts.Workout:
    if row.start_at is None:
        day = (row.day or date.min).toordinal()
        begin, end = local.at_wall(day, 5), local.at_wall(day, 21)
        return facts.Workout(begin, end, day, row.kind, timed=False, order=order)
    start = instant(row.start_at)
    end = start + row.minutes * MINUTE
    return facts.Workout(start, end, local.day(start), row.kind, timed=True, order=order)


def _session(local: LocalDays, row: Appointment, order: int) -> facts.Session:
    start, end = instant(row.start_at), instant(row.end_at)
    return facts.Session(start, end, local.day(start), row.type, row.depth, row.kind, order)
