"""When a runner is asked how it was: after a session, after the next runs, after a race."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from clinic.foundation.core.quiet import next_loud
from protocols.core import walls
from protocols.core.checkins import COUNTS, LATE, RACE, RUNS, SESSION

TOPICS = {SESSION: "checkin_session", RUNS: "checkin_runs", RACE: "checkin_race"}
KINDS = {topic: kind for kind, topic in TOPICS.items()}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# From when on, and until when, an answer is taken: the end of the session or race, and so long.
OPENS = {SESSION: LATE, RUNS: 6 * DAY, RACE: timedelta(0)}
SHUTS = {SESSION: COUNTS, RUNS: 13 * DAY, RACE: 96 * HOUR}
MORNING = time(8)
REST = 6 * HOUR  # who came in at three at night is not asked five hours later
# The sweep comes every hour. It looks this far ahead, so that a message is there when it is due,
# and this far back, for the hours in which nobody swept.
AHEAD, BEHIND = timedelta(minutes=90), DAY


def open_at(kind: str, of: datetime, now: datetime) -> bool:
    """Whether an answer about what ended at `of` is taken now, end excluded."""
    return of + OPENS[kind] <= now < of + SHUTS[kind]


def morning_after(finish: datetime, zone: str) -> datetime:
    """The first eight in the morning of a zone that leaves some rest after a finish (UTC)."""
    day = walls.wall_of(finish + REST, zone).date()
    mornings = (
        walls.instant_of(datetime.combine(day + number * DAY, MORNING), zone) for number in (0, 1)
    )
    return next(at for at in mornings if at >= finish + REST)


def due(kind: str, of: datetime, *, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """When the question leaves: never in the quiet hours of the runner's zone."""
    at = morning_after(of, zone) if kind == RACE else of + OPENS[kind]
    return next_loud(at, zone, quiet_from, quiet_until)


def ripe(due_at: datetime, now: datetime) -> bool:
    """Whether a sweep leaves the message that is due then."""
    return now - BEHIND < due_at <= now + AHEAD
