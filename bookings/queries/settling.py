"""A client's sessions to come, judged anew by what their calendar says today."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from bookings.core import settling
from bookings.core.judging import case_at
from bookings.core.lifecycle import COMING
from bookings.core.settling import Accepted, Objection
from bookings.models import Appointment, Occupancy
from bookings.queries import appointments, runners
from bookings.queries.busy import minutes
from bookings.queries.services import ordered
from clinic.foundation.models import Client
from clinic.foundation.queries import access
from protocols.core.defaults import RULE_IDS
from protocols.core.engine import Judgement, judge
from protocols.core.facts import Calendar
from protocols.core.parsing.case import read_case
from protocols.core.units import DAY
from protocols.core.walls import rfc3339
from protocols.queries import rules

BEHIND, AHEAD = timedelta(days=10), timedelta(days=14)  # where a session may move to
BESIDE = timedelta(days=9)  # what is near is judged by it too
MOST = 100  # sessions to come: far more than anybody books
NEAR = 31 * DAY  # further workouts are not even read for one session
BARE: dict[str, Any] = {"races": [], "workouts": [], "away": [], "injury": None, "screening": []}
Json = dict[str, Any]
Places = Mapping[str, datetime | None]  # sessions by code, moved to a start or (None) released


@dataclass(frozen=True)
class Fit:
    """One session as it is judged today.

    `against` is all that speaks against it, `news` what of that nobody has accepted yet.
    """

    row: Appointment
    judged: Judgement
    against: tuple[Objection, ...]
    news: tuple[Objection, ...]
    held: Accepted

    @property
    def verdict(self) -> str:
        return self.judged.verdict

    @property
    def must_be_looked_at(self) -> bool:
        """Whether a therapist has to agree before it is kept: for what could not be booked today
        without one, and for an answer that asks for their look since it was booked.
        """
        blocked = any(each.effect == "blocked" for each in self.news)
        return blocked or (self.judged.review and not self.held.review)


@dataclass(frozen=True)
class Coming:
    """A client's sessions to come and the calendar that judges them, read once."""

    client: Client
    now: datetime
    sessions: tuple[appointments.Session, ...]
    calendar: Json
    version: int
    held: Mapping[str, Accepted]

    @property
    def rows(self) -> list[Appointment]:
        return [session.row for session in self.sessions]

    def around(self, row: Appointment, places: Places) -> list[Json]:
        """The client's other sessions, some of them moved or released."""
        others: list[Json] = list(self.calendar["sessions"])
        for each in self.rows:
            if each.pk != row.pk and each.code not in places:
                continue
            own = _told(each)
            if own in others:
                others.remove(own)
            to = places.get(each.code)
            if each.pk != row.pk and to is not None:
                others.append(own | {"start": rfc3339(to)})
        return others

    def told(self, row: Appointment, places: Places) -> Json:
        """The calendar in the contract's form, for a search that moves this session."""
        return self.calendar | {"timezone": row.zone, "sessions": self.around(row, places)}

    def fit(
        self,
        row: Appointment,
        places: Places | None = None,
        bases: dict[str, Calendar] | None = None,
    ) -> Fit:
        """A session at the time that it has, judged as if it were not there. No query.

        `bases` are calendars without sessions, by zone, where several sessions are judged.
        """
        held = self.held[row.code]
        told, order = self.told(row, places or {}), ordered(row)
        waivers = [rule for rule in held.waivers if rule in RULE_IDS]
        case = case_at(told, order.candidate, minutes(row.start_at), waivers, held.cleared)
        small, bases = read_case(case | BARE), {} if bases is None else bases
        if row.zone not in bases:
            bases[row.zone] = read_case(case | {"sessions": []}).calendar
        base = bases[row.zone]
        calendar = replace(
            base,
            workouts=tuple(w for w in base.workouts if abs(w.start - small.start) < NEAR),
            sessions=small.calendar.sessions,
            waivers=small.calendar.waivers,
        )
        asked = replace(small, calendar=calendar)
        judged = judge(rules.version(self.version), asked)
        against = settling.objections(judged, asked)
        others = [other for code, other in self.held.items() if code != row.code]
        news = settling.news(against, held, others, version=self.version)
        return Fit(row, judged, against, news, held)

    def fits(self, places: Places | None = None) -> list[Fit]:
        """Each of them, soonest first. No query."""
        bases: dict[str, Calendar] = {}
        return [self.fit(row, places, bases) for row in self.rows]

    def unfit(self) -> list[Fit]:
        """Those against which something speaks that nobody has accepted."""
        return [fit for fit in self.fits() if fit.news]


def read(client: Client, now: datetime, *, people: bool = True) -> Coming:
    """The sessions to come (booked, or waiting for a therapist's look), with their calendar.

    `people`: with who gives them and where. A fixed number of queries; one or two where nothing is
    to come.
    """
    rows = appointments.full() if people else _alone()
    rows = rows.filter(client=client, state__in=COMING, start_at__gt=now)
    sessions = appointments.sessions(rows.order_by("start_at", "pk")[:MOST], now)
    if not sessions:
        return Coming(client, now, (), {}, 0, {})
    found = [session.row for session in sessions]
    runner = runners.one(client)
    calendar = runners.calendar(
        client,
        zone=found[0].zone,
        begin=found[0].start_at - BEHIND - BESIDE,
        end=found[-1].start_at + AHEAD + BESIDE,
        now=now,
        sessions=runner.sessions,
    )
    return Coming(client, now, tuple(sessions), calendar, runner.rules, _held(client, found))


def unfit(client: Client, now: datetime) -> int:
    """How many of a client's sessions to come no longer fit: a fixed number of queries."""
    return len(read(client, now, people=False).unfit())


def _alone() -> QuerySet[Appointment]:
    """Appointments without what they take: that is not asked for."""
    nothing = Prefetch("occupancies", queryset=Occupancy.objects.none())
    return Appointment.objects.select_related("client", "service", "location").prefetch_related(
        nothing
    )


def _held(client: Client, rows: Sequence[Appointment]) -> dict[str, Accepted]:
    """What has been accepted of each. It can tell of an injury: a program reads it, nobody else."""
    opened = access.open_unseen(client, rows)
    if len(opened) != len(rows):
        return {row.code: Accepted() for row in rows}  # erased
    texts = {row.code: text["judged"] for row, text in zip(rows, opened, strict=True)}
    return {
        row.code: settling.accepted(json.loads(texts[row.code] or "{}"), row.rules_version)
        for row in rows
    }


def _told(row: Appointment) -> Json:
    """An appointment as `runners` tells of it."""
    return {
        "start": rfc3339(row.start_at),
        "minutes": row.minutes,
        "type": row.type,
        "depth": row.depth,
        "service": row.kind,
    }
