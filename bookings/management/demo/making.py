"""Making the demo: a clinic, sixty runners, weeks of what happened and weeks that are booked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter

from django.db import connection, transaction

from bookings.management.demo import calendars, front, mara, plans, racing, room, scenes
from bookings.management.demo.clinic import WEEKS, Clinic, found
from bookings.management.demo.places import CALLED_OFF
from bookings.management.demo.runners import MARA, RUNNERS, Runner
from bookings.management.demo.share import share
from bookings.management.demo.story import Story
from bookings.management.demo.weeks import Weeks
from bookings.models import Appointment, HistoryLine, Location, Occupancy
from clinic.foundation.actions import outbox_past
from clinic.foundation.models import Client, OutboxRow, User
from protocols.actions import race_list
from protocols.core.races import ListedEntry
from protocols.models import Race, Workout

Say = Callable[[str], object]
GROWING = (Client, Race, Workout, Appointment, Occupancy, HistoryLine, OutboxRow)


@transaction.atomic
def make(
    *,
    owner: User,
    desk: User,
    now: datetime,
    say: Say = lambda line: None,
    weeks: tuple[int, int] = WEEKS,
) -> Story | None:
    """Make all of it at once, or nothing where a clinic is already.

    `weeks`: how many of the past, and how many ahead, are filled.
    """
    if Location.objects.exists():
        return None
    now = now.replace(microsecond=0)
    clinic = Clinic(owner=owner, desk=desk, now=now, weeks=weeks)
    with _timed(say, "studios, therapists, menu, races"):
        found(clinic)
    with _timed(say, "clients, their races and training"):
        for runner in RUNNERS:
            calendars.join(clinic, runner)
    _measure()
    story = Story(clinic)
    with _timed(say, "what happened until today"):
        plans.plan(story)
        coming = mara.plan(story)
        scenes.plan(story)
        racing.plan(story)
        room.plan(story)
        _races(story)
        Weeks(story).plan()
        for ago in (7, 4, 2, 1):
            story.then(now - timedelta(weeks=ago), lambda _now: _measure())
        story.tell()
    with _timed(say, "the weeks ahead"):
        Weeks(story).fill()
        scenes.at_last(story)
        front.at_last(story)
        outbox_past.settle(by=owner, before=now, but=[row.code for row in coming])
    booked, bookable = share(clinic, 0, weeks[1] * 7)
    say(f"  {100 * booked / bookable:.0f} % of {weeks[1]} weeks are booked")
    return story


def _races(story: Story) -> None:
    """Races are run, and one of the list is called off."""
    clinic = story.clinic
    by_client = {client.pk: RUNNERS[number] for number, client in clinic.clients.items()}
    for race in Race.objects.select_related("client").filter(start_at__lt=clinic.now):
        runner = by_client[race.client_id]
        if race.status == "planned":
            over = race.start_at + timedelta(hours=6)
            story.then(over, _run(clinic, runner, race))
    listed = clinic.listed[CALLED_OFF]
    entry = ListedEntry(
        name=listed.name,
        zone=listed.zone,
        local_start=listed.local_start,
        place=listed.place,
        distance_m=listed.distance_m,
        terrain=listed.terrain,
        cancelled=True,
    )
    story.then(
        clinic.at(-3, 12),
        lambda now: race_list.change_listed(by=clinic.owner, listed=listed, race=entry, now=now),
    )


def _run(clinic: Clinic, runner: Runner, race: Race) -> Callable[[datetime], object]:
    return lambda now: calendars.run(clinic, runner, race, now)


def _measure() -> None:
    """Let the planner see what has come in: otherwise it takes every table for an empty one."""
    tables = ", ".join(connection.ops.quote_name(m._meta.db_table) for m in GROWING)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")


@contextmanager
def _timed(say: Say, what: str) -> Iterator[None]:
    begin = perf_counter()
    yield
    say(f"  {perf_counter() - begin:4.1f} s  {what}")


__all__ = ["MARA", "make"]
