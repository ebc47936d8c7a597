"""What the link of a mail opens: one appointment, its time and place, and times to move it to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from bookings.core.holders import Holder
from bookings.models import Appointment, Location
from bookings.queries import appointments, showing
from bookings.queries.appointments import Session
from bookings.queries.offers import wall
from bookings.queries.search import Ask, search
from bookings.queries.services import ordered
from bookings.queries.showing import Card
from clinic.foundation.errors import NotFound
from clinic.foundation.queries import tokens
from protocols.core import walls
from protocols.core.zones import load

PURPOSE = "session"
DAYS = 14
NEAR = 5
# A caution has to be confirmed with its reason, and that may speak of health.
BY_LINK = ("recommended", "fine")


@dataclass(frozen=True, slots=True)
class Opened:
    """A live link, and the session that it opens."""

    holder: Holder
    session: Session
    card: Card

    @property
    def row(self) -> Appointment:
        return self.card.row

    @property
    def movable(self) -> bool:
        """Whether its time can be changed by a link; the desk and a login can do more."""
        return self.card.coming and not self.card.terms.late and self.row.location.active

    @property
    def alone(self) -> str:
        """The code of its therapist where there is one to stay with; a team is anybody's."""
        codes = self.session.therapist_codes
        return codes[0] if len(codes) == 1 else ""


@dataclass(frozen=True, slots=True)
class Time:
    """A free start: on the studio's wall, naive, and as the address holds it."""

    start: datetime
    to: str

    @property
    def quarter(self) -> int:
        """Which quarter of the hour it starts in, for a timetable of four columns."""
        return self.start.minute // 15


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    times: tuple[Time, ...]

    @property
    def anchor(self) -> str:
        return f"day-{self.day:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Times:
    """Where a session can go by its link, up to the day `last`; `same`: with its own therapist."""

    days: tuple[Day, ...]
    last: date
    same: bool

    def near(self, start: datetime) -> list[Time]:
        """The few nearest to a start on the wall, the earlier first of two as near."""
        every = [time for day in self.days for time in day.times]
        return sorted(every, key=lambda time: (abs(time.start - start), time.start))[:NEAR]


def opened(secret: str, now: datetime) -> Opened:
    """What a link opens: three queries. Raises `NotFound`, alike for whatever does not work."""
    code = tokens.find(secret, purpose=PURPOSE, now=now)
    rows = appointments.full().exclude(state="held").exclude(client__key=None)  # erased
    row = rows.filter(code=code).first() if code else None
    if row is None:
        raise NotFound("not_found", "no live link")
    holder = Holder(secret, row.pk, row.client_id)
    session = appointments.session(row, now)
    return Opened(holder, session, showing.card(session, now))


def times(link: Opened, *, same: bool, now: datetime) -> Times:
    """The free times of the next 14 days for the same session at the same studio.

    `same`: with its own therapist, as long as they can be booked. Left out is what the runner's
    calendar speaks against, without a word of why. A fixed number of queries.
    """
    row, zone = link.row, load(link.row.zone)
    first = walls.today(now, row.zone)
    ask = Ask(
        order=ordered(row),
        first=first,
        days=DAYS,
        location=row.location.code,
        therapist=link.alone if same else "",
        client=row.client,
        moving=row,
    )
    try:
        found = search(ask, now=now)
    except NotFound:
        if not ask.therapist:
            raise
        return times(link, same=False, now=now)  # who gave it has left
    starts = {offer.start for offer in found.offers if offer.verdict in BY_LINK} - {row.start_at}
    free = [Time(wall(start, zone), address(start)) for start in sorted(starts)]
    by_day = groupby(free, key=lambda time: time.start.date())
    days = tuple(Day(day, tuple(held)) for day, held in by_day)
    return Times(days, date.fromordinal(first.toordinal() + DAYS - 1), bool(ask.therapist))


def address(start: datetime) -> str:
    """A start as an address holds it: 2026-11-27T10:00Z."""
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M}Z"


def studios() -> list[Location]:
    """Where one can ring when a link opens nothing: one query."""
    return list(Location.objects.filter(active=True).exclude(phone=""))
