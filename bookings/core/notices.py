"""What a client is told about a session, by which way, and when: decided on values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bookings.core.lifecycle import OVER
from clinic.foundation.core.quiet import last_loud_before

BOOKED, ACCEPTED = "session_booked", "session_accepted"
CHANGED, CANCELLED = "session_changed", "session_cancelled"
REMINDER, SOON = "session_reminder", "session_soon"
ASKED = "intake_asked"  # the questions before a session
RECEIPT = "session_receipt"
SEASON = "season_changed"  # booked sessions that no longer fit
WhenTold = Literal["at once", "soon", "not"]
TELLING = (BOOKED, ACCEPTED, CHANGED, CANCELLED)  # say how a session stands now
REMINDING = (REMINDER, SOON)
# A topic, how long before the start it goes, and how long after the booking it goes at the soonest.
PLAN = (
    (ASKED, timedelta(hours=72), timedelta(hours=12)),
    (REMINDER, timedelta(hours=48), timedelta(hours=12)),
    (SOON, timedelta(hours=2), timedelta(hours=1)),
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours: minutes of the clock in a zone; two equal ones are none."""

    zone: str
    begins: int
    ends: int


def reminders(
    start: datetime, *, told_at: datetime, quiet: Quiet
) -> tuple[tuple[str, datetime], ...]:
    """The reminders of a session, each with the moment it is due.

    None in quiet hours: it goes at the last loud moment before. None so soon after `told_at`, when
    the client heard of this start anyway, that it would tell them nothing.
    """
    planned = []
    for topic, ahead, rest in PLAN:
        due = last_loud_before(start - ahead, quiet.zone, quiet.begins, quiet.ends)
        if due >= told_at + rest:
            planned.append((topic, due))
    return tuple(planned)


def minutes_of(moment: datetime) -> int:
    """A moment as whole minutes since 1970: what a row of the outbox keeps of a start."""
    return (moment - EPOCH) // MINUTE


def moment_of(minutes: int) -> datetime:
    """The other way round."""
    return EPOCH + minutes * MINUTE


@dataclass(frozen=True, slots=True)
class Reach:
    """How a client can be reached. `sms`: the clinic sends short messages, and this one has a number."""

    mail: bool
    sms: bool
    agreed: bool  # to short messages beside mails


def way(topic: str, reach: Reach) -> str:
    """By which channel a topic goes: mail, but for the last reminder to those who agreed.

    Who has no address gets short messages of what matters. Whom neither reaches gets a mail that
    nobody can send: so it is seen.
    """
    if topic == SOON and reach.sms and reach.agreed:
        return "sms"
    short = topic in TELLING or topic in (SOON, ASKED)
    return "sms" if short and reach.sms and not reach.mail else "mail"


@dataclass(frozen=True, slots=True)
class Stand:
    """How a session stands, as far as its client has to know. `team`: its therapists."""

    over: bool
    review: bool
    start: datetime
    local: str
    team: frozenset[int]
    end: datetime | None = None


def stand(after: Mapping[str, Any], therapists: Collection[int]) -> Stand:
    """What a line of history left, `therapists` being those among the resources."""
    return Stand(
        over=after["state"] in OVER,
        review=after["state"] == "review",
        start=datetime.fromisoformat(after["start"]),
        local=after["local"],
        team=frozenset(after["resources"]) & frozenset(therapists),
        end=datetime.fromisoformat(after["end"]),
    )


def change(told: Stand, now: Stand) -> str:
    """What is new since the client was told; "" if nothing is.

    `over`, `again` (it takes place after all), `clock` (its zone's rules moved the instant and not
    the time on the wall), `time`, `length`, `team`, `accepted`, `review`.
    """
    if now.over or told.over:
        return "" if now.over and told.over else ("over" if now.over else "again")
    if told.start != now.start:
        return "clock" if told.local == now.local else "time"
    if told.end != now.end:
        return "length"
    if told.team != now.team:
        return "team"
    if told.review != now.review:
        return "review" if now.review else "accepted"
    return ""
