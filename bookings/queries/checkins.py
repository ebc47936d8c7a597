"""What a client can say something about: their last session, the runs after it, a race just run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from bookings.core.checkins import AHEAD, BEHIND, DAY, OPENS, SHUTS, open_at
from bookings.core.lifecycle import OVER
from bookings.models import Appointment
from clinic.foundation.core import zones
from clinic.foundation.errors import NotFound
from clinic.foundation.models import Client
from clinic.foundation.queries import tokens
from protocols.core import walls
from protocols.core.checkins import RACE, RUNS, SESSION
from protocols.core.facts import RUNNING_TYPES
from protocols.core.races import MOST_MINUTES
from protocols.models import CheckIn, Race
from protocols.queries.calendars import SHORT

PURPOSE = "checkin"
NOT_GIVEN = (*OVER, "held", "review")
SMALL = timedelta(minutes=120)  # a C race up to this is training: nobody asks after each of them


@dataclass(frozen=True, slots=True)
class About:
    """One thing to say something about. `of` is when it ended, `began` its start on the wall of
    where it was, naive; `last` when the client last answered, if it was looked up.
    """

    kind: str
    code: str
    client: Client
    of: datetime
    began: datetime
    last: datetime | None = None

    @property
    def told(self) -> str:
        """As a one-time link names it."""
        return f"{self.kind}:{self.code}"

    @property
    def until(self) -> datetime:
        return self.of + SHUTS[self.kind]

    def said_today(self, now: datetime) -> bool:
        """Whether it was answered on this day of the client's clock."""
        zone = zones.known(self.client.zone)
        return self.last is not None and walls.today(self.last, zone) == walls.today(now, zone)


def one(kind: str, code: str, now: datetime) -> About:
    """What a client can say something about now: one query. Raises `NotFound`.

    Of a session only the last one of its client: what came between would be asked after, too.
    """
    found = (_sessions(now) if kind in (SESSION, RUNS) else _races(now)).filter(code=code).first()
    about = _about(kind, found) if found and kind in OPENS else None
    if about is None or not open_at(kind, about.of, now):
        raise NotFound("not_found", _("There is no such record."))
    return about


def opened(secret: str, now: datetime) -> About:
    """What a one-time link opens: three queries. Raises `NotFound`, alike for all that does not work."""
    told = tokens.find(secret, purpose=PURPOSE, now=now) or ":"
    kind, _colon, code = told.partition(":")
    return _answered([one(kind, code, now)])[0]


def own(client: Client, kind: str, code: str, now: datetime) -> About:
    """The same for a client who is signed in; anybody else's is as good as none: two queries."""
    about = one(kind, code, now)
    if about.client.pk != client.pk:
        raise NotFound("not_found", _("There is no such record."))
    return _answered([about])[0]


def answered(about: About) -> About:
    """The same with when it was answered last: one query."""
    return _answered([about])[0]


def waiting(client: Client, now: datetime) -> list[About]:
    """What asks for a word of this client now, races first: three queries at most.

    A session and its runs until they were answered, a race on each day on which it was not yet.
    """
    sessions = _sessions(now).filter(client=client, end_at__gt=now - SHUTS[RUNS])
    races = _races(now).filter(client=client, start_at__gt=now - SHUTS[RACE] - _longest())
    told = [about for race in races if (about := _about(RACE, race))]
    told += [about for row in sessions for kind in (SESSION, RUNS) if (about := _about(kind, row))]
    found = _answered([about for about in told if open_at(about.kind, about.of, now)])
    return [
        about
        for about in found
        if about.last is None or (about.kind == RACE and not about.said_today(now))
    ]


def to_ask(now: datetime) -> Iterator[About]:
    """What is about to be asked about, of all clients who can be written to: two queries."""
    ends = Q()
    for kind in (SESSION, RUNS):
        early, late = now - OPENS[kind] - BEHIND - DAY, now - OPENS[kind] + AHEAD
        ends |= Q(end_at__gt=early, end_at__lte=late)
    lately = now - OPENS[RUNS] - BEHIND - 3 * DAY  # no session lasts a day: an index knows starts
    sessions = _sessions(now + AHEAD).filter(ends, start_at__gt=lately).exclude(client__email="")
    races = _races(now).filter(start_at__gt=now - BEHIND - 2 * DAY - _longest())
    for row in sessions:
        yield from (about for kind in (SESSION, RUNS) if (about := _about(kind, row)))
    for race in races.exclude(client__email=""):
        if about := _about(RACE, race):
            yield about


def _sessions(now: datetime) -> QuerySet[Appointment]:
    """The last session for runners that each client was given and that is over."""
    given = Appointment.objects.filter(type__in=RUNNING_TYPES).exclude(state__in=NOT_GIVEN)
    later = given.filter(client=OuterRef("client"), start_at__gt=OuterRef("start_at"))
    rows = given.filter(end_at__lte=now).exclude(Exists(later.filter(start_at__lte=now)))
    return rows.exclude(client__key=None).select_related("client").order_by("-start_at", "pk")


def _races(now: datetime) -> QuerySet[Race]:
    """Races that were begun and count, the last one first."""
    rows = Race.objects.filter(start_at__lte=now).exclude(status__in=("dns", "cancelled"))
    rows = rows.exclude(status="planned", listed__cancelled=True).exclude(client__key=None)
    return rows.select_related("client").order_by("-start_at", "pk")


def _about(kind: str, row: Appointment | Race) -> About | None:
    """None for a race that was small, or left as soon as it was begun."""
    if isinstance(row, Appointment):
        began, of = walls.wall_of(row.start_at, row.zone), row.end_at
        return About(kind, row.code, row.client, of, began)
    of = row.finish_at or row.start_at + timedelta(minutes=row.expected_minutes or 0)
    ran = of - row.start_at
    if (row.priority == "C" and ran <= SMALL) or (row.status == "dnf" and ran < SHORT):
        return None
    return About(kind, row.code, row.client, of, row.local_start)


def _answered(abouts: Iterable[About]) -> list[About]:
    """With when each was answered last: one query, none for none."""
    told = list(abouts)
    if not told:
        return []
    rows = CheckIn.objects.filter(about__in={each.code for each in told})
    last = {
        (client, kind, code): at
        for client, kind, code, at in rows.order_by("answered_at", "pk").values_list(
            "client", "kind", "about", "answered_at"
        )
    }
    return [
        About(
            each.kind,
            each.code,
            each.client,
            each.of,
            each.began,
            last.get((each.client.pk, each.kind, each.code)),
        )
        for each in told
    ]


def _longest() -> timedelta:
    return timedelta(minutes=MOST_MINUTES)
