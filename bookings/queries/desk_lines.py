"""Sessions as the lists of staff tell them: with the race that is near, and what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.core import dues, money
from bookings.core.steps import changeable, likely, steps
from bookings.models import Appointment
from bookings.queries import giving_back
from bookings.queries.appointments import Session
from clinic.foundation.core import phones
from protocols.core import walls
from protocols.models import Race

AHEAD, BEHIND = 60, 21  # days within which a race is told of


@dataclass(frozen=True)
class RaceNote:
    """The race nearest to a session: `days` from the session to it, below 0 since it."""

    name: str
    priority: str
    days: int

    @property
    def since(self) -> int:
        """Days since the race, for one that is over."""
        return -self.days


@dataclass(frozen=True)
class Line:
    """A session in a list; `at` and `until` on the wall of its studio. `steps` as in core."""

    session: Session
    at: datetime
    until: datetime
    race: RaceNote | None
    steps: tuple[str, ...]
    changeable: bool
    due: str  # a price, "" when nothing is to be paid yet
    back: str  # what is to be given back, since it fell through; "" for nothing
    intake: str = ""  # as `intakes.states` has it; "" where nobody asks

    kind = "session"

    @property
    def row(self) -> Appointment:
        return self.session.row

    @property
    def state(self) -> str:
        return self.session.state

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def phone(self) -> str:
        return phones.shown(self.row.client.phone)

    @property
    def next(self) -> str:
        """The state that its button marks; "" for none."""
        return likely(self.steps)

    @property
    def missed(self) -> bool:
        """Whether a no-show may be marked."""
        return "no_show" in self.steps

    @property
    def paid(self) -> bool:
        """Whether what it costs now is paid: not what it would have cost, had it taken place."""
        row = self.row
        return bool(row.paid_at and dues.due(self.state, price=row.price, fee=row.fee))

    @property
    def price(self) -> str:
        return money.told(self.row.price, self.row.currency)


def lines(found: Collection[Session], now: datetime, *, treats: bool = False) -> list[Line]:
    """Sessions with their races: one query, none without sessions; one more where something that
    fell through is paid.
    """
    near, owed = _near(found), giving_back.of(one.row for one in found)
    return [
        Line(
            session=one,
            at=datetime.fromisoformat(one.row.local_start),
            until=walls.wall_of(one.row.end_at, one.row.zone),
            race=near.get(one.row.pk),
            steps=steps(one.state, start=one.row.start_at, now=now, treats=treats),
            changeable=changeable(one.state, start=one.row.start_at, now=now),
            due=due(one),
            back=money.told(owed[key], one.row.currency) if (key := one.row.pk) in owed else "",
        )
        for one in found
    ]


def line(one: Session, now: datetime, *, treats: bool = False) -> Line:
    """One session, likewise."""
    return lines([one], now, treats=treats)[0]


def due(one: Session) -> str:
    """What is still to be paid now; "" for nothing."""
    row = one.row
    amount = dues.due(one.state, price=row.price, fee=row.fee)
    wanted = amount and row.paid_at is None and one.state in dues.PAYABLE
    return money.told(amount, row.currency) if wanted else ""


def _near(found: Collection[Session]) -> dict[int, RaceNote]:
    """By appointment: the race of its client that is fewest days away."""
    if not found:
        return {}
    days = [date.fromisoformat(one.row.local_start[:10]) for one in found]
    by_client = defaultdict(list)
    for race in _races({one.row.client_id for one in found}, min(days), max(days)):
        by_client[race.client_id].append(race)
    told = {}
    for one, day in zip(found, days, strict=True):
        note = _nearest(by_client[one.row.client_id], day)
        if note:
            told[one.row.pk] = note
    return told


def _races(clients: Iterable[int], first: date, last: date) -> list[Race]:
    begin = datetime.combine(first - timedelta(days=BEHIND), datetime.min.time())
    end = datetime.combine(last + timedelta(days=AHEAD + 1), datetime.min.time())
    rows = Race.objects.filter(client__in=clients, local_start__gte=begin, local_start__lt=end)
    rows = rows.exclude(status__in=("dns", "cancelled"))
    return list(rows.exclude(status="planned", listed__cancelled=True).order_by("start_at", "pk"))


def _nearest(races: list[Race], day: date) -> RaceNote | None:
    left = [(race, (race.local_start.date() - day).days) for race in races]
    near = [(abs(days), race, days) for race, days in left if -BEHIND <= days <= AHEAD]
    if not near:
        return None
    _far, race, days = min(near, key=lambda found: found[0])
    return RaceNote(race.name, race.priority, days)
