"""What stands beside a call: who it may be, what they likely want, their races and sessions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bookings.core import needs
from bookings.core.lifecycle import OVER
from bookings.models import Appointment, Membership, Service
from bookings.queries import appointments, waitlist_pages
from bookings.queries.desk import with_intakes
from bookings.queries.desk_lines import Line, lines
from bookings.queries.waitlist_pages import Wait
from clinic.foundation.core import phones
from clinic.foundation.models import Client, User
from clinic.foundation.queries import clients
from protocols.core import walls
from protocols.models import Race
from protocols.queries.whose import zone_of

BEHIND, AHEAD = 21, 366  # days within which races are told
FRESH, NEAR = 3, 6  # days since a race, and before one, in which its own kind of session is likely
MOST = 8


@dataclass(frozen=True, slots=True)
class RaceDay:
    """A race of a client: `days` from today to it, below 0 since it."""

    name: str
    priority: str
    on: date
    days: int

    @property
    def since(self) -> int:
        return -self.days


@dataclass(frozen=True, slots=True)
class Caller:
    """One line under *Who?*."""

    client: Client
    race: RaceDay | None

    @property
    def phone(self) -> str:
        return phones.shown(self.client.phone)


@dataclass(frozen=True, slots=True)
class Beside:
    """What the desk may know of a client while they talk: nothing of health."""

    client: Client
    races: list[RaceDay]
    coming: list[Line]
    waits: list[Wait]
    group: Membership | None

    @property
    def phone(self) -> str:
        return phones.shown(self.client.phone)


@dataclass(frozen=True, slots=True)
class Likely:
    """What a caller most likely wants."""

    service: Service
    minutes: int
    depth: str


def callers(by: User, text: str, now: datetime) -> list[Caller]:
    """Clients of whom every word is a part, each with the next race: three queries, two if none."""
    found = clients.search(by, text, now, most=MOST)
    next_of: dict[int, RaceDay] = {}
    for client, race in _races(found, now):
        if race.days >= 0:
            next_of.setdefault(client, race)
    return [Caller(client, next_of.get(client.pk)) for client in found]


def beside(client: Client, now: datetime) -> Beside:
    """A fixed number of queries."""
    coming = with_intakes(lines(appointments.coming(client, now), now), now)
    group = Membership.objects.select_related("group").filter(client=client).first()
    return Beside(
        client=client,
        races=races_of(client, now),
        coming=coming,
        waits=waitlist_pages.own(client, now),
        group=group,
    )


def races_of(client: Client, now: datetime) -> list[RaceDay]:
    """A client's races of three weeks back and a year ahead, the earlier first: one query."""
    return [race for _client, race in _races([client], now)]


def likely(
    client: Client, menu: Sequence[Service], races: Sequence[RaceDay], now: datetime
) -> Likely | None:
    """What a nearby race asks for, else what they had last, else the first of the menu; one query.

    None where nothing is on the menu.
    """
    rows = Appointment.objects.filter(client=client, start_at__lt=now)
    last = rows.exclude(state__in=[*OVER, "held"]).order_by("-start_at").first()
    wanted = _type_for(races)
    simple = [one for one in menu if one.therapists == 1 and not one.off_site]
    fitting = [one for one in simple if one.type == wanted]
    before = [one for one in menu if last and one.pk == last.service_id]
    service = next(iter(fitting or before or simple or menu), None)
    if service is None:
        return None
    lengths = [minutes for minutes, _price in service.lengths]
    usual = last.minutes if last and last.minutes in lengths else lengths[0]
    if before and service is before[0] and last and last.depth in service.depths:
        return Likely(service, usual, last.depth)
    ahead = next((race.days for race in races if race.days >= 0), None)
    depth = needs.first_depth(service.type, service.depths, ahead, first_visit=last is None)
    return Likely(service, usual, depth)


def _type_for(races: Sequence[RaceDay]) -> str:
    if any(0 <= race.since <= FRESH for race in races):
        return "post_event"
    if any(0 < race.days <= NEAR for race in races):
        return "pre_event"
    return ""


def _races(found: Collection[Client], now: datetime) -> list[tuple[int, RaceDay]]:
    """Races that count, the earlier first, by their client's number: one query, none for nobody."""
    if not found:
        return []
    today = {client.pk: walls.today(now, zone_of(client)) for client in found}
    begin = datetime.combine(min(today.values()), datetime.min.time())
    rows = Race.objects.filter(
        client__in=today,
        local_start__gte=begin - timedelta(days=BEHIND),
        local_start__lt=begin + timedelta(days=AHEAD),
    )
    rows = rows.exclude(status__in=("dns", "cancelled"))
    rows = rows.exclude(status="planned", listed__cancelled=True).order_by("start_at", "pk")
    told = []
    for race in rows:
        on = race.local_start.date()
        day = RaceDay(race.name, race.priority, on, (on - today[race.client_id]).days)
        told.append((race.client_id, day))
    return told
