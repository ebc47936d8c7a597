"""A client as the desk sees them: how to reach them, their sessions and plans. Nothing of health."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings.models import Wishes
from bookings.queries import appointments, standing, wishes
from bookings.queries.desk_lines import Line, lines
from clinic.foundation.core import phones
from clinic.foundation.models import Client, User
from clinic.foundation.queries import messages
from protocols.core import walls
from protocols.core.strip import effort
from protocols.models import Race, Workout
from protocols.queries import races, screenings, workouts
from protocols.queries.runners import lacks_guardian, profile_of
from protocols.queries.training import RaceLine
from protocols.queries.training import lines as race_lines
from protocols.queries.whose import zone_of

WEEKS = 4
PAST = 10


@dataclass(frozen=True)
class Planned:
    """One race or workout of a day; `at` is the wall clock in the client's zone, None without."""

    day: date
    at: datetime | None
    race: Race | None = None
    workout: Workout | None = None

    @property
    def effort(self) -> str:
        return effort(self.workout.kind) if self.workout else ""


@dataclass(frozen=True)
class ClientPage:
    """What the desk knows of a client. `asked_at`: when the health questions were answered last."""

    client: Client
    zone: str
    coming: list[Line]
    past: list[Line]
    races: list[RaceLine]
    weeks: list[tuple[date, list[Planned]]]
    wishes: Wishes
    asked_at: datetime | None
    minor_alone: bool
    year: int  # of today: other years are told with a date
    messages: list[messages.Line]

    @property
    def phone(self) -> str:
        return phones.shown(self.client.phone)


def page(client: Client, now: datetime) -> ClientPage:
    """Everything of that page: a fixed number of queries."""
    zone = zone_of(client)
    today = walls.today(now, zone)
    ahead = appointments.coming(client, now)
    behind = appointments.past(client, now, most=PAST)
    told = lines([*ahead, *behind], now)
    ran = races.coming(client, now, most=50)
    screening = screenings.fresh_screening(client, now)
    return ClientPage(
        client=client,
        zone=zone,
        coming=told[: len(ahead)],
        past=told[len(ahead) :],
        races=race_lines(ran, now),
        weeks=_weeks(client, today, zone, ran),
        wishes=wishes.of_client(client),
        asked_at=screening.answered_at if screening else None,
        minor_alone=lacks_guardian(profile_of(client), today),
        year=today.year,
        messages=messages.of_client(client, now, zone),
    )


def one(by: User, code: str, now: datetime) -> Client:
    """The client of that code, or the record that theirs was joined into. Else `NotFound`."""
    found, _stands = standing.client(by, code, now=now)
    return found.joined_into or found


def _weeks(
    client: Client, today: date, zone: str, ran: list[Race]
) -> list[tuple[date, list[Planned]]]:
    """The next four weeks from today's Monday, each with what is planned in it."""
    monday = today - timedelta(days=today.weekday())
    until = monday + timedelta(weeks=WEEKS)
    items = [
        Planned(race.local_start.date(), race.local_start, race=race)
        for race in ran
        if race.local_start.date() < until and getattr(race, "standing", "") != "cancelled"
    ]
    for workout in workouts.between(client, today, (until - today).days, zone):
        at = walls.wall_of(workout.start_at, zone) if workout.start_at else None
        items.append(Planned(at.date() if at else workout.day or today, at, workout=workout))
    items.sort(key=lambda item: (item.day, item.at.time() if item.at else time()))
    weeks = [monday + timedelta(weeks=number) for number in range(WEEKS)]
    week = timedelta(weeks=1)
    return [(first, [i for i in items if first <= i.day < first + week]) for first in weeks]
