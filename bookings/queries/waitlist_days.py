"""The days that the rules find useful for a session because of one race."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bookings.core.judging import Judge, case_at
from bookings.queries import runners
from bookings.queries.busy import minutes, moment
from bookings.queries.services import Order
from clinic.foundation.models import Client
from protocols.core import walls
from protocols.models import Race
from protocols.queries import rules

BEFORE, AFTER = 14, 7  # days round a race that are looked at
FIRST, LAST, STEP = 7, 21, 1  # hours of the day in which sessions begin


def useful(
    client: Client, order: Order, race: Race, zone: str, now: datetime
) -> tuple[date, date] | None:
    """From which day to which the rules recommend such a session near a race; None for none.

    By the client's real calendar and the clock of `zone`. Three queries.
    """
    at = walls.wall_of(race.start_at, zone).date()
    today = walls.today(now, zone)
    first, last = max(today, at - timedelta(days=BEFORE)), at + timedelta(days=AFTER)
    if first > last:
        return None
    begin, end = walls.days_between(first, (last - first).days + 1, zone)
    runner = runners.one(client)
    calendar = runners.calendar(
        client, zone=zone, begin=begin, end=end, now=now, sessions=runner.sessions
    )
    case = case_at(calendar, order.candidate, minutes(begin))
    judge = Judge.of(rules.version(runner.rules), case, minutes(begin), minutes(end))
    days = [day for day in _days(first, last) if _helps(judge, day, zone, now)]
    return (days[0], days[-1]) if days else None


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _helps(judge: Judge, day: date, zone: str, now: datetime) -> bool:
    starts = (
        minutes(walls.instant_of(datetime.combine(day, time(hour)), zone))
        for hour in range(FIRST, LAST, STEP)
    )
    return any(moment(at) > now and judge.verdict(at) == "recommended" for at in starts)
