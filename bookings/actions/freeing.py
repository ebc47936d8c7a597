"""A time became free: leaving the errand that offers it to those who wait."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from bookings.core.lifecycle import TAKING, UNDO
from bookings.models import Appointment, Location, Therapist, TimeOff
from bookings.queries.busy import minutes
from bookings.queries.waitlist_order import waiting_at
from clinic.foundation.actions import outbox
from clinic.foundation.actions.outbox import Errand
from protocols.core import walls

FREED, NEXT = "waitlist_freed", "waitlist_next"
SHORTEST = timedelta(minutes=20)  # what is left of a stretch is offered from this on
WEEK = timedelta(days=7)


def freed(
    appointment: Appointment,
    before: dict[str, Any],
    now: datetime,
    *,
    wait: timedelta = UNDO,
) -> None:
    """Leave it, if anybody waits: once what was done cannot be taken back any more.

    `before` is how the appointment stood (`history.snapshot`), with whom it took. One query where
    nobody waits.
    """
    start = datetime.fromisoformat(before["start"])
    day = date.fromisoformat(before["local"][:10])
    if start <= now + wait or not waiting_at(appointment.location_id, day):
        return
    begin = start - timedelta(minutes=appointment.buffer_before)
    end = datetime.fromisoformat(before["end"]) + timedelta(minutes=appointment.buffer_after)
    people = Therapist.objects.filter(resource__in=before["resources"], active=True)
    errands = [
        errand(
            key=f"{appointment.code}:{minutes(begin)}:{one.code}:{now.timestamp()}",
            location=appointment.location_id,
            therapist=one.pk,
            begin=begin,
            end=end,
            due=now + wait,
        )
        for one in people
    ]
    outbox.leave(errands=errands, now=now)


def shortened(
    appointment: Appointment, end: datetime, resources: Collection[int], now: datetime
) -> None:
    """The same for what a shorter length leaves: from the session's new end to the old `end`.

    Both with their buffer. Nothing for a session that became longer.
    """
    begin = appointment.end_at + timedelta(minutes=appointment.buffer_after)
    if end - begin < SHORTEST or begin <= now + UNDO:
        return
    day = date.fromisoformat(appointment.local_start[:10])
    if waiting_at(appointment.location_id, day):
        people = Therapist.objects.filter(resource__in=resources, active=True)
        key = f"{appointment.code}:{minutes(begin)}:{now.timestamp()}"
        due, where = now + UNDO, appointment.location_id
        errands = [
            errand(
                key=f"{key}:{one.code}",
                location=where,
                therapist=one.pk,
                begin=begin,
                end=end,
                due=due,
            )
            for one in people
        ]
        outbox.leave(errands=errands, now=now)


def undone(appointment: Appointment, before: dict[str, Any], now: datetime) -> None:
    """The same, at once, for what an appointment leaves whose last change was taken back.

    What it came from stays its own: of that nothing is free when it is looked at.
    """
    if before["state"] in TAKING:
        freed(appointment, before, now, wait=timedelta(0))


def left(
    appointment: Appointment,
    before: dict[str, Any],
    other: Appointment,
    now: datetime,
    *,
    wait: timedelta = UNDO,
) -> None:
    """The same for what of an appointment's old time the other one that came there does not take.

    For two that were swapped: of a long session for a short one a rest is left.
    """
    was = datetime.fromisoformat(before["end"]) + timedelta(minutes=appointment.buffer_after)
    ends = other.end_at + timedelta(minutes=other.buffer_after)
    if was - ends >= SHORTEST:
        freed(appointment, before, now, wait=wait)


def off_ended(time_off: TimeOff, now: datetime) -> None:
    """The same for the days to come of a time off that was taken back, at most a week of them.

    A stretch for each day and each studio at which the therapist works and somebody waits.
    """
    begin, whom = max(time_off.start_at, now), time_off.therapist
    end = min(time_off.end_at, begin + WEEK)
    places = Location.objects.filter(shifts__therapist=whom, active=True).distinct()
    errands = [
        errand(
            key=f"off:{time_off.pk}:{where.pk}:{minutes(low)}",
            location=where.pk,
            therapist=whom.pk,
            begin=low,
            end=high,
            due=now,
        )
        for where in places
        for day, low, high in _days(begin, end, where.zone)
        if waiting_at(where.pk, day)
    ]
    outbox.leave(errands=errands, now=now)


def _days(begin: datetime, end: datetime, zone: str) -> Iterator[tuple[date, datetime, datetime]]:
    """A stretch cut at each midnight of a studio's wall: days, and the part in each."""
    first = walls.wall_of(begin, zone).date()
    last = walls.wall_of(end, zone).date()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        low, high = walls.days_between(day, 1, zone)
        if max(low, begin) < min(high, end):
            yield day, max(low, begin), min(high, end)


def errand(
    *,
    key: str,
    location: int,
    therapist: int,
    begin: datetime,
    end: datetime,
    due: datetime,
    since: datetime | None = None,
) -> Errand:
    """A stretch of one therapist that is to be offered.

    `since` is when it became free, if some were asked already: they are not asked again.
    """
    facts = {
        "location": location,
        "therapist": therapist,
        "begin": minutes(begin),
        "end": minutes(end),
    }
    if since is not None:
        facts["since"] = minutes(since)
    return Errand(topic=FREED, key=key, due=due, facts=facts, urgent=True)
